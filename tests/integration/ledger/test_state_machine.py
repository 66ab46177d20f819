"""The ledger against a model of it: whatever is done in whatever order, the two agree.

After every rule the books balance and are the model's, every row is in exactly one place, and the lines of hosts
are what the rows say. A stale token never changes anything: all keys are compared before and after.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, precondition, rule

from pipeline.ledger.ledger import Ledger, Limits
from pipeline.ledger.records import Arrival, Claim, Defer, Move, Settle
from pipeline.ledger.sqlite import SqliteTraceStore
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Kind, Lane, Stage

LIMITS = Limits(lease=60, tries=2, deaths=2, days=1, host_delay=0.001)
IDS = ["id1", "id2", "id3"]
HOSTS = ["a.example", "b.example"]
WORKERS = ["w1", "w2"]
NAMES = ["https://a.example/canonical", "digest"]
AFTER = {Stage.FETCH: Stage.CLEAN, Stage.CLEAN: Stage.INDEX, Stage.INDEX: Stage.CLEAN}
HAS_ARTICLE = (Outcome.INDEXED, Outcome.UNCHANGED, Outcome.DUPLICATE)
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
        self.rows[id] = Row(kind, given.stage, given.payload, given.fingerprint, revision=revision, again=again)

    # -- the end
    def settle(self, id, outcome):
        row = self.rows[id]
        if row.kind is Kind.REVISION and outcome not in (Outcome.INDEXED, Outcome.DEAD):
            row.revision -= 1
        if outcome is not Outcome.DEAD:
            row.payload = b""
        row.evolve(state="settled", outcome=outcome, settled_at=self.now)
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

    def live(self, worker=None):
        """Claims that still hold something."""
        return [
            held
            for held in self.held.values()
            if (worker is None or held.worker == worker)
            and any(self.is_mine(held, passage.id) for passage in held.claim.passages)
        ]

    def promote(self, stage=None):
        for row in self.rows.values():
            if row.state == "later" and row.due <= self.now and stage in (None, row.stage):
                row.state = "ready"

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


stages = st.sampled_from([Stage.FETCH, Stage.CLEAN, Stage.INDEX])
often_false = st.sampled_from([False, False, False, True])
ends = st.sampled_from([o for o in Outcome if o not in (Outcome.IN_FLIGHT, Outcome.DROPPED)])


class LedgerMachine(RuleBasedStateMachine):
    """`redis`, `prefix` and `store_path` are set by the test."""

    claims = Bundle("claims")

    def __init__(self):
        super().__init__()
        self.redis.flushdb()
        self.model = Model()
        self.payloads = 0
        self.store = SqliteTraceStore(self.new_store_path())

    def teardown(self):
        self.store.close()

    def ledger(self, worker="w1"):
        # The model's clock stands still between rules while the server's goes on: waits are chosen far apart.
        return Ledger(self.redis, self.prefix, LIMITS, worker, clock_offset=self.model.now, store=self.store)

    def key(self, *parts):
        return ":".join((self.prefix, *parts))

    def image(self):
        """All that is in Redis, but for kept answers and the host turns that only lie in the past."""
        keys = [key for key in self.redis.keys(self.key("*")) if f"{self.prefix}:asked:".encode() not in key]
        return {key: self.redis.dump(key) for key in keys}

    def new_payload(self):
        self.payloads += 1
        return b"payload %d" % self.payloads

    # -- rules
    @rule(
        id=st.sampled_from(IDS),
        stage=stages,
        kind=st.sampled_from([Kind.NEW, Kind.NEW, Kind.NEW, Kind.REVISION, Kind.REPROCESS]),
        lane=st.sampled_from(Lane),
        host=st.sampled_from(HOSTS),
        fingerprint=st.sampled_from(["", "one", "two"]),
        refused=often_false,
        known=often_false,
    )
    def accept(self, id, stage, kind, lane, host, fingerprint, refused, known):
        payload = self.new_payload()
        arrival = Arrival(
            id=id,
            url=f"https://{host}/{id}",
            stage=stage,
            kind=kind,
            lane=lane,
            host=host,
            payload=payload,
            fingerprint=fingerprint or None,
            refused=Reason.EMPTY if refused else None,
            known=known,
        )
        [receipt] = self.ledger().accept([arrival])
        told = "joined" if receipt.joined else receipt.outcome.value
        assert told == self.model.accept(id, stage, kind, payload, fingerprint, refused, known)

    @rule(
        target=claims,
        stage=stages,
        most=st.integers(1, 4),
        most_bytes=st.integers(1, 60),
        worker=st.sampled_from(WORKERS),
    )
    def claim(self, stage, most, most_bytes, worker):
        self.model.now += 1
        self.model.promote(stage)
        ready = {id for id, row in self.model.rows.items() if row.state == "ready" and row.stage is stage}
        claim = self.ledger(worker).claim(stage, most, most_bytes)
        if claim is None:
            assert not ready or stage is Stage.FETCH
            return multiple()
        self._check_claim(claim, ready, most, most_bytes)
        for passage in claim.passages:
            self.model.rows[passage.id].evolve(state="running", token=claim.token)
        held = Held(claim, worker, self.model.now + LIMITS.lease)
        self.model.held[claim.token] = held
        return held

    def _check_claim(self, claim, ready, most, most_bytes):
        taken = [passage.id for passage in claim.passages]
        assert set(taken) <= ready
        assert 1 <= len(taken) == len(set(taken)) <= most
        assert len(taken) == 1 or sum(len(passage.payload) for passage in claim.passages) <= most_bytes
        assert len(taken) == 1 or not any(self.model.rows[id].deaths for id in taken)
        assert claim.token > max(self.model.held, default=0)
        if claim.stage is not Stage.FETCH:
            assert claim.more == bool(ready - set(taken))
        for passage in claim.passages:
            row = self.model.rows[passage.id]
            seen = (passage.payload, passage.kind, passage.attempts, passage.revision)
            assert seen == (row.payload, row.kind, row.attempts, row.revision)

    @rule(worker=st.sampled_from(WORKERS), stage=stages)
    def die_of_it(self, worker, stage):
        held = self.claim(stage, 1, 1, worker)
        if isinstance(held, Held):
            self.hold(held, 0)
            self.bury(worker, True)

    @rule(worker=st.sampled_from(WORKERS), stage=stages, outcome=ends)
    def settle_one(self, worker, stage, outcome):
        held = self.claim(stage, 1, 1, worker)
        if isinstance(held, Held):
            self.finish(held, "settle", outcome, 0, False, True)

    @rule(held=claims, choice=st.integers(0, 3))
    def hold(self, held, choice):
        id = held.claim.passages[choice % len(held.claim.passages)].id
        mine = bool(self.model.is_mine(held, id))
        before = None if mine else self.image()
        assert self.ledger(held.worker).hold(held.claim, id) == mine
        if mine:
            held.hand, held.expires = id, self.model.now + LIMITS.lease
        else:
            assert self.image() == before

    @rule(
        held=claims,
        what=st.sampled_from(["move", "move", "settle", "defer"]),
        outcome=ends,
        after=st.sampled_from([0, 30]),
        counts=st.booleans(),
        only_first=st.booleans(),
    )
    def finish(self, held, what, outcome, after, counts, only_first):
        passages = held.claim.passages[: 1 if only_first else None]
        steps = [self._step(passage, what, outcome, after, counts) for passage in passages]
        mine = [bool(self.model.is_mine(held, passage.id)) for passage in passages]
        before = None if any(mine) else self.image()
        done = self.ledger(held.worker).finish(held.claim, steps)
        for step, was_mine, is_done in zip(steps, mine, done, strict=True):
            if was_mine:
                assert is_done
                self.model.finish(step.id, step)
                held.hand = None if held.hand == step.id else held.hand
        if any(mine):
            held.expires = self.model.now + LIMITS.lease
            # Said twice: done before, or stale where the passage went on since; never done again.
            image = self.image()
            assert all(self.ledger(held.worker).finish(held.claim, steps)[at] for at, was in enumerate(mine) if was)
            if not any(self.model.is_mine(held, passage.id) for passage in held.claim.passages):
                assert self.image() == image
        else:
            assert self.image() == before

    def _step(self, passage, what, outcome, after, counts):
        if what == "move":
            return Move(
                id=passage.id, stage=AFTER[passage.stage], payload=self.new_payload(), urls=("https://m.example/",)
            )
        if what == "settle":
            return Settle(id=passage.id, outcome=outcome, reason=Reason.EMPTY)
        return Defer(id=passage.id, after=after, reason=Reason.TIMEOUT, counts=counts)

    @rule(held=claims, only_first=st.booleans())
    def release(self, held, only_first):
        stale = not any(self.model.is_mine(held, passage.id) for passage in held.claim.passages)
        before = self.image() if stale else None
        first = held.claim.passages[0].id
        self.ledger(held.worker).release(held.claim, [first] if only_first else None)
        for passage in held.claim.passages:
            if self.model.is_mine(held, passage.id) and (passage.id == first or not only_first):
                self.model.rows[passage.id].state = "ready"
                held.hand = None if held.hand == passage.id else held.hand
        if stale:
            assert self.image() == before

    @rule(held=claims, name=st.sampled_from(NAMES), choice=st.integers(0, 3))
    def reserve(self, held, name, choice):
        id = held.claim.passages[choice % len(held.claim.passages)].id
        before = self.image()
        owner = self.ledger(held.worker).reserve(held.claim, id, name)
        if self.model.is_mine(held, id):
            assert owner == self.model.reserve(id, name)
        else:
            assert self.image() == before

    @rule(seconds=st.sampled_from([1, 35, 61, 90_000]))
    def time_passes(self, seconds):
        self.model.now += seconds

    @rule()
    def sweep(self):
        for held in self.model.live():
            if held.expires <= self.model.now:
                self.model.give_back(held)
        self.model.promote()
        claimable = self.ledger().sweep()
        ready = {row.stage for row in self.model.rows.values() if row.state == "ready"}
        assert set(claimable) | {Stage.FETCH} == ready | {Stage.FETCH}
        assert set(claimable) <= ready

    @rule(worker=st.sampled_from(WORKERS), count=st.booleans())
    def bury(self, worker, count):
        held = self.model.live(worker)
        number = sum(bool(self.model.is_mine(h, p.id)) for h in held for p in h.claim.passages)
        assert self.ledger().bury(worker, count) == number
        for one in held:
            self.model.give_back(one, one.hand if count else None)

    @rule(id=st.sampled_from(IDS), word=st.sampled_from(["retry", "drop"]))
    def revive(self, id, word):
        ledger = self.ledger()
        done = ledger.retry([id]) if word == "retry" else ledger.drop([id])
        assert done == ([id] if self.model.revive(id, word) else [])

    @precondition(lambda self: any(row.state == "settled" for row in self.model.rows.values()))
    @rule(most=st.integers(1, 3), much_later=st.booleans())
    def settle_out(self, most, much_later):
        self.model.now += 90_000 * much_later
        due = [
            (row.settled_at, id)
            for id, row in self.model.rows.items()
            if row.state == "settled" and row.settled_at <= self.model.now - LIMITS.days * 86400
        ]
        left = self.ledger().settle_out(self.store, most)
        assert left == min(most, len(due))
        gone = [id for _, id in due if not self.redis.exists(self.key("row", id))]
        assert len(gone) == left
        for id in gone:
            row = self.model.rows.pop(id)
            row.again = None
            self.model.store[id] = row

    # -- what always holds
    @invariant()
    def books_balance_and_are_the_models(self):
        books = self.ledger().books()
        for kind, book in books.items():
            assert book.balanced, (kind, book)
            told = Counter(
                accepted=book.accepted,
                indexed=book.indexed,
                unchanged=book.unchanged,
                duplicate=book.duplicate,
                rejected=sum(book.rejected.values()),
                dead=book.dead,
                dropped=book.dropped,
            )
            assert told == self.model.books[kind], kind
            under_way = [row for row in self.model.rows.values() if row.kind is kind and row.state != "settled"]
            assert book.in_flight == len(under_way)

    @invariant()
    def every_row_is_in_exactly_one_place(self):
        places = Counter()
        for pattern, state in (("ready:*", "ready"), ("later:*", "later"), ("running:*", "running")):
            for key in self.redis.keys(self.key(pattern)):
                stage = key.decode().split(":")[2]
                places.update((id.decode(), state, stage) for id in self.redis.zrange(key, 0, -1))
        places.update((id.decode(), "settled", "") for id in self.redis.zrange(self.key("settled"), 0, -1))
        expected = Counter(
            (id, row.state, "" if row.state == "settled" else row.stage.value) for id, row in self.model.rows.items()
        )
        assert places == expected
        dead = {id.decode() for id in self.redis.zrange(self.key("dead"), 0, -1)}
        assert dead == {id for id, row in self.model.rows.items() if row.outcome is Outcome.DEAD}

    @invariant()
    def rows_hold_what_the_model_says(self):
        stored = {key.decode().split(":")[2] for key in self.redis.keys(self.key("row", "*"))}
        assert stored == set(self.model.rows)
        for id, row in self.model.rows.items():
            found = {name.decode(): value.decode() for name, value in self.redis.hgetall(self.key("row", id)).items()}
            assert (found["attempts"], found["deaths"]) == (str(row.attempts), str(row.deaths)), id
            assert (found["kind"], found["revision"]) == (row.kind.value, str(row.revision))
            assert found.get("outcome") == (row.outcome.value if row.outcome else None)
            assert (self.redis.get(self.key("payload", id)) or b"") == row.payload
            assert bool(self.redis.exists(self.key("again", id))) == bool(row.again)

    @invariant()
    def bytes_in_flight_are_the_payloads(self):
        beyond_fetch = [
            len(row.payload)
            for row in self.model.rows.values()
            if row.state != "settled" and row.stage is not Stage.FETCH
        ]
        assert int(self.redis.hget(self.key("flight"), "bytes") or 0) == sum(beyond_fetch)

    @invariant()
    def claims_hold_what_is_running(self):
        held = {
            (id.decode(), key.decode().split(":")[2])
            for key in self.redis.keys(self.key("held", "*"))
            for id in self.redis.smembers(key)
        }
        running = {(id, str(row.token)) for id, row in self.model.rows.items() if row.state == "running"}
        assert held == running
        leases = {token.decode() for token in self.redis.zrange(self.key("leases"), 0, -1)}
        claims = {key.decode().split(":")[2] for key in self.redis.keys(self.key("claim", "*"))}
        assert leases == claims == {token for _, token in running}

    @invariant()
    def hosts_stand_in_line_for_what_waits_and_none_is_asked_twice_at_once(self):
        queued, busy = set(), set()
        for host in HOSTS:
            under_way = {id.decode() for id in self.redis.smembers(self.key("busy", host))}
            assert len(under_way) <= LIMITS.host_concurrency
            busy |= under_way
            for lane in Lane:
                line = {id.decode() for id in self.redis.zrange(self.key("queue", lane, host), 0, -1)}
                queued |= line
                seated = self.redis.zscore(self.key("hosts", lane), host) is not None
                assert seated == bool(line and not under_way)
        fetch = {id: row.state for id, row in self.model.rows.items() if row.stage is Stage.FETCH}
        assert queued == {id for id, state in fetch.items() if state == "ready"}
        assert busy == {id for id, state in fetch.items() if state == "running"}


@pytest.fixture
def machine(redis_client, prefix, tmp_path):
    """The machine on this Redis, with a trace store of its own for each run."""
    paths = (tmp_path / f"{number}.sqlite" for number in range(10**6))

    class Machine(LedgerMachine):
        redis = redis_client
        new_store_path = staticmethod(lambda: next(paths))

    Machine.prefix = prefix
    return Machine


def test_the_ledger_is_its_model(machine):
    case = machine.TestCase()
    case.settings = settings(
        max_examples=60,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    case.runTest()
