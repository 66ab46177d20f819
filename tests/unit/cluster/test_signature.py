"""Signatures: what two texts share, in any language, in a fixed number of bytes."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cluster.signature import (
    BAND_BYTES,
    BANDS,
    MOST_WORDS,
    PERMUTATIONS,
    SHINGLE,
    sign,
    similarity,
    words,
)

VOCABULARY = [f"mot{number}" for number in range(4000)]


def a_text(seed: int, size: int = 400) -> str:
    return " ".join(random.Random(seed).choices(VOCABULARY, k=size))


def shared(one: str, other: str) -> float:
    """The true share of common shingles."""
    first, second = (
        {tuple(found[start : start + SHINGLE]) for start in range(len(found) - SHINGLE + 1)}
        for found in (words(one), words(other))
    )
    return len(first & second) / len(first | second)


def met(one: str, other: str) -> bool:
    """Whether a band agrees."""
    first, second = sign(one).bands, sign(other).bands
    return any(first[at : at + BAND_BYTES] == second[at : at + BAND_BYTES] for at in range(0, len(first), BAND_BYTES))


def test_case_accents_apostrophes_and_white_space_do_not_count():
    assert words("L’ÉTÉ de Noël,\n«\u00a0cœur\u00a0» !") == words("l'ete   de NOEL : cœur")


def test_scripts_without_spaces_are_cut_into_pairs():
    assert words("首相は昨日 Tokyo") == ["首相", "相は", "は昨", "昨日", "tokyo"]


@pytest.mark.parametrize("kept", [0.5, 0.65, 0.8, 0.95])
def test_the_estimate_is_close_to_the_truth(kept):
    errors = []
    for seed in range(30):
        whole = a_text(seed)
        part = " ".join(whole.split()[: int(400 * kept)])
        errors.append(similarity(sign(whole), sign(part)) - shared(whole, part))
    assert abs(sum(errors) / len(errors)) < 0.03
    assert max(map(abs, errors)) < 0.2


def test_a_text_shortened_by_a_third_meets_the_whole_nearly_always():
    found = sum(met(a_text(seed), " ".join(a_text(seed).split()[:270])) for seed in range(100))
    assert found >= 95


def test_strangers_do_not_meet():
    assert not any(met(a_text(seed), a_text(seed + 1000)) for seed in range(100))
    assert similarity(sign(a_text(1)), sign(a_text(2))) < 0.1


def test_the_signature_is_the_same_for_ever():
    # Signatures are compared with those of a month ago, by other processes: these bytes may not change.
    signature = sign("Le Conseil constitutionnel a validé jeudi l'essentiel de la loi.")
    assert signature.shingles == 9
    assert signature.values[:8].hex() == "c8b661a7574b6566"
    assert signature.bands[:6].hex() == "778b7c1daaa8"


def test_a_text_without_words_has_no_signature():
    assert sign("") is None
    assert sign(" … – !\n") is None


def test_few_words_have_one():
    assert sign("Bonjour").shingles == 1
    assert sign("Bonjour !").values == sign("BONJOUR").values


def test_a_huge_text_costs_no_more_than_its_first_words():
    text = " ".join(random.Random(1).choices(VOCABULARY, k=500_000))
    started = time.perf_counter()
    assert sign(text).shingles <= MOST_WORDS
    assert time.perf_counter() - started < 5


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_signature_of_the_same_size_or_none(text):
    signature = sign(text)
    assert signature is None or len(signature.values) == PERMUTATIONS
    assert signature is None or len(signature.bands) == BANDS * BAND_BYTES
    assert signature is None or similarity(signature, signature) == 1
