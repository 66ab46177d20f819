"""What a text may hold."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.characters import fold, one_line, tidy


def test_typography_is_kept():
    text = "«\u00a0Oui\u202f!\u00a0», dit-elle — l’été… 5\u202f000\u00a0€"
    assert tidy(text) == text


def test_accents_are_composed():
    assert tidy("e\u0301te\u0301") == "été"


def test_controls_surrogates_and_invisible_marks_go():
    assert tidy("a\x00b\ud800c\ufeffd\u200be\u00adf\x1bg\ufffeh\u202ei") == "abcdefghi"


def test_joiners_stay():
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"


def test_disguised_windows_1252_is_read():
    assert tidy("l\x92\x9cuvre \x97 12 \x80") == "l’œuvre — 12 €"


def test_all_line_ends_are_one():
    assert tidy("a\r\nb\rc\x0bd\u2028e\u2029f") == "a\nb\nc\nd\ne\n\nf"


def test_one_line_collapses_plain_white_space_only():
    assert one_line("  a \n\t b\u00a0: c ") == "a b\u00a0: c"


def test_fold_keeps_letters_and_digits_of_any_script():
    assert fold("L’Élysée, 3 Œuvres : 東京!") == "l elysee 3 œuvres 東京"


@given(st.text())
def test_tidied_text_is_nfc_without_surrogates_and_stays_so(text):
    clean = tidy(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean.encode() is not None
    assert tidy(clean) == clean
