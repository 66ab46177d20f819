"""What became of the articles of one command: counted, and told at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.text import Text

from cli import safe
from cli.render.trace import outcome
from pipeline.outcomes import Outcome

FAILED = (Outcome.REJECTED, Outcome.DEAD, Outcome.DROPPED)
FEW = 10
"""So many results are named each; of more only those that failed."""


@dataclass(frozen=True, slots=True)
class Result:
    """One line of `ingest --json`."""

    id: str
    url: str
    outcome: Outcome
    reason: str | None = None

    def document(self) -> dict[str, str | None]:
        """`{id, url, outcome, reason}`."""
        return {"id": self.id, "url": self.url, "outcome": self.outcome.value, "reason": self.reason}


@dataclass
class Tally:
    """Counts every result, and keeps those that have to be named."""

    waited: bool = True
    counts: Counter[Outcome] = field(default_factory=Counter)
    failed: list[Result] = field(default_factory=list)
    first: list[Result] = field(default_factory=list)

    def add(self, result: Result) -> None:
        """Counts one more."""
        self.counts[result.outcome] += 1
        if result.outcome in FAILED:
            self.failed.append(result)
        if len(self.first) <= FEW:
            self.first.append(result)

    @property
    def exit_code(self) -> int:
        """1 when something failed, or was still on its way when the time was over."""
        late = self.waited and self.counts[Outcome.IN_FLIGHT]
        return 1 if self.failed or late else 0

    def summary(self) -> Iterator[Text]:
        """The counts, then one line for each article that is named."""
        total = sum(self.counts.values())
        yield Text(f"{total} article{'' if total == 1 else 's'}: {self._counted()}.", style="bold")
        named = self.first if total <= FEW else self.failed
        yield from (_named(result) for result in named)
        if self.failed:
            yield Text("`rotative trace URL` tells more of each.", style="dim")

    def _counted(self) -> str:
        counted = (f"{n} {kind.value.replace('_', ' ')}" for kind in Outcome if (n := self.counts[kind]))
        return ", ".join(counted) or "nothing to read"


def _named(result: Result) -> Text:
    return Text.assemble("  ", outcome(result.outcome.value, result.reason), f"  {safe.line(result.url)}")
