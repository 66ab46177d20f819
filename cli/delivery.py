"""Bringing articles in and following them to their outcomes: what `ingest`, `demo` and `dead retry` share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cli import streams
from cli.progress import Meter, meter
from cli.tally import Result, Tally
from pipeline.ledger.records import Arrival, Receipt
from pipeline.outcomes import Outcome
from workers.intake import accept, outcomes
from workers.parts import Parts

UnderWay = Mapping[str, Sequence[str]]
"""Ids of articles on their way, each with the URLs under which it was given."""


class Delivery:
    """One command's articles; each result is counted in `tally`, and with `as_json` told on stdout as it comes.

    :param timeout: seconds to wait for outcomes; None waits for ever.
    """

    def __init__(self, parts: Parts, tally: Tally, as_json: bool = False, timeout: float | None = None) -> None:
        self._parts, self._tally, self._as_json, self._timeout = parts, tally, as_json, timeout

    def bring(self, arrivals: Iterable[Arrival]) -> None:
        """Brings articles in, and follows them if the tally waits.

        :raises Away: a service is away.
        """
        with meter() as shown:
            self._finish(self._accepted(accept(self._parts, arrivals), shown), shown)

    def again(self, receipts: Iterable[Receipt], shown: Meter) -> None:
        """Tells which articles are gone through again, and follows them if the tally waits."""
        self._finish(self._accepted(receipts, shown), shown, again=True)

    def follow(self, under_way: UnderWay) -> None:
        """Follows articles that are on their way already."""
        with meter() as shown:
            self._finish(under_way, shown)

    def _accepted(self, receipts: Iterable[Receipt], shown: Meter) -> UnderWay:
        under_way: dict[str, list[str]] = {}
        for number, receipt in enumerate(receipts, 1):
            shown.show("accepted", number)
            if receipt.outcome is Outcome.IN_FLIGHT:
                under_way.setdefault(receipt.id, []).append(receipt.url)
            else:
                self._tell(receipt.id, [receipt.url], receipt.outcome, receipt.reason)
        return under_way

    def _finish(self, under_way: UnderWay, shown: Meter, again: bool = False) -> None:
        if self._tally.waited:
            self._wait(under_way, shown, again)
        else:
            for id, urls in under_way.items():
                self._tell(id, urls, Outcome.IN_FLIGHT)

    def _wait(self, under_way: UnderWay, shown: Meter, again: bool) -> None:
        left = dict(under_way)
        if left:
            shown.show("done", 0, len(under_way))
        for trace in outcomes(self._parts, under_way, self._timeout, again=again):
            self._tell(trace.id, left.pop(trace.id, []), trace.outcome, trace.reason)
            shown.show("done", len(under_way) - len(left), len(under_way))
        for id, urls in left.items():
            self._tell(id, urls, Outcome.IN_FLIGHT)

    def _tell(self, id: str, urls: Sequence[str], outcome: Outcome, reason: str | None = None) -> None:
        for url in urls:
            result = Result(id, url, outcome, reason)
            self._tally.add(result)
            if self._as_json:
                streams.print_json(result.document(), indent=None)


def sum_up(tally: Tally) -> int:
    """Tells the counts and the failures on stderr; the exit code."""
    console = streams.err()
    for line in tally.summary():
        console.print(line)
    return tally.exit_code
