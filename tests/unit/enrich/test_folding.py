from hypothesis import given
from hypothesis import strategies as st

from pipeline.enrich.folding import fold, key, words


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_spellings_that_are_one_name() -> None:
    assert key("États-Unis") == key("Etats-Unis") == key("ETATS\u2011UNIS")
    assert key("U.S.") == key("US")
    assert key("Côte d’Ivoire") == key("Cote d'Ivoire")


def test_letters_that_are_not_accents_stay_apart() -> None:
    assert key("ガス") != key("カス")
    assert fold("한국") == "한국"


def test_words_are_cut_at_hyphens_and_apostrophes() -> None:
    assert words("Jean-Luc d’Estaing") == ("jean", "luc", "d", "estaing")
