"""A press of our own that lies, delays and drops: raw answers to raw requests, and a log of who asked what when."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Handler = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    """One request as it came: `at` in monotonic seconds."""

    path: str
    headers: dict[str, str]
    host: str
    at: float


@dataclass
class Press:
    """Serves on one address of 127.0.0.0/8; a path without a handler is a 404."""

    address: str = "127.0.0.1"
    handlers: dict[str, Handler] = field(default_factory=dict)
    log: list[Request] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Press:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = asyncio.start_server(self._serve, self.address, self.port)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def url(self, path: str = "/") -> str:
        return f"http://{self.address}:{self.port}{path}"

    def on(self, path: str, handler: Handler) -> str:
        """Answers a path by a handler; its URL."""
        self.handlers[path] = handler
        return self.url(path)

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(request.path == path for request in self.log)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            line, *rows = head.split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rows if row)}
            request = Request(line.split(" ")[1], headers, headers.get("host", ""), time.monotonic())
            self.log.append(request)
            await self.handlers.get(request.path, status(404))(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def raw(answer: bytes) -> Handler:
    """Sends exactly these bytes."""

    async def handle(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return handle


def page(body: bytes, status_line: str = "200 OK", **headers: str) -> Handler:
    """An honest answer; headers by name with `_` for `-`."""
    lines = {"content-type": "text/html; charset=utf-8", "content-length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return raw(f"HTTP/1.1 {status_line}\r\n{head}connection: close\r\n\r\n".encode() + body)


def status(code: int, **headers: str) -> Handler:
    """A status and nothing else."""
    return page(b"", f"{code} Told", **headers)


def redirect(to: str, code: int = 302) -> Handler:
    return status(code, location=to)


def endless(chunk: bytes = b"x" * 1024, every: float = 0.0) -> Handler:
    """Begins an answer and never ends it."""

    async def handle(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")
        while True:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(every)

    return handle


def silent() -> Handler:
    """Takes the request and says nothing."""

    async def handle(_: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    return handle


def dropped() -> Handler:
    """Closes the connection without a word."""
    return raw(b"")
