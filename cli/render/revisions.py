"""The versions of an article as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from cli import safe
from cli.render.moments import local
from cli.render.tables import row, table
from pipeline.index.changes import Kept, Paragraph, Piece
from web.versions import Change, Revision

STYLES = {Kept.SAME: "", Kept.GONE: "red strike", Kept.NEW: "green"}
MARKS = {Kept.SAME: ("", ""), Kept.GONE: ("[-", "-]"), Kept.NEW: ("{+", "+}")}
"""Without colours, as `wdiff` writes them."""

CONTEXT = 12
"""Words shown before and after what changed."""


def listing(versions: Sequence[Revision]) -> Table:
    """A row per version, the latest first."""
    made = table("version", "indexed", "words", "changed", "title", right=frozenset({"version", "words"}))
    for version in versions:
        indexed = local(version.indexed_at) if version.indexed_at else ""
        changed = "" if version.added is None else f"+{version.added} −{version.removed}"
        row(made, version.revision, indexed, version.word_count, changed, version.title or "")
    return made


def change(found: Change, *, plain: bool) -> Iterator[Text]:
    """What changed, paragraph by paragraph; those that did not are left out. `plain`: marks instead of colours."""
    heading = f"version {found.before} → {found.after}: +{found.added} −{found.removed} words"
    yield Text(heading, style="bold")
    changed = [paragraph for paragraph in found.paragraphs if paragraph.changed]
    if not changed:
        yield Text("the same words, set otherwise", style="dim")
    for paragraph in changed:
        yield Text("")
        yield _paragraph(paragraph, plain)


def _paragraph(paragraph: Paragraph, plain: bool) -> Text:
    shown, last = Text(), len(paragraph.pieces) - 1
    for at, piece in enumerate(paragraph.pieces):
        left, right = MARKS[piece.kept] if plain else ("", "")
        if at:
            shown.append(" ")
        shown.append(f"{left}{_shortened(piece, at == 0, at == last)}{right}", STYLES[piece.kept])
    return shown


def _shortened(piece: Piece, first: bool, last: bool) -> str:
    """What is the same, cut down to the words around a change."""
    words = safe.line(piece.text).split(" ")
    if piece.kept is not Kept.SAME or len(words) <= 2 * CONTEXT:
        return " ".join(words)
    before = "" if first else " ".join(words[:CONTEXT]) + " "
    after = "" if last else " " + " ".join(words[-CONTEXT:])
    return f"{before}…{after}"
