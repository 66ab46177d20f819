"""The press over TLS and HTTP/2, as `press.example`, with a certificate of its own (`press.pem`, for tests only)."""

from __future__ import annotations

import asyncio
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import Event, RequestReceived

CERTIFICATE = Path(__file__).with_name("press.pem")
NAME = "press.example"


@dataclass
class SecurePress:
    """Serves one page to each request; a path that is `/reset` or `/nonsense` gets that after the first half."""

    body: bytes
    log: list[tuple[str, str]] = field(default_factory=list)
    """Authority and path of each request."""
    names: list[str | None] = field(default_factory=list)
    """What each connection asked for in SNI."""
    port: int = 0

    def __enter__(self) -> SecurePress:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context())
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

    def url(self, path: str = "/", host: str = NAME) -> str:
        return f"https://{host}:{self.port}{path}"

    def _context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        context.set_alpn_protocols(["h2"])
        context.sni_callback = lambda _, name, __: self.names.append(name)
        return context

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        connection.initiate_connection()
        try:
            writer.write(connection.data_to_send())
            while data := await reader.read(65536):
                for event in connection.receive_data(data):
                    self._answer(connection, event, writer)
                writer.write(connection.data_to_send())
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    def _answer(self, connection: H2Connection, event: Event, writer: asyncio.StreamWriter) -> None:
        if not isinstance(event, RequestReceived):
            return
        asked, stream = dict(event.headers), event.stream_id
        path = asked[":path"]
        self.log.append((asked[":authority"], path))
        found = "404" if path == "/robots.txt" else "200"
        connection.send_headers(stream, [(":status", found), ("content-type", "text/html; charset=utf-8")])
        half = len(self.body) // 2
        connection.send_data(stream, self.body[:half])
        if path == "/reset":
            connection.reset_stream(stream)
        elif path == "/nonsense":
            writer.write(connection.data_to_send() + bytes(9))  # DATA on stream 0: forbidden
        else:
            connection.send_data(stream, self.body[half:], end_stream=True)
