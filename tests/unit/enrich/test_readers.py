"""The small readers: datelines, acronyms, titles, incises, verbs of speech, and mended edges."""

import pytest

from pipeline.enrich.acronyms import defined
from pipeline.enrich.civilities import titled
from pipeline.enrich.dateline import dateline
from pipeline.enrich.edges import mend
from pipeline.enrich.folding import fold
from pipeline.enrich.incises import incises
from pipeline.enrich.verbs import FORMS, speech_verbs
from pipeline.records import Label


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("PARIS (AFP) - Le ministre", "PARIS"),
        ("WASHINGTON, March 4 (Reuters) — Lawmakers", "WASHINGTON"),
        ("MARCOUSSIS (Essonne), 3 fév 2026 (AFP) - La Fédération", "MARCOUSSIS"),
        ("Geneva (AP) – Talks", "Geneva"),
        ("Le maire - et son adjoint - sont partis", None),
        ("Paris dort.", None),
    ],
)
def test_dateline(text: str, place: str | None) -> None:
    found = dateline(text)
    assert (text[slice(*found)] if found else None) == place


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("le Haut Conseil pour le climat (HCC) juge", "Haut Conseil pour le climat"),
        ("the National Crime Agency (NCA) said", "National Crime Agency"),
        ("une agence régionale de santé (ARS) juge", None),
        ("il habite Paris (XX) depuis", None),
    ],
)
def test_acronyms(text: str, name: str | None) -> None:
    assert [text[start:end] for start, end in defined(text)] == ([name] if name else [])


def test_people_behind_a_title() -> None:
    text = "Puis Mme Durand a vu le procureur Paul Martin, et Detective Sergeant Ann Lee's team. Le président part."
    assert [text[start:end] for start, end, _ in titled(text)] == ["Durand", "Paul Martin", "Ann Lee"]


def test_edges_are_mended() -> None:
    text = "Il va au CHU de Grenoble. Les Bleuets contre l'Irlande. At Glasgow Royal Infirmary he met Mateo Ruiz."
    spans = [
        (text.index(part), text.index(part) + len(part), label)
        for part, label in [
            ("CHU de", Label.ORG),
            ("Grenoble", Label.LOC),
            ("Bleuets contre l'Irlande", Label.MISC),
            ("Glasgow Royal", Label.LOC),
            ("Mateo", Label.LOC),
        ]
    ]
    assert [text[start:end] for start, end, _ in mend(text, spans, 0, frozenset())] == [
        "CHU de Grenoble",
        "Bleuets",
        "Glasgow Royal Infirmary",
        "Mateo Ruiz",
    ]


@pytest.mark.parametrize(
    ("said", "cut"),
    [
        ("Nous irons, a-t-il promis, jusqu'au bout", [", a-t-il promis"]),
        ("C'est fini, soupire-t-elle. Adieu.", [", soupire-t-elle"]),
        ("Il faut agir, insiste le maire, sinon rien", [", insiste le maire"]),
        ("Il viendra, dit-on, mais quand, et comment ?", [", dit-on"]),
        ("Et s'il venait, pourrait-il rester, demain ?", []),
        ("Le juge, la loi, le droit, tout change", []),
    ],
)
def test_incises(said: str, cut: list[str]) -> None:
    assert [said[one.start : one.end] for one in incises(fold(said), said, 0, len(said))] == cut


def test_verbs_of_speech() -> None:
    assert {"declare", "annoncait", "jugeait", "rappelle", "dit", "said", "denies", "admitted", "asked"} <= FORMS
    text = fold("s'indigne-t-elle, he argued")
    assert [text[start:end] for start, end in speech_verbs(text)] == ["indigne", "argued"]
