"""Plain text: the typical input is a French wire text, hard-wrapped or not, without a title."""

from __future__ import annotations

import pytest

from pipeline.clean.paragraphs import paragraphs

BODY = (
    "La Banque centrale européenne (BCE) a relevé jeudi ses taux directeurs d'un quart de point, une décision "
    "attendue par les marchés et saluée par les banques."
)
NEXT = "« Nous n'avions pas le choix », a souligné sa présidente, avant d'ajouter que la lutte continuait."


def test_a_wire_text_without_a_title(cleaned):
    article = cleaned(f"FRANCFORT, 5 juin 2025 (AFP) - {BODY}\n\n{NEXT}\n\n(avec Reuters)\n", is_text=True)
    assert article.title == "La Banque centrale européenne (BCE) a relevé jeudi ses taux directeurs d'un quart de point"
    assert article.title_inferred
    assert article.lead == BODY
    assert article.text == f"FRANCFORT — {BODY}\n\n{NEXT}"
    assert article.credits == ("AFP", "Reuters")
    assert article.authors == ()
    assert article.published_at.isoformat() == "2025-06-05T00:00:00+00:00"
    assert (article.published_precision, article.published_from) == ("day", "text")


def test_a_headline_byline_and_date_stand_apart_from_the_text(cleaned):
    head = "La BCE relève ses taux\nPar Marie Curie et Paul Durand, à Francfort, avec AFP\nLe 3 mars 2024 à 14h30\n\n"
    article = cleaned(f"{head}{BODY}\n\n{NEXT}", is_text=True)
    assert article.title == "La BCE relève ses taux"
    assert not article.title_inferred
    assert article.authors == ("Marie Curie", "Paul Durand")
    assert article.credits == ("AFP",)
    assert article.published_at.isoformat() == "2024-03-03T14:30:00+00:00"
    assert article.text == f"{BODY}\n\n{NEXT}"


@pytest.mark.parametrize(
    "title", ["# La BCE relève ses taux", "Titre : La BCE relève ses taux", "**La BCE relève ses taux**"]
)
def test_marked_titles(cleaned, title):
    assert cleaned(f"{title}\n\n{BODY}\n\n{NEXT}", is_text=True).title == "La BCE relève ses taux"


@pytest.mark.parametrize(
    "title", ["La BCE relèvera-t-elle ses taux ?", "« On ne cède pas »", "Frappes en Syrie : 12 morts"]
)
def test_headlines(cleaned, title):
    article = cleaned(f"{title}\n\n{BODY}\n\n{NEXT}", is_text=True)
    assert (article.title, article.title_inferred) == (title, False)


def test_a_first_sentence_is_no_headline(cleaned):
    article = cleaned(f"Le gouvernement a cédé.\n\n{BODY}\n\n{NEXT}", is_text=True)
    assert article.title_inferred
    assert article.title == "Le gouvernement a cédé"
    assert article.text.startswith("Le gouvernement a cédé.")


@pytest.mark.parametrize(
    "front",
    [
        "Titre : Alep tombe\nAuteur : Jean Dupont\nDate : 3 mars 2025\nURL : https://courrier.example/a",
        "Publié le 3 mars 2025\n\nAlep tombe\n\nPar Jean Dupont",
        "LE COURRIER, lundi 3 mars 2025\n\nAlep tombe\n\nPar Jean Dupont, à Beyrouth",
        "Alep tombe\nPar Jean Dupont\n03/03/2025",
    ],
)
def test_fronts_in_many_orders(cleaned, front):
    article = cleaned(f"{front}\n\n{BODY}\n\n{NEXT}", is_text=True)
    assert (article.title, article.title_inferred) == ("Alep tombe", False)
    assert article.authors == ("Jean Dupont",)
    assert article.published_at.date().isoformat() == "2025-03-03"
    assert article.text == f"{BODY}\n\n{NEXT}"


def test_a_section_above_the_headline(cleaned):
    article = cleaned(f"SYRIE\n\nAlep tombe aux mains des rebelles\n\n{BODY}", is_text=True)
    assert (article.title, article.sections) == ("Alep tombe aux mains des rebelles", ("SYRIE",))


def test_a_sentence_that_begins_with_a_date_is_text(cleaned):
    sentence = "Le 14 juillet 1789, la Bastille est prise."
    assert cleaned(f"{sentence}\n\n{BODY}", is_text=True).text.startswith(sentence)


@pytest.mark.parametrize(
    ("tail", "authors", "credits"),
    [
        ("(avec AFP)", (), ("AFP",)),
        ("AFP", (), ("AFP",)),
        ("(Reportage de Jean Dupont et Ali Ben Amar, édité par Zoé Petit)", ("Jean Dupont", "Ali Ben Amar"), ()),
        ("(Reporting by Jane Doe in Beirut; Editing by Tom Ray)", ("Jane Doe",), ()),
        ("© Le Courrier 2025. Tous droits réservés.", (), ()),
    ],
)
def test_what_closes_a_text_is_credited_and_not_text(cleaned, tail, authors, credits):
    article = cleaned(f"{BODY}\n\n{NEXT}\n\n{tail}", is_text=True)
    assert article.text == f"{BODY}\n\n{NEXT}"
    assert (article.authors, article.credits) == (authors, credits)
    assert cleaned(f"{BODY}\n\n{NEXT} (OTAN)", is_text=True).text.endswith("(OTAN)")


