"""What people do with the book: follow, change, pause, remove, find, look."""

from __future__ import annotations

import pytest

from pipeline.errors import Full, Misuse, Unknown
from pipeline.records import Access, SourceKind
from pipeline.sources.records import Fate, Verdict
from pipeline.sources.shown import Shown


def due_ids(book, most=1000):
    return [due.source.id for due in book.claim(most)]


def test_a_source_is_kept_as_it_was_given_and_due_at_once(book, source):
    given = source(
        "a",
        title="Le Monde «édition du soir»",
        collections=("france", "daily"),
        access=Access(headers={"X-Key": "1/2"}, domain="a.example"),
        every=0.25,
        time_zone="Europe/Paris",
    )
    assert not book.is_due()
    assert book.add([given, source("b")]) == [True, True]
    assert book.is_due()
    assert book.sources(["a", "b", "c"]) == {"a": given, "b": source("b")}
    standing = book.standing("a")
    assert (standing.source, standing.state.verdict) == (given, Verdict.NEW)
    assert standing.next_check is not None
    assert [change.event for change in standing.history] == ["added"]


def test_a_known_url_only_joins_its_collections(book, source):
    book.add([source("a", title="First", collections=("x",))])
    again = source("other", url="https://a.example/feed", title="Second", collections=("x", "y"))
    assert book.add([again, source("a", collections=("z",)), source("b"), source("b")]) == [False, False, True, False]
    kept = book.sources(["a"])["a"]
    assert (kept.title, kept.collections) == ("First", ("x", "y", "z"))
    assert len(list(book.all())) == 2
    assert book.standing("a").history[0].detail == "collections: joined z"


def test_all_sources_stream_in_the_order_in_which_they_were_added(book, source):
    names = [f"s{number * 7919 % 997}" for number in range(997)]
    book.add([source(name) for name in names])
    stream = book.all()
    first = [next(stream).source.id for _ in range(100)]
    book.remove([names[50], names[500]])
    book.add([source("late")])
    rest = [standing.source.id for standing in stream]
    assert first + rest == [name for name in names if name != names[500]] + ["late"]


def test_a_person_changes_fields_and_the_history_tells_from_what_to_what(book, source):
    book.add([source("a", title="Old", collections=("x",))])
    changed = book.change("a", title="New", collections=(), language="fr")
    assert (changed.title, changed.collections, changed.language) == ("New", (), "fr")
    assert book.sources(["a"])["a"] == changed
    told = {change.detail for change in book.standing("a").history}
    assert {"title: Old → New", "collections: x → none", "language: none → fr"} <= told
    assert book.change("a", title=None).title is None


def test_secrets_are_not_told_in_the_history(book, source):
    book.add([source("a")])
    book.change("a", access=Access(cookies={"session": "s3cret"}))
    assert book.sources(["a"])["a"].access.cookies == {"session": "s3cret"}
    assert "s3cret" not in str(book.standing("a").history)


@pytest.mark.parametrize("fields", [{"added_at": None}, {"every": "often"}, {"colour": "red"}, {"kind": "fax"}])
def test_a_change_that_does_not_fit_is_refused(book, source, fields):
    book.add([source("a")])
    with pytest.raises(Misuse):
        book.change("a", **fields)
    assert book.sources(["a"])["a"] == source("a")


def test_nobody_takes_the_url_of_another(book, source):
    book.add([source("a"), source("b")])
    with pytest.raises(Misuse, match="followed already, as b"):
        book.change("a", url="https://b.example/feed")


@pytest.mark.parametrize("id", ["nobody", "", "a:history", "a b", "x" * 300])
def test_what_is_not_followed_is_unknown(book, source, id):
    book.add([source("a")])
    book.change("a", title="so that it has a history")
    with pytest.raises(Unknown):
        book.standing(id)
    with pytest.raises(Unknown):
        book.change(id, title="x")
    assert (book.remove([id]), book.hurry([id]), book.sources([id]), book.shown(id)) == ([], [], {}, b"")
    assert book.find(id) is None
    book.note(id, Fate.GOOD)


def test_a_paused_source_has_no_next_check_and_a_resumed_one_is_due_at_once(book, source, conclusion):
    book.add([source("a")])
    (due,) = book.claim(1)
    assert book.finish(due, conclusion(due))
    assert book.change("a", paused=True).paused
    assert book.standing("a").next_check is None
    assert book.hurry(["a"]) == ["a"]
    assert not book.is_due()
    assert not book.change("a", paused=False).paused
    assert due_ids(book) == ["a"]
    assert [change.event for change in book.standing("a").history] == ["resumed", "paused", "added"]


def test_a_source_that_is_added_paused_is_not_due(book, source):
    book.add([source("a", paused=True)])
    assert (book.is_due(), book.tally()) == (False, {"paused": 1})


