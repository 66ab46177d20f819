"""The ledger against a model of it: whatever is done in whatever order, the two agree.

After every rule the books balance and are the model's, every row is in exactly one place, and the lines of hosts
are what the rows say. A stale token never changes anything: all keys are compared before and after.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline.ledger.ledger import Ledger
from pipeline.ledger.records import Arrival, Defer, Move, Settle
from pipeline.ledger.sqlite import SqliteTraceStore
from pipeline.outcomes import Outcome, Reason
from pipeline.records import Kind, Lane, Stage
from tests.integration.ledger.model import AFTER, HOSTS, IDS, LIMITS, NAMES, WORKERS, Held, Model
from tests.integration.ledger.snapshot import Snapshot, image

MET = "https://m.example/"

stages = st.sampled_from([Stage.FETCH, Stage.CLEAN, Stage.INDEX])
workers = st.sampled_from(WORKERS)
picks = st.integers(0, 5)
seldom = st.sampled_from([False, False, False, True])
ends = st.sampled_from([outcome for outcome in Outcome if outcome not in (Outcome.IN_FLIGHT, Outcome.DROPPED)])

a_claim_is_live = precondition(lambda self: self.model.live())


def pick(choices, number):
    return choices[number % len(choices)]


def without_leases(keys):
    return {key: value for key, value in keys.items() if not key.endswith(b":leases")}


class LedgerMachine(RuleBasedStateMachine):
    """`redis`, `prefix` and `store_path` are set by the test."""

    def __init__(self):
        super().__init__()
        self.redis.flushdb()
        self.model = Model()
        self.payloads = self.joined = 0
        self.store = SqliteTraceStore(self.new_store_path())

    def teardown(self):
        self.store.close()

    def ledger(self, worker="w1"):
        # Each call is a second after the one before, so that the order of things never hangs on how fast this
        # machine is; waits and leases are far longer than a run.
        self.model.now += 1
        return Ledger(self.redis, self.prefix, LIMITS, worker, clock_offset=self.model.now, store=self.store)

    def image(self):
        return image(self.redis, self.prefix)

    def new_payload(self):
        self.payloads += 1
        return b"payload %d" % self.payloads

    # -- rules
    @initialize(stage=st.sampled_from([Stage.FETCH, Stage.CLEAN]))
    def begin(self, stage):
        for id in IDS:
            self.accept(id, stage, Kind.NEW, Lane.NOW, HOSTS[0], "one", False, False)

    @precondition(lambda self: self.joined < 4 or len(self.model.under_way()) < len(IDS))
    @rule(
        id=st.sampled_from(IDS),
        stage=stages,
        kind=st.sampled_from([Kind.NEW, Kind.NEW, Kind.NEW, Kind.REVISION, Kind.REPROCESS]),
        lane=st.sampled_from(Lane),
        host=st.sampled_from(HOSTS),
        fingerprint=st.sampled_from(["", "one", "two"]),
        refused=seldom,
        known=seldom,
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
        self.joined += receipt.joined

    @precondition(lambda self: self.model.busy_stages())
    @rule(
        choice=picks,
        most=st.integers(1, 3),
        most_bytes=st.sampled_from([1, 25, 1000]),
        worker=workers,
        then=st.sampled_from(["go on", "go on", "hold", "move", "settle", "defer", "release", "die", "oversleep"]),
        outcome=ends,
    )
    def work(self, choice, most, most_bytes, worker, then, outcome):
        """A claim, and often what comes of it: rules that hypothesis leaves out of a run must not keep it shallow."""
        held = self._claim(pick(self.model.busy_stages(), choice), most, most_bytes, worker)
        if held is None or then == "go on":
            return
        own = [(held, passage.id) for passage in held.claim.passages]
        if then in ("hold", "die"):
            self._hold(*pick(own, choice))
        if then == "die":
            self._bury(worker, count=True)
        elif then == "oversleep":
            self.sweep(11_000)
        elif then in ("move", "settle", "defer"):
            self._finish(*own[0], whole=choice > 2, step_of=self._step_to(then, outcome, after=5_000, counts=True))
        elif then == "release":
            self._release(*own[0], whole=choice > 2)

    def _claim(self, stage, most, most_bytes, worker):
        ledger = self.ledger(worker)
        self.model.promote(stage)
        ready = {id for id, row in self.model.rows.items() if row.state == "ready" and row.stage is stage}
        claim = ledger.claim(stage, most, most_bytes)
        if claim is None:
            assert not ready or stage is Stage.FETCH
            return None
        self._check_claim(claim, ready, most, most_bytes)
        for passage in claim.passages:
            self.model.rows[passage.id].evolve(state="running", token=claim.token)
        held = self.model.held[claim.token] = Held(claim, worker, self.model.now + LIMITS.lease)
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

    @a_claim_is_live
    @rule(choice=picks)
    def hold(self, choice):
        self._hold(*pick(self.model.running(), choice))

    def _hold(self, held, id):
        assert self.ledger(held.worker).hold(held.claim, id)
        held.hand, held.expires = id, self.model.now + LIMITS.lease

    @a_claim_is_live
    @rule(
        choice=picks,
        whole=st.booleans(),
        what=st.sampled_from(["move", "settle", "defer"]),
        outcome=ends,
        after=st.sampled_from([0, 5_000]),
        counts=st.booleans(),
    )
    def finish(self, choice, whole, what, outcome, after, counts):
        held, id = pick(self.model.running(), choice)
        self._finish(held, id, whole, self._step_to(what, outcome, after, counts))

    def _step_to(self, what, outcome, after, counts):
        if what == "move":
            return lambda p: Move(id=p.id, stage=AFTER[p.stage], payload=self.new_payload(), urls=(MET,))
        if what == "settle":
            return lambda p: Settle(id=p.id, outcome=outcome, reason=Reason.EMPTY)
        return lambda p: Defer(id=p.id, after=after, reason=Reason.TIMEOUT, counts=counts)

    def _finish(self, held, id, whole, step_of):
        """Says it twice: what is done is done, and never done again."""
        mine = [p for p in held.claim.passages if self.model.is_mine(held, p.id) and (whole or p.id == id)]
        steps = [step_of(passage) for passage in mine]
        assert self.ledger(held.worker).finish(held.claim, steps) == [True] * len(steps)
        held.expires = self.model.now + LIMITS.lease
        for step in steps:
            self.model.finish(step.id, step)
            held.hand = None if held.hand == step.id else held.hand
        before = without_leases(self.image())
        assert self.ledger(held.worker).finish(held.claim, steps) == [True] * len(steps)
        assert without_leases(self.image()) == before

    @a_claim_is_live
    @rule(choice=picks, whole=st.booleans())
    def release(self, choice, whole):
        self._release(*pick(self.model.running(), choice), whole)

    def _release(self, held, id, whole):
        self.ledger(held.worker).release(held.claim, None if whole else [id])
        for passage in held.claim.passages:
            if self.model.is_mine(held, passage.id) and (whole or passage.id == id):
                self.model.rows[passage.id].state = "ready"
                held.hand = None if held.hand == passage.id else held.hand

    @a_claim_is_live
    @rule(choice=picks, name=st.sampled_from(NAMES))
    def reserve(self, choice, name):
        held, id = pick(self.model.running(), choice)
        assert self.ledger(held.worker).reserve(held.claim, id, name) == self.model.reserve(id, name)

    @a_claim_is_live
    @rule(choice=picks, count=st.booleans())
    def bury(self, choice, count):
        self._bury(pick(self.model.live(), choice).worker, count)

    def _bury(self, worker, count):
        held = self.model.live(worker)
        assert self.ledger().workers() == sorted({one.worker for one in self.model.live()})
        number = sum(bool(self.model.is_mine(one, p.id)) for one in held for p in one.claim.passages)
        assert self.ledger().bury(worker, count) == number
        for one in held:
            self.model.give_back(one, one.hand if count else None)

    @precondition(lambda self: self.model.stale())
    @rule(choice=picks)
    def act_too_late(self, choice):
        """Whatever a worker does with a claim that was taken back changes nothing."""
        held = pick(self.model.stale()[-3:], choice)
        ledger, id = self.ledger(held.worker), held.claim.passages[0].id
        before = self.image()
        assert not ledger.hold(held.claim, id)
        assert not ledger.renew(held.claim)
        ledger.finish(held.claim, [Settle(id=p.id, outcome=Outcome.INDEXED) for p in held.claim.passages])
        ledger.finish(held.claim, [Move(id=id, stage=Stage.INDEX, payload=b"late", urls=("https://late.example/",))])
        ledger.finish(held.claim, [Defer(id=id, after=0)])
        ledger.release(held.claim)
        ledger.release(held.claim, [id])
        ledger.reserve(held.claim, id, "late")
        assert self.image() == before

    @precondition(lambda self: self.model.live() or self.model.busy_stages())
    @rule(seconds=st.sampled_from([0, 3_000, 11_000]))
    def sweep(self, seconds):
        self.model.now += seconds
        ledger = self.ledger()
        for held in self.model.live():
            if held.expires <= self.model.now:
                self.model.give_back(held)
        self.model.promote()
        claimable = ledger.sweep()
        ready = {row.stage for row in self.model.rows.values() if row.state == "ready"}
        assert set(claimable) | {Stage.FETCH} == ready | {Stage.FETCH}
        assert set(claimable) <= ready

    @precondition(lambda self: self.model.dead())
    @rule(choice=picks, word=st.sampled_from(["retry", "drop"]))
    def revive(self, choice, word):
        id = pick(self.model.dead(), choice)
        ask = getattr(self.ledger(), word)
        assert ask([id, "nobody"]) == [id]
        self.model.revive(id, word)
        assert ask([id]) == []

    @precondition(lambda self: self.model.settled())
    @rule(most=st.integers(1, 3))
    def settle_out(self, most):
        self.model.now += LIMITS.days * 86400 + 10_000
        left = self.ledger().settle_out(self.store, most)
        assert left == min(most, len(self.model.settled()))
        gone = [id for id in self.model.settled() if not self.redis.exists(f"{self.prefix}:row:{id}")]
        assert len(gone) == left
        for id in gone:
            self.model.leave(id)

    # -- what always holds
    @invariant()
    def the_ledger_is_as_the_model_says(self):
        now = Snapshot(self.redis, self.prefix)
        self._books_balance()
        self._rows_are_the_models(now)
        self._every_row_is_in_exactly_one_place(now)
        self._claims_hold_what_is_running(now)
        self._hosts_stand_in_line(now)

    def _books_balance(self):
        for kind, book in self.ledger().books().items():
            assert book.balanced, (kind, book)
            told = {name: getattr(book, name) for name in ("accepted", "indexed", "unchanged", "duplicate", "dead")}
            told |= {"dropped": book.dropped, "rejected": sum(book.rejected.values())}
            assert Counter(told) == self.model.books[kind], kind
            under_way = [row for row in self.model.rows.values() if row.kind is kind and row.state != "settled"]
            assert book.in_flight == len(under_way)

    def _rows_are_the_models(self, now):
        assert set(now.keys["row"]) == set(now.keys["log"]) == set(self.model.rows)
        for id, row in self.model.rows.items():
            found = now.keys["row"][id]
            assert (found["kind"], found["revision"]) == (row.kind.value, str(row.revision))
            assert found.get("outcome") == (row.outcome.value if row.outcome else None)
            assert (now.one("payload", id) or "") == row.payload.decode()
            if row.state != "settled":
                assert (found["attempts"], found["deaths"]) == (str(row.attempts), str(row.deaths)), id
        assert set(now.keys["again"]) == {id for id, row in self.model.rows.items() if row.again}
        under_way = (row for row in self.model.rows.values() if row.state != "settled")
        beyond_fetch = sum(len(row.payload) for row in under_way if row.stage is not Stage.FETCH)
        assert int(now.one("flight").get("bytes", 0)) == beyond_fetch

    def _every_row_is_in_exactly_one_place(self, now):
        assert now.places() == Counter(
            (id, row.state, "" if row.state == "settled" else row.stage.value) for id, row in self.model.rows.items()
        )
        assert set(now.one("dead")) == {id for id, row in self.model.rows.items() if row.outcome is Outcome.DEAD}

    def _claims_hold_what_is_running(self, now):
        held = {(id, token) for token, ids in now.keys["held"].items() for id in ids}
        running = {(id, str(row.token)) for id, row in self.model.rows.items() if row.state == "running"}
        assert held == running
        assert set(now.one("leases")) == set(now.keys["claim"]) == {token for _, token in running}

    def _hosts_stand_in_line(self, now):
        for host in HOSTS:
            busy = now.one("busy", host)
            assert len(busy) <= LIMITS.host_concurrency
            for lane in Lane:
                waits = now.one("queue", f"{lane}:{host}")
                assert (host in now.one("hosts", lane)) == bool(waits and not busy)
        fetch = {id: row.state for id, row in self.model.rows.items() if row.stage is Stage.FETCH}
        for noun, state in (("queue", "ready"), ("busy", "running")):
            standing = Counter(id for ids in now.keys[noun].values() for id in ids)
            assert standing == Counter(id for id, its in fetch.items() if its == state)


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
        max_examples=40,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    case.runTest()