def test_short_paragraphs_on_lines_of_their_own_stay_apart(cleaned):
    lines = [
        "Les combats ont repris.",
        "Le président a appelé au calme dimanche soir.",
        "L'ONU demande une trêve.",
        NEXT,
    ]
    assert cleaned("\n".join(lines), is_text=True).text.split("\n\n") == lines


def test_a_headline_right_above_the_text(cleaned):
    wrapped = (
        "La BCE relève ses taux\nLa Banque centrale européenne a relevé jeudi ses taux directeurs d'un\nquart de point."
    )
    article = cleaned(wrapped, is_text=True)
    assert article.title == "La BCE relève ses taux"
    assert article.text == "La Banque centrale européenne a relevé jeudi ses taux directeurs d'un quart de point."


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("PARIS, 20 nov 2025 (AFP) - ", "PARIS"),
        ("ALEP (Syrie) (AFP) – ", "ALEP (Syrie)"),
        ("WASHINGTON (Reuters) - ", "WASHINGTON"),
        ("Port-au-Prince, Haïti (AP) — ", "Port-au-Prince, Haïti"),
        ("GENEVA — ", "GENEVA"),
    ],
)
def test_datelines_leave_their_place(cleaned, head, place):
    article = cleaned(f"{head}{BODY}\n\n{NEXT}", is_text=True)
    assert article.text.startswith(f"{place} — La Banque centrale")
    assert article.lead == BODY


def test_a_parenthesis_or_a_dash_in_a_sentence_is_no_dateline(cleaned):
    for sentence in (
        "Le ministre (LR) a promis une réforme - la troisième de l'année - aux élus réunis à Paris mardi.",
        "La ministre - en visite à Lyon - a promis une réforme aux élus réunis mardi à la préfecture.",
    ):
        assert cleaned(f"{sentence}\n\n{BODY}", is_text=True).text.startswith(sentence)


def test_a_day_without_its_year_is_read_only_when_it_is_close(cleaned):
    close = cleaned(f"PARIS, 20 novembre (AFP) - {BODY}", is_text=True)
    assert close.published_at.isoformat() == "2025-11-20T00:00:00+00:00"
    assert cleaned(f"PARIS, 3 mars (AFP) - {BODY}", is_text=True).published_at is None


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "iso8859-15", "utf-8-sig"])
def test_encodings(cleaned, encoding):
    text = "Les œuvres du chœur coûtent 12 € à l'État, Noël où ça gêne."
    assert cleaned(text.encode(encoding), is_text=True).text == text


def test_other_scripts(cleaned):
    text = "日本の首相は昨日、東京で記者会見を開き、新しい経済政策を発表した。国会での審議は来週始まる。"
    article = cleaned(f"首相が会見\n\n{text}", is_text=True)
    assert (article.title, article.text) == ("首相が会見", text)
    assert article.word_count > 10


def test_a_text_without_a_site_has_none(cleaned):
    article = cleaned(BODY, is_text=True)
    assert article.site is None
    assert article.canonical_url == article.url == "file:///press/article.txt"
    assert article.quality.verdict == "good"


def test_wrapped_lines_are_joined_and_blank_lines_keep_paragraphs_apart():
    text = "Une première ligne assez longue qui\ncontinue ici.\n\nUn autre.\n\n\nLe dernier, lui\naussi coupé."
    assert paragraphs(text) == [
        "Une première ligne assez longue qui continue ici.", "Un autre.", "Le dernier, lui aussi coupé.",
    ]  # fmt: skip


def test_wrapped_lines_without_blank_lines_end_where_the_next_word_would_have_fitted():
    lines = [
        "Le premier paragraphe est coupé à soixante colonnes comme le",
        "font les vieux terminaux et les courriels.",
        "Le deuxième paragraphe commence ici et il continue sur cette",
        "ligne aussi.",
    ]
    assert paragraphs("\n".join(lines)) == [" ".join(lines[:2]), " ".join(lines[2:])]


def test_long_lines_are_paragraphs():
    one, two = "mot " * 60 + "fin.", "autre " * 40 + "fin."
    assert paragraphs(f"{one}\n{two}") == [one, two]


def test_indented_lines_begin_paragraphs():
    assert paragraphs("  Un début\nqui suit.\n  Un second\nqui suit.") == ["Un début qui suit.", "Un second qui suit."]


def test_a_compound_cut_at_its_hyphen_gets_no_space():
    assert paragraphs("Il vit à Saint-\nDenis.\n\nFin.\n\nVoilà.")[0] == "Il vit à Saint-Denis."


def test_items_stay_apart():
    assert paragraphs("Liste :\n- un\n- deux\n\nFin.\n\nVoilà.")[:3] == ["Liste :", "- un", "- deux"]
