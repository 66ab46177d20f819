from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.enrich.marks import LONGEST, quoted


def spans(text: str) -> list[str]:
    return [text[q.start : q.end] for q in quoted(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il a dit : «\u00a0Oui.\u00a0» Puis « Non ».", ["Oui.", "Non"]),
        ('He said "yes" and "no".', ["yes", "no"]),
        ("She said “it’s over” twice.", ["it’s over"]),
        ("‘We can’t go on,’ he said.", ["We can’t go on,"]),
        ("Er sagte: „Ja, sofort.“ Dann nichts.", ["Ja, sofort."]),
        ("彼は「はい」と言った。", ["はい"]),
        ("« Il m'a dit “non” hier », dit-elle.", ["Il m'a dit “non” hier"]),
        ("« Un « deux » trois »", ["Un « deux » trois"]),
        ('Une vis de 3" et "une autre".', ["une autre"]),
        ("« Premier paragraphe.\n\n« Second paragraphe. »", ["Premier paragraphe.\n\n« Second paragraphe."]),
        ('"First paragraph.\n\n"Second paragraph," he said.', ['First paragraph.\n\n"Second paragraph,']),
        ('An "unclosed mark.\n\nThen "a closed" one.', ["a closed"]),
        ("«» et « »", []),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert spans(text) == expected


def test_a_mark_that_never_closes_hides_nothing_after_it() -> None:
    text = "« jamais fermé. " + "mot " * LONGEST + "« fermé »"
    assert spans(text) == ["fermé"]


@given(st.text(alphabet='«»“”"‘’„ \nab.,', max_size=300))
def test_spans_are_in_order_and_apart(text: str) -> None:
    found = list(quoted(text))
    for one in found:
        assert one.opening < one.start < one.end < one.closing <= len(text)
    for one, other in pairwise(found):
        assert one.closing <= other.opening
