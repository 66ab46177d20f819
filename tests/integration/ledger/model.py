"""The ledger's state machine in plain Python: what the real one is held against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.ledger.ledger import Limits
from pipeline.ledger.records import Claim, Move, Settle
from pipeline.outcomes import Outcome
from pipeline.records import Kind, Stage

LIMITS = Limits(lease=10_000, tries=2, deaths=2, days=1, host_delay=0.001)
IDS = ["id1", "id2", "id3"]
HOSTS = ["a.example", "b.example"]
WORKERS = ["w1", "w2"]
NAMES = ["https://a.example/canonical", "digest"]
AFTER = {Stage.FETCH: Stage.CLEAN, Stage.CLEAN: Stage.INDEX, Stage.INDEX: Stage.CLEAN}
HAS_ARTICLE = (Outcome.INDEXED, Outcome.UNCHANGED, Outcome.DUPLICATE)
STANDS = (Outcome.INDEXED, Outcome.UNCHANGED)
NO_ARTICLE = (Outcome.REJECTED, Outcome.DEAD, Outcome.DROPPED)


@dataclass
class Again:
    kind: Kind
    stage: Stage
    payload: bytes
    fingerprint: str


@dataclass
class Row:
    """What the model knows of an article."""

    kind: Kind
    stage: Stage
    payload: bytes
    fingerprint: str
    state: str = "ready"
    stands: Outcome | None = None
    outcome: Outcome | None = None
    attempts: int = 0
    deaths: int = 0
    revision: int = 1
    token: int = 0
    due: float = 0.0
    settled_at: float = 0.0
    again: Again | None = None
    names: list[str] = field(default_factory=list)

    def evolve(self, **changes):
        for name, value in changes.items():
            setattr(self, name, value)


@dataclass
class Held:
    """A claim as its worker knows it, stale or not."""

    claim: Claim
    worker: str
    expires: float
    hand: str | None = None


class Model:
    """The state machine in plain Python; `now` is in seconds from the start."""

    def __init__(self):
        self.now = 0.0
        self.rows: dict[str, Row] = {}
        self.store: dict[str, Row] = {}
        self.books: dict[Kind, Counter] = {kind: Counter() for kind in Kind}
        self.names: dict[str, str] = {}
        self.held: dict[int, Held] = {}

    def is_mine(self, held, id):
        row = self.rows.get(id)
        return row and row.state == "running" and row.token == held.claim.token

    # -- what there is
    def live(self, worker=None):
        """Claims that still hold something."""
        mine = [held for held in self.held.values() if worker in (None, held.worker)]
        return [held for held in mine if any(self.is_mine(held, passage.id) for passage in held.claim.passages)]

    def stale(self):
        """Claims that hold nothing any more."""
        return [
            held
            for held in self.held.values()
            if not any(self.is_mine(held, passage.id) for passage in held.claim.passages)
        ]

    def running(self):
        """Each passage under work, with its claim."""
        claimed = [(held, passage.id) for held in self.held.values() for passage in held.claim.passages]
        return [(held, id) for held, id in claimed if self.is_mine(held, id)]

    def busy_stages(self):
        """Stages where something waits."""
        waiting = {row.stage for row in self.rows.values() if row.state in ("ready", "later")}
        return [stage for stage in Stage if stage in waiting]

    def under_way(self):
        return [id for id, row in self.rows.items() if row.state != "settled"]

    def settled(self):
        return [id for id, row in self.rows.items() if row.state == "settled"]

    def dead(self):
        everywhere = self.store | self.rows
        return [id for id, row in everywhere.items() if row.outcome is Outcome.DEAD]

    # -- the door
    def accept(self, id, stage, kind, payload, fingerprint, refused, known):
        self.bring_back(id)
        row = self.rows.get(id)
        if refused:
            return self._refuse(id, row, stage, kind)
        differs = kind is Kind.NEW and row and row.fingerprint and fingerprint and row.fingerprint != fingerprint
        if row and row.state != "settled":
            kind = Kind.REVISION if differs else kind
            if kind is not Kind.NEW and not (row.again and row.again.kind is Kind.REVISION and kind is Kind.REPROCESS):
                row.again = Again(kind, stage, payload, fingerprint)
            return "joined"
        if row and row.outcome is Outcome.DEAD and kind is Kind.REPROCESS and stage is Stage.INDEX:
            if not (row.again and row.again.kind is Kind.REVISION):
                row.again = Again(kind, stage, payload, fingerprint)
            return "joined"
        there = bool(row and row.outcome in HAS_ARTICLE)
        kind = Kind.REVISION if differs and there else kind
        if kind is Kind.NEW and (known or there):
            self.books[kind].update(accepted=1, duplicate=1)
            return "duplicate"
        self._admit(id, Again(kind, stage, payload, fingerprint))
        return "in_flight"

    def _refuse(self, id, row, stage, kind):
        self.books[kind].update(accepted=1, rejected=1)
        if row is None or (row.state == "settled" and row.outcome in (Outcome.REJECTED, Outcome.DROPPED)):
            revision = row.revision if row else 1
            fresh = row or Row(kind, stage, b"", "")
            fresh.evolve(kind=kind, stage=stage, state="settled", outcome=Outcome.REJECTED, revision=revision)
            fresh.evolve(settled_at=self.now)
            self.rows[id] = fresh
        return "rejected"

    def _admit(self, id, given):
        row = self.rows.get(id)
        if row and row.outcome is Outcome.DEAD:
            kind, revision = row.kind, row.revision
            self.books[kind]["dead"] -= 1
        else:
            kind = given.kind
            revision = (row.revision if row else 1) + (kind is Kind.REVISION)
            self.books[kind]["accepted"] += 1
        again = row.again if row else None
        stands = row.outcome if row and kind is Kind.REPROCESS and row.outcome in STANDS else None
        mark = given.fingerprint or (row.fingerprint if row and kind is Kind.REPROCESS else "")
        self.rows[id] = Row(kind, given.stage, given.payload, mark, revision=revision, again=again, stands=stands)

    # -- the end
    def settle(self, id, outcome):
        row = self.rows[id]
        if row.kind is Kind.REVISION and outcome not in (Outcome.INDEXED, Outcome.DEAD):
            row.revision -= 1
        if outcome is not Outcome.DEAD:
            row.payload = b""
        shown = row.stands if row.stands and outcome in STANDS else outcome
        row.evolve(state="settled", outcome=shown, settled_at=self.now, stands=None)
        self.books[row.kind][outcome.value] += 1
        if row.again and outcome is not Outcome.DEAD:
            again, row.again = row.again, None
            self._admit(id, again)

    def finish(self, id, step):
        row = self.rows[id]
        if isinstance(step, Move):
            row.evolve(state="ready", stage=step.stage, payload=step.payload, attempts=0, deaths=0)
        elif isinstance(step, Settle):
            self.settle(id, step.outcome)
        elif step.counts and row.attempts + 1 >= LIMITS.tries:
            row.attempts += 1
            self.settle(id, Outcome.DEAD)
        else:
            row.attempts += step.counts
            row.evolve(state="later" if step.after else "ready", due=self.now + step.after)

    def give_back(self, held, suspect=None):
        for passage in held.claim.passages:
            if self.is_mine(held, passage.id):
                row = self.rows[passage.id]
                row.state = "ready"
                row.deaths += passage.id == suspect
                if row.deaths >= LIMITS.deaths:
                    self.settle(passage.id, Outcome.DEAD)

    def promote(self, stage=None):
        for row in self.rows.values():
            if row.state == "later" and row.due <= self.now and stage in (None, row.stage):
                row.state = "ready"

    def leave(self, id):
        row, earlier = self.rows.pop(id), self.store.get(id)
        row.again = None
        if earlier:
            row.fingerprint = row.fingerprint or earlier.fingerprint
            row.revision = max(row.revision, earlier.revision)
            nothing_new = row.kind is Kind.REPROCESS and row.outcome is Outcome.UNCHANGED
            row.outcome = earlier.outcome if nothing_new and earlier.outcome is not Outcome.DEAD else row.outcome
        self.store[id] = row

    def bring_back(self, id):
        if id not in self.rows and id in self.store and self.store[id].outcome is Outcome.DEAD:
            self.rows[id] = self.store.pop(id)
            self.rows[id].names = []

    def revive(self, id, word):
        self.bring_back(id)
        row = self.rows.get(id)
        if row is None or row.outcome is not Outcome.DEAD:
            return False
        self.books[row.kind]["dead"] -= 1
        if word == "drop":
            self.settle(id, Outcome.DROPPED)
        elif any(self.names.get(name) != id for name in row.names):
            self.settle(id, Outcome.DUPLICATE)
        else:
            row.evolve(state="ready", outcome=None, attempts=0, deaths=0)
        return True

    def reserve(self, id, name):
        owner = self.names.get(name, id)
        other = self.rows.get(owner)
        if owner != id and not (other and other.outcome in NO_ARTICLE):
            return owner
        self.names[name] = id
        if name not in self.rows[id].names:
            self.rows[id].names.append(name)
        return id
