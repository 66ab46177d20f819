"""How a query was read, in words that can be shown."""

from __future__ import annotations

from datetime import UTC, datetime, time

from pipeline.engines.query import And, Everything, Node, Not, Or, Phrase, Since, Until, Words


def read_as(tree: Node) -> str:
    """The tree as one line: `élection AND person:"John Kerry" AND NOT lang:en AND since 2026-10-01`."""
    match tree:
        case Everything():
            return "all articles"
        case Words(text, field):
            return f"{field}:{text}" if field else text
        case Phrase(text, field):
            return f'{field}:"{text}"' if field else f'"{text}"'
        case Since(moment):
            return f"since {_moment(moment)}"
        case Until(moment):
            return f"before {_moment(moment)}"
        case And(parts):
            return " AND ".join(map(_part, parts))
        case Or(parts):
            return " OR ".join(map(_part, parts))
        case Not(part):
            return f"NOT {_part(part)}"


def _part(tree: Node) -> str:
    text = read_as(tree)
    return f"({text})" if isinstance(tree, And | Or) else text


def _moment(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return utc.date().isoformat() if utc.time() == time.min else f"{utc:%Y-%m-%d %H:%M:%S} UTC"
