"""The world as a process: every host on an address of its own, one port, and a log of who asked what when.

`python -m tests.mockserver.world.server COUNT NOW LOG` prints its port, then takes a phase a line on stdin and
answers with it; at the end of stdin it ends. The log has one JSON object a line, written when a request has ended.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TextIO

from tests.mockserver.world.answers import Answer, Asked
from tests.mockserver.world.cast import Plan, plan
from tests.mockserver.world.host import Host
from tests.services.ports import free_ports

ENDLESS_EVERY = 0.05
"""Seconds between two pieces of an answer without end."""


class World:
    """Serves a plan."""

    def __init__(self, made: Plan, log: TextIO) -> None:
        self.phase, self._plan, self._log = 1, made, log

    async def listen(self, port: int) -> None:
        """Raises OSError when the port is taken on one of the addresses."""
        for host in self._plan.hosts:
            if host.listens:
                service = _Service(self, host)
                await asyncio.start_server(service.serve, host.address, port, limit=2**18, backlog=256)

    def note(self, line: Mapping[str, object]) -> None:
        self._log.write(json.dumps(line) + "\n")
        self._log.flush()


class _Service:
    """One host at work."""

    def __init__(self, world: World, host: Host) -> None:
        self._world, self._host = world, host
        self._asked: Counter[str] = Counter()
        self._open = 0
        self._ended: float | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            while await self._one(reader, writer):
                pass
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; whether the connection stays open for another."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        start = time.monotonic()
        line, *rows = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rows if row)}
        path = line.split(" ")[1]
        answer = self._host.answer(self._as_asked(path, headers, start))
        self._asked[path] += 1
        self._open += 1
        try:
            sent = await _send(answer, reader, writer)
        finally:
            self._open -= 1
            self._ended = time.monotonic()
        self._note(path, headers, answer, sent, start)
        return sent and answer.ending == "whole" and not answer.seconds

    def _as_asked(self, path: str, headers: dict[str, str], start: float) -> Asked:
        pause = None if self._open or self._ended is None else start - self._ended
        return Asked(path, self._world.phase, self._asked[path], pause, headers)

    def _note(self, path: str, headers: dict[str, str], answer: Answer, sent: bool, start: float) -> None:
        line = {
            "host": self._host.address,
            "path": path,
            "start": start,
            "end": self._ended,
            "phase": self._world.phase,
        }
        after = answer.headers.get("retry-after")
        status = answer.status if sent or answer.ending == "endless" else 0
        line |= {"status": status, "cut": not sent, "retry_after": float(after) if after else None}
        asks = [name for name in ("if-none-match", "if-modified-since") if name in headers]
        self._world.note({**line, "agent": headers.get("user-agent", ""), "asks": asks})


async def _send(answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Whether the answer went out whole before the other side let go."""
    if answer.ending == "whole" and not answer.seconds:
        with suppress(ConnectionError):
            writer.write(_bytes(answer, "keep-alive"))
            await writer.drain()
            return True
        return False
    sending = asyncio.ensure_future(_send_slowly(answer, writer))
    leaving = asyncio.ensure_future(reader.read(1))
    done, _ = await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
    for task in (sending, leaving):
        task.cancel()
    await asyncio.gather(sending, leaving, return_exceptions=True)
    return sending in done and not sending.cancelled() and sending.exception() is None


async def _send_slowly(answer: Answer, writer: asyncio.StreamWriter) -> None:
    if answer.ending == "none":
        await asyncio.sleep(3600)
    await asyncio.sleep(answer.seconds)
    if answer.ending == "whole":
        writer.write(_bytes(answer, "close"))
        await writer.drain()
        return
    writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: {answer.kind}\r\n\r\n<html><body>".encode())
    while True:
        writer.write(b"<p>Et encore un paragraphe.</p>")
        await writer.drain()
        await asyncio.sleep(ENDLESS_EVERY)


def _bytes(answer: Answer, connection: str) -> bytes:
    headers = {"connection": connection, **answer.headers}
    if answer.status != 304:
        headers |= {"content-type": answer.kind, "content-length": str(len(answer.body))}
    rows = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {answer.status} Told\r\n{rows}\r\n".encode() + answer.body


async def _run(count: int, now: datetime, log: TextIO) -> None:
    for _ in range(20):
        (port,) = free_ports(1)
        world = World(plan(count, now, port), log)
        with suppress(OSError):
            await world.listen(port)
            break
    else:
        raise SystemExit("no port is free on all addresses")
    print(port, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        world.phase = int(line)
        print(world.phase, flush=True)


def main() -> None:
    count, now, log = sys.argv[1:]
    with Path(log).open("w", encoding="utf-8") as opened:
        asyncio.run(_run(int(count), datetime.fromisoformat(now), opened))


if __name__ == "__main__":
    main()
