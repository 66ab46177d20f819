"""Files and folders: which are read, and as what."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from pipeline.discover import arrivals, jsonl, warc
from pipeline.discover.arrivals import Origin
from pipeline.errors import Rejected
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Reason
from pipeline.records import Stage

TEXT = (".txt", ".text", ".md")
HTML = (".html", ".htm", ".xhtml")
LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
ARCHIVES = (".warc", ".warc.gz", ".warc.zst")

DATA = (".json", ".csv", ".tsv", ".xlsx", ".ods")
"""Tables and trees: nobody knows which of it is an article."""

Reader = Callable[[Path, Origin, int], Iterator[Arrival]]

BINARY_STARTS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x7fELF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
)
"""How files begin that are no text: PDF, images, archives, programs. Zero bytes tell nothing: UTF-16 has them."""

SNIFFED = 8 * 1024


def path_of(arg: str) -> Path:
    """The path that an argument names, as a path or a file URL."""
    if arg.lower().startswith("file:"):
        return Path(os.fsdecode(unquote_to_bytes(urlsplit(arg).path)))
    return Path(os.path.expanduser(arg))  # noqa: PTH111 (`Path.expanduser` raises for a user that is nobody)


def read(path: Path, origin: Origin, limit: int) -> Iterator[Arrival]:
    """The arrivals of a file, or of all files in a folder; a fault becomes a refused arrival."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            yield from _folder(path, origin, limit)
        elif stat.S_ISREG(mode):
            yield from (reader_of(path) or _sniffed)(path, origin, limit)
        else:
            # A pipe may never end, and has no name by which its article could be known again.
            yield refused(path, Reason.UNREADABLE_FILE, f"{path} is no file but a pipe, a socket or a device", origin)
    except Rejected as refusal:
        yield refused(path, refusal.reason, f"{path}: {refusal.detail}", origin)
    except FileNotFoundError:
        yield refused(path, Reason.MISSING_FILE, f"there is no file {path}; a URL starts with https://", origin)
    except (OSError, ValueError) as error:
        yield refused(path, Reason.UNREADABLE_FILE, f"{path} cannot be read: {error}", origin)


def refused(path: Path, reason: Reason, detail: str, origin: Origin) -> Arrival:
    """A file that can't be read in, by the URL under which it would have been."""
    return arrivals.refused(url_of(path), Stage.CLEAN, reason, detail, origin.lane, source=origin.source)


def url_of(path: Path) -> str:
    """The absolute file URL of a path (RFC 8089); bytes that are no UTF-8 are escaped like all others."""
    absolute = os.path.abspath(path)  # noqa: PTH100 (a link keeps its own name)
    try:
        return Path(absolute).as_uri()
    except UnicodeEncodeError:
        # Half a surrogate pair is no file's name, but somebody may give it.
        return "file://" + quote(absolute.encode("utf-8", "surrogatepass"))


def reader_of(path: Path) -> Reader | None:
    """What reads a file with such a name; None: nobody knows."""
    name = path.name.lower()
    for endings, reader in ((ARCHIVES, _archive), (LINES, _lines), (HTML, _page), (TEXT, _text)):
        if name.endswith(endings):
            return reader
    return None


def _folder(folder: Path, origin: Origin, limit: int) -> Iterator[Arrival]:
    found, closed = False, list[OSError]()
    # Symbolic links to folders aren't followed: they could lead in a circle, or out.
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and reader_of(path) is not None:
                found = True
                yield from read(path, origin, limit)
    for error in closed:
        yield refused(Path(error.filename), Reason.UNREADABLE_FILE, f"{error.filename} cannot be read: {error}", origin)
    if not found and not closed:
        yield refused(folder, Reason.EMPTY, f"{folder} holds no file that can be read in", origin)


def _text(path: Path, origin: Origin, limit: int) -> Iterator[Arrival]:
    yield _whole(path, origin, limit, is_text=True)


def _page(path: Path, origin: Origin, limit: int) -> Iterator[Arrival]:
    yield _whole(path, origin, limit, is_text=False)


def _sniffed(path: Path, origin: Origin, limit: int) -> Iterator[Arrival]:
    """A file that was named by a person but doesn't say what it is: a page when it begins like one, else text."""
    if path.name.lower().endswith(DATA):
        detail = f"{path}: articles are read from .txt, .md, .html, .warc, or .jsonl with one object a line"
        yield refused(path, Reason.UNSUPPORTED_TYPE, detail, origin)
        return
    with path.open("rb") as file:
        start = file.read(SNIFFED).lstrip()[:200].lower()
    is_page = start.startswith((b"<!doctype html", b"<html", b"\xef\xbb\xbf<!doctype html", b"\xef\xbb\xbf<html"))
    yield _whole(path, origin, limit, is_text=not is_page)


def _whole(path: Path, origin: Origin, limit: int, *, is_text: bool) -> Arrival:
    with path.open("rb") as file:
        # Not its size as the file system tells it: a pipe or a device has none.
        content = file.read(limit + 1)
    if len(content) > limit:
        return refused(path, Reason.TOO_LARGE, f"{path} has more than {limit} bytes", origin)
    if not content.strip():
        return refused(path, Reason.EMPTY, f"{path} is empty", origin)
    if content.startswith(BINARY_STARTS):
        return refused(path, Reason.BINARY, f"{path} is not a text", origin)
    return arrivals.of_page(
        url_of(path),
        content,
        origin.lane,
        is_text=is_text,
        source=origin.source,
        collections=origin.collections,
    )


def _lines(path: Path, origin: Origin, limit: int) -> Iterator[Arrival]:
    with jsonl.opened(path) as file:
        yield from jsonl.read(file, url_of(path), origin, limit)


def _archive(path: Path, origin: Origin, limit: int) -> Iterator[Arrival]:
    with path.open("rb") as file:
        yield from warc.read(file, url_of(path), origin, limit)
