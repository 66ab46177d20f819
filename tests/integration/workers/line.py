"""The whole line in one process: real Redis, a real index, the real stations, and a worker that dies when told.

Enriching is left out (an article passes as it is): it needs models, and nothing here hangs on what it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from pipeline.discover import arrivals
from pipeline.ledger.codec import pack, unpack
from pipeline.ledger.records import Arrival, Claim, Move, Receipt, Step, Trace
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Article, Candidate, Kind, Lane, Page, Stage
from workers import intake, removal
from workers.app import create
from workers.parts import Parts
from workers.stations.clean import CleanStation
from workers.stations.cluster import ClusterStation
from workers.stations.index import IndexStation
from workers.topology import STATION
from workers.wake import Waker

WORDS = (
    "La ville de Brest rouvre mardi son port de commerce après trois semaines de travaux, a annoncé la préfecture. "
    "Les équipes ont remplacé les grues abîmées par la tempête de janvier et consolidé deux quais sur quatre. "
    "Selon le directeur du port, les premiers cargos pourront accoster dès la semaine prochaine. "
    "Les pêcheurs, eux, attendent toujours les aides promises par la région, qui doit se prononcer vendredi. "
)
MOST, BYTES = 100, 10**8


class Died(Exception):
    """The worker died here."""


class Line:
    """Takes articles in and works them off, stage by stage."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        waker = Waker(create(parts.settings), parts.ledger)
        self.works: dict[Stage, Callable[[Claim], Sequence[Step]]] = {
            Stage.FETCH: self._fetch,
            Stage.CLEAN: CleanStation(parts).work,
            Stage.ENRICH: self._enrich,
            Stage.CLUSTER: ClusterStation(parts, waker).work,
            Stage.INDEX: IndexStation(parts).work,
        }
        self.pages: dict[str, str] = {}

    def _fetch(self, claim: Claim) -> list[Step]:
        [passage] = claim.passages
        url = unpack(Candidate, passage.payload).url
        page = Page(
            url=url,
            final_url=url,
            urls=(url,),
            content=self.pages[url].encode(),
            is_text=True,
            fetched_at=datetime.now(UTC),
        )
        return [Move(id=passage.id, stage=Stage.CLEAN, payload=pack(page), urls=(url,))]

    def _enrich(self, claim: Claim) -> list[Step]:
        return [Move(id=passage.id, stage=Stage.CLUSTER, payload=passage.payload) for passage in claim.passages]

    def page(self, url: str, text: str, **fields: object) -> Receipt:
        """Offers a text under a URL, as files are."""
        arrival = arrivals.of_page(url, text.encode(), Lane.NOW, is_text=True).evolve(**fields)
        return self.offer(arrival)

    def candidate(self, url: str, text: str, **fields: object) -> Receipt:
        """Offers a URL to fetch, where this text stands by then."""
        self.pages[url] = text
        return self.offer(arrivals.of_candidate(Candidate(url=url), Lane.NOW).evolve(**fields))

    def offer(self, arrival: Arrival) -> Receipt:
        [receipt] = intake.accept(self.parts, [arrival])
        return receipt

    def claim(self, stage: Stage) -> Claim | None:
        return self.parts.ledger.claim(stage, MOST if stage is not Stage.FETCH else STATION[stage].most, BYTES)

    def step(self, stage: Stage) -> bool:
        """Works off one claim of a stage; False: nothing was ready."""
        claim = self.claim(stage)
        if claim is None:
            return False
        self.parts.ledger.finish(claim, self.works[stage](claim))
        return True

    def up_to(self, stage: Stage) -> None:
        """Works off everything at the stages before this one."""
        before = list(self.works)[: list(self.works).index(stage)]
        while self._stepped(before):
            pass

    def run(self) -> None:
        """Works off everything."""
        while self._stepped(list(self.works)):
            pass
        self.parts.engine.refresh()

    def _stepped(self, stages: Sequence[Stage]) -> bool:
        steps = [self.step(stage) for stage in stages]
        return any(steps)

    def die(self, stage: Stage) -> None:
        """A worker does the work of a stage and dies before it can say so."""
        claim = self.claim(stage)
        assert claim is not None
        self.works[stage](claim)
        self.parts.ledger.release(claim)

    def remove(self, name: str, url: str = "https://unknown.example/") -> None:
        """Removes the article with this id, and works it off."""
        removal.remove(self.parts, name, url, "a court's order")
        self.run()

    # -- what there is
    def article(self, id: str) -> Article | None:
        stored = self.parts.engine.get([id]).get(id)
        return stored.article if stored else None

    def numbers(self, id: str) -> list[int]:
        return [article.revision for article in self.parts.revision_store.of(id)]

    def trace(self, id: str) -> Trace:
        found = self.parts.ledger.trace(id)
        assert found is not None
        return found

    def is_removed(self, id: str) -> bool:
        """Whether nothing of it is left but its row."""
        trace = self.trace(id)
        assert not self.parts.redis.exists(f"{self.parts.settings.prefix}:payload:{id}")
        assert self.article(id) is None and self.numbers(id) == []
        return (trace.outcome, trace.reason) == (Outcome.REJECTED, Reason.REMOVED.value)

    def books(self, kind: Kind = Kind.NEW) -> dict[str, int]:
        """What isn't nought of one kind; all kinds must balance."""
        books = self.parts.ledger.books()
        assert all(book.balanced for book in books.values()), books
        told = books[kind].model_dump()
        flat = {**told, **{f"rejected:{reason}": number for reason, number in told.pop("rejected").items()}}
        del flat["rejected"]
        return {name: number for name, number in flat.items() if number}