def test_a_hurried_source_goes_before_all_others(book, source, conclusion):
    book.add([source("a")])
    (due,) = book.claim(1)
    book.finish(due, conclusion(due))
    book.add([source("b"), source("c")])
    assert book.hurry(["a", "nobody"]) == ["a"]
    assert abs((book.standing("a").next_check - book.standing("b").next_check).total_seconds()) < 60
    assert due_ids(book)[0] == "a"


def test_removed_sources_leave_nothing_behind(desk, book, source, conclusion):
    book.add([source("a"), source("b")])
    for due in book.claim(2):
        book.keep_places(due, {"part": "1"})
        book.finish(due, conclusion(due, events=("moved",), url=due.source.url + "2"), b"x" * 16)
    book.note("a", Fate.GOOD)
    book.change("b", paused=True, url="https://b.example/third")
    assert book.remove(["a", "nobody", "b"]) == ["a", "b"]
    left = {name.decode() for name in desk.redis.scan_iter(match=desk.key("*")) if b":asked:" not in name}
    assert left <= {desk.key("sources", "token"), desk.key("sources", "count")}
    assert (list(book.all()), book.tally(), book.is_due()) == ([], {}, False)


def test_a_source_is_found_by_id_beginning_and_each_of_its_urls(book, source, conclusion):
    book.add([source("0123456789abcdef"), source("0123456789fedcba", url="https://site.example/")])
    assert book.find("0123456789abcdef") == "0123456789abcdef"
    assert book.find("0123456789a") == "0123456789abcdef"
    assert book.find("0123456789") is None
    assert book.find("01234") is None
    assert book.find("*" * 6) is None
    assert book.find("https://SITE.example") == "0123456789fedcba"
    first = "https://0123456789abcdef.example/feed"
    for url in ("https://two.example/feed", "https://three.example/feed"):
        book.change("0123456789abcdef", url=url)
    assert book.find(first) == book.find("https://three.example/feed") == "0123456789abcdef"
    assert book.find("https://two.example/feed") is None
    assert book.add([source("new", url="https://three.example/feed")]) == [False]


def test_the_tally_follows_every_change(book, source, conclusion):
    book.add([source(id) for id in "abcd"])
    assert book.tally() == {"new": 4}
    a, b, *_ = book.claim(4)
    book.finish(a, conclusion(a))
    book.finish(b, conclusion(b))
    book.change("b", paused=True)
    assert book.tally() == {"healthy": 1, "paused": 1, "new": 2}
    book.remove(["a", "c"])
    book.change("b", paused=False)
    assert book.tally() == {"healthy": 1, "new": 1}
    counted = {}
    for standing in book.all():
        counted[standing.state.verdict.value] = counted.get(standing.state.verdict.value, 0) + 1
    assert counted == book.tally()


def test_fates_are_kept_newest_first_up_to_fifty(book, source):
    book.add([source("a")])
    for fate in [Fate.GOOD] * 60 + list(Fate):
        book.note("a", fate)
    (due,) = book.claim(1)
    assert due.fates == (*reversed(list(Fate)), *[Fate.GOOD] * (50 - len(Fate)))


def test_what_was_shown_is_kept_until_something_else_is(book, source, conclusion):
    book.add([source("a")])
    packed = Shown.packed((f"https://a.example/{n}", "") for n in range(2000))
    assert book.shown("a") == b""
    for shown, kept in ((packed, packed), (None, packed), (b"", b"")):
        book.hurry(["a"])
        (due,) = book.claim(1)
        book.finish(due, conclusion(due), shown)
        assert book.shown("a") == kept


def test_the_history_keeps_the_latest_two_hundred(book, source):
    book.add([source("a")])
    for number in range(210):
        book.change("a", title=str(number))
    history = book.standing("a").history
    assert len(history) == 201
    assert (history[0].detail, history[-1].event) == ("title: 208 → 209", "added")


def test_kinds_of_all_sorts_come_back(book, source):
    book.add([source(kind.value, kind=kind) for kind in SourceKind])
    assert [standing.source.kind for standing in book.all()] == list(SourceKind)


def test_new_sources_are_refused_near_the_memory_limit_and_all_else_goes_on(book, source, conclusion, redis_client):
    book.add([source("a"), source("b"), source("c")])
    before = redis_client.config_get("maxmemory")["maxmemory"]
    try:
        redis_client.config_set("maxmemory", int(redis_client.info("memory")["used_memory"] / 0.8))
        with pytest.raises(Full):
            book.add([source("d")])
        redis_client.config_set("maxmemory", 1)
        with pytest.raises(Full):
            book.add([source("d")])
        a, b, c = book.claim(3)
        assert book.renew(a)
        assert book.keep_places(a, {"part": "1"})
        assert book.finish(a, conclusion(a, events=("failing",)), b"x" * 160)
        book.release(b)
        book.note("b", Fate.GOOD)
        book.change("c", paused=True)
        assert book.finish(c, conclusion(c))
        assert (book.hurry(["a"]), book.remove(["b"])) == (["a"], ["b"])
        assert book.tally() == {"healthy": 1, "paused": 1}
    finally:
        redis_client.config_set("maxmemory", before)
