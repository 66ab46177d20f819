"""What a query's text is read as, and where its mistakes are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.engines.query import And, Everything, Field, Node, Not, Or, Phrase, Since, Until, Words
from pipeline.errors import QueryError
from pipeline.search.parser import DEPTH, LENGTH, TERMS, parse
from pipeline.search.reading import read_as

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
A, B, C = Words("a"), Words("b"), Words("c")


def day(year: int, month: int = 1, day: int = 1, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


READ: list[tuple[str, Node]] = [
    ("", Everything()),
    ("  \u00a0\u202f ", Everything()),
    ("*", Everything()),
    ("* -a", And((Everything(), Not(A)))),
    ("a", A),
    ("a b", And((A, B))),
    ("a AND b", And((A, B))),
    ("a and b", And((A, Words("and"), B))),
    ("a OR b", Or((A, B))),
    ("a OR b OR c", Or((A, B, C))),
    ("a OR b c", Or((A, And((B, C))))),
    ("(a OR b) c", And((Or((A, B)), C))),
    ("(a b) c", And((A, B, C))),
    ("((a))", A),
    ("-a", Not(A)),
    ("−a", Not(A)),
    ("NOT a", Not(A)),
    ("-a -b", And((Not(A), Not(B)))),
    ("a -(b c)", And((A, Not(And((B, C)))))),
    ("a AND NOT b", And((A, Not(B)))),
    ("-lang:fr", Not(Words("fr", Field.LANG))),
    ('-"a b"', Not(Phrase("a b"))),
    ("a-t-il", Words("a-t-il")),
    ("aujourd’hui", Words("aujourd’hui")),
    ("porte-parole", Words("porte-parole")),
    ("a - b", And((A, B))),
    ("a – b", And((A, B))),
    ("a, b; c.", And((A, B, C))),
    ("« a » ?", Phrase("a")),
    ("a ? b !", And((A, B))),
    ('"a b"', Phrase("a b")),
    ("“a b”", Phrase("a b")),
    ("„a b“", Phrase("a b")),
    ("«\u00a0a\u202fb\u00a0»", Phrase("a b")),
    ("«a “b” c»", Phrase("a “b” c")),
    ("»a b«", Phrase("a b")),
    ('"a" "b"', And((Phrase("a"), Phrase("b")))),
    ('a"b c"', And((A, Phrase("b c")))),
    ("lang:fr", Words("fr", Field.LANG)),
    ("lang : fr", Words("fr", Field.LANG)),
    ("lang\u00a0:\u00a0fr", Words("fr", Field.LANG)),
    ("LANG:FR", Words("fr", Field.LANG)),
    ("lang:pt-BR", Words("pt", Field.LANG)),
    ('lang:"fr"', Words("fr", Field.LANG)),
    ("person:guterres", Words("guterres", Field.PERSON)),
    ('person:"John Kerry"', Phrase("John Kerry", Field.PERSON)),
    ("person : « John Kerry »", Phrase("John Kerry", Field.PERSON)),
    ("source:rss:monde", Words("rss:monde", Field.SOURCE)),
    ("collection:fact-checking", Words("fact-checking", Field.COLLECTION)),
    ('collection:"presse locale"', Phrase("presse locale", Field.COLLECTION)),
    ("source:-x_", Words("-x_", Field.SOURCE)),
    ("site:lemonde.fr,", Words("lemonde.fr", Field.SITE)),
    ("title:l'Élection,", Words("l'Élection", Field.TITLE)),
    ("Ukraine : la guerre", And((Words("Ukraine"), Words("la"), Words("guerre")))),
    ("Ukraine: guerre", And((Words("Ukraine"), Words("guerre")))),
    ("https://a.example/b?c=d:e#f", Words("https://a.example/b?c=d:e#f")),
    ("https://a.example/Rome_(ville)", Words("https://a.example/Rome_(ville")),
    ("député(e)s", Words("député(e)s")),
    ("20:30", Words("20:30")),
    ("lemonde.fr:80", Words("lemonde.fr:80")),
    ("C++ #tag @x $5", And((Words("C"), Words("tag"), Words("x"), Words("5")))),
    ("a\u00adb", Words("ab")),
    ("since:2026", Since(day(2026))),
    ("until:2026", Until(day(2027))),
    ("until:2026-10", Until(day(2026, 11))),
    ("until:2026-12", Until(day(2027))),
    ("until:2026-12-31", Until(day(2027))),
    ("since:2026-1-5", Since(day(2026, 1, 5))),
    ("until:2024-02", Until(day(2024, 3))),
    ("since : 2026-10-01", Since(day(2026, 10, 1))),
    ("since:2026-10-01T10:00:00+02:00", Since(day(2026, 10, 1, 8))),
    ("since:2026-10-01T10:00:00Z", Since(day(2026, 10, 1, 10))),
    ("until:2026-10-01T10:59", Until(day(2026, 10, 1, 11))),
    ("since:today", Since(day(2026, 11, 23))),
    ("until:yesterday", Until(day(2026, 11, 23))),
    ("since:7d", Since(NOW.replace(day=16))),
    ("since:12h", Since(NOW.replace(hour=0))),
    ("since:9999 until:9999", And((Since(day(9999)), Until(datetime.max.replace(tzinfo=UTC))))),
    ("x \ud800 y", And((Words("x"), Words("y")))),
]


@pytest.mark.parametrize(("text", "tree"), READ)
def test_a_query_is_read_as(text, tree):
    assert parse(text, NOW) == tree


MISTAKES = [
    ('a "b', 2, "not closed"),
    ("« a", 0, "not closed"),
    ("(a", 0, "not closed"),
    ("a (b (c)", 2, "not closed"),
    ("a)", 1, "closes nothing"),
    ("a OR", 2, "both sides"),
    ("OR a", 0, "both sides"),
    ("a OR OR b", 2, "both sides"),
    ("(a OR) b", 3, "both sides"),
    ("AND a", 0, "both sides"),
    ("a AND", 2, "both sides"),
    ("a AND OR b", 2, "both sides"),
    ("a NOT", 2, "leave out"),
    ("-(a OR", 4, "both sides"),
    ("lnag:fr", 0, "no field «lnag»"),
    ("a foo:bar", 2, "no field «foo»"),
    ('a foo:"bar"', 2, "no field «foo»"),
    ("lang:", 0, "no value"),
    ("(lang:)", 1, "no value"),
    ("person:!", 0, "no value"),
    ("person:(a OR b)", 0, "one word or one phrase"),
    ("lang:français", 0, "not a language"),
    ("since:hier", 0, "can't be read as a date"),
    ("since:2026-13", 0, "can't be read as a date"),
    ("since:2026-02-30", 0, "can't be read as a date"),
    ("since:01/10/2026", 0, "can't be read as a date"),
    ("until:0000", 0, "can't be read as a date"),
    ("since:20261001", 0, "can't be read as a date"),
    ("since:2026-10-01T25:00", 0, "can't be read as a date"),
    ("until:9999-12-31T23:59:59-12:00", 0, "can't be read as a date"),
    ("élec*", 4, "can't be searched with *"),
    ("a *b", 2, "can't be searched with *"),
    ('a ""', 2, "no word in these quotes"),
    ('"…"', 0, "no word in these quotes"),
    ("???", 0, "no word to look for"),
    ("-?", 0, "no word to look for"),
    ("a" * (LENGTH + 1), LENGTH, "longer than"),
    ("a " * (TERMS + 1), 2 * TERMS, "more than"),
    ('"' + "a " * (TERMS + 1) + '"', 0, "more than"),
    ("漢" * (TERMS + 1), 0, "more than"),
    ("a-" * TERMS + "a", 0, "more than"),
    ("(" * (DEPTH + 1) + "a" + ")" * (DEPTH + 1), DEPTH, "more than"),
    ("(" * 900, DEPTH, "more than"),
]


@pytest.mark.parametrize(("text", "position", "detail"), MISTAKES)
def test_a_mistake_is_told_with_its_place(text, position, detail):
    with pytest.raises(QueryError) as caught:
        parse(text, NOW)
    assert (caught.value.position, detail in caught.value.detail) == (position, True), caught.value.detail
    assert caught.value.hint


def test_an_unknown_field_is_answered_with_the_nearest():
    with pytest.raises(QueryError) as caught:
        parse("perso:kerry", NOW)
    assert "person:" in caught.value.hint


def test_queries_at_the_bounds_are_read():
    assert parse(" ".join("a" * TERMS), NOW) == And((A,) * TERMS)
    assert parse("(" * (DEPTH - 1) + "a" + ")" * (DEPTH - 1), NOW) == A


@given(st.text(max_size=60) | st.text(alphabet='abé :-()"«»*ORANDNT,.’2026sincelagtu\u00a0\ud800', max_size=60))
@example("-" * 1000)
@example("(-" * 500)
@example("NOT " * 400)
@example("since:99999d")
def test_any_text_gives_a_tree_or_a_place_in_it(text):
    try:
        tree = parse(text, NOW)
    except QueryError as error:
        assert 0 <= error.position < max(1, len(text))
        assert error.detail
    else:
        assert read_as(tree)


WORD = st.text(alphabet="abcdé", min_size=1, max_size=5).filter(lambda text: text not in ("OR", "AND", "NOT"))
LEAF = st.one_of(
    st.builds(Words, WORD),
    st.builds(Phrase, WORD),
    st.builds(Words, WORD, st.sampled_from([Field.PERSON, Field.TITLE, Field.SOURCE])),
    st.builds(Phrase, WORD, st.sampled_from([Field.PERSON, Field.ORG])),
)
TREE = st.recursive(
    LEAF,
    lambda part: st.one_of(
        st.builds(Not, part),
        st.builds(And, st.lists(part, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(part, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(TREE)
def test_what_a_query_was_read_as_reads_as_the_same(tree):
    text = read_as(tree)
    assert read_as(parse(text, NOW)) == read_as(parse(read_as(parse(text, NOW)), NOW))
    assert parse(text, NOW) == _flat(tree)


def _flat(tree: Node) -> Node:
    match tree:
        case Not(part):
            return Not(_flat(part))
        case And(parts) | Or(parts):
            kind = type(tree)
            flat = [
                piece for part in map(_flat, parts) for piece in (part.parts if isinstance(part, kind) else (part,))
            ]
            return kind(tuple(flat))
        case _:
            return tree
