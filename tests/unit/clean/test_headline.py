"""First sentences and the titles made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.headline import LONGEST, infer_title
from pipeline.clean.sentences import first_sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("M. Dupont est parti. Il reviendra.", "M. Dupont est parti."),
        ("Mme J. Martin est élue. Fin.", "Mme J. Martin est élue."),
        ("Le général J.-C. Martin a dit non. Puis oui.", "Le général J.-C. Martin a dit non."),
        ("Né en 52 av. J.-C. à Rome, il a régné. Puis non.", "Né en 52 av. J.-C. à Rome, il a régné."),
        ("The U.S. Senate said no. Yes.", "The U.S. Senate said no."),
        ("Il a dit : « Non. Jamais. » avant de partir. Fin.", "Il a dit : « Non. Jamais. » avant de partir."),
        ("« Non ! » a-t-il crié. Fin.", "« Non ! » a-t-il crié."),
        ("“It is over. Go.” Then he left.", "“It is over. Go.”"),
        ("Le prix est de 3.50 euros. Fin.", "Le prix est de 3.50 euros."),
        ("Du pain, du vin, etc. sont vendus. Fin.", "Du pain, du vin, etc. sont vendus."),
        ("Qui ? Personne. Fin.", "Qui ?"),
        ("日本の首相は昨日会見した。国会は来週始まる。", "日本の首相は昨日会見した。"),
        ("Sans fin", "Sans fin"),
    ],
)
def test_first_sentences(text, sentence):
    assert first_sentence(text) == sentence


def test_a_short_sentence_is_the_title_without_its_stop():
    assert infer_title("Le Sénat a adopté le budget. La suite demain.") == "Le Sénat a adopté le budget"
    assert infer_title("Qui gouvernera ? Nul ne sait.") == "Qui gouvernera ?"


def test_a_long_sentence_is_cut_at_a_clause():
    lead = (
        "La vieille ville d'Alep a rouvert vendredi une partie de son souk couvert, en présence de responsables "
        "de l'Unesco et de plusieurs ambassadeurs."
    )
    assert infer_title(lead) == "La vieille ville d'Alep a rouvert vendredi une partie de son souk couvert"


def test_a_long_clause_is_cut_at_a_word_and_says_so():
    title = infer_title("Le tribunal " + "administratif de la ville de Lille a suspendu la fermeture de nuit " * 4)
    assert title.endswith("…")
    assert len(title) <= LONGEST + 1
    assert not title.endswith((" de…", " la…", " l’…"))


def test_no_quotation_is_left_open():
    title = infer_title(
        "Il a dit « " + "que rien ne serait plus jamais comme avant dans ce pays qui souffre " * 3 + "»."
    )
    assert title.count("«") == title.count("»")


@given(st.text(min_size=1, max_size=500).filter(lambda text: text.strip()))
def test_any_lead_gives_a_title_of_bounded_length(lead):
    assert len(infer_title(lead)) <= LONGEST + 3
