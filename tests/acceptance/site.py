"""A web site that serves one good page and many bad ones."""

from __future__ import annotations

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

PARAGRAPH = (
    "Le conseil régional de Bretagne a voté jeudi à Rennes un plan de trois cents millions d’euros pour rouvrir "
    "des lignes ferroviaires fermées depuis vingt ans. « Nous rendons le train aux habitants », a déclaré Maëlle "
    "Kerdoncuff, vice-présidente chargée des transports, devant les élus. La SNCF prévoit les premiers chantiers "
    "au printemps, entre Auray et Pontivy."
)
PAGE = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>La Bretagne rouvre ses lignes</title>
<meta property="article:published_time" content="2026-11-19T18:30:00+01:00"></head><body>
<nav><a href="/">Accueil</a> <a href="/sport">Sport</a></nav>
<article><h1>La Bretagne rouvre ses lignes ferroviaires</h1>{f"<p>{PARAGRAPH}</p>" * 4}</article>
<footer>Mentions légales</footer></body></html>""".encode()
BOMB = gzip.compress(b"<p>" + b"a" * (100 * 1024**2))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = self.path.strip("/").split("?")[0]
        if name.startswith("status-"):
            self._answer(int(name.removeprefix("status-")), b"no")
        elif name == "loop":
            self._answer(302, b"", Location="/loop")
        elif name == "bomb":
            self._answer(200, BOMB, **{"Content-Encoding": "gzip"})
        elif name == "endless":
            self._endless()
        elif name.startswith("article"):
            self._answer(200, PAGE)
        else:
            self._answer(404, b"no")

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for header, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(header, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        until = time.monotonic() + 60
        try:
            while time.monotonic() < until:
                self.wfile.write(b"<p>")
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        return None


class Site:
    """Serves while it is entered; `url(name)` names a page."""

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, name: str) -> str:
        """The URL of a page."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{name}"
