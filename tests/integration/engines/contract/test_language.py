"""A word is found in any of its forms, in the language of the article."""

from __future__ import annotations

import unicodedata

import pytest

ARTICLES = {
    "fr-vote": {
        "language": "fr",
        "title": "L’Élection présidentielle reportée",
        "lead": "Les députées réunies jusqu’au soir ont rejeté la réforme d’aujourd’hui.",
        "text": "Selon Patrick O’Brien, «\u00a0l’offensive des chevaux\u00a0» a échoué.\n\n"
        "Une élue a quitté l’hémicycle. "
        "Le porte-parole du président américain viendra-t-il\u202f? C’était lorsqu’il parla d’œuvres.",
    },
    "en-vote": {
        "language": "en",
        "title": "Ministers resign over the budget",
        "lead": "The prime minister's office declined to comment on running costs.",
        "text": "Companies in several cities said that they were cutting jobs. The café reopened.",
    },
    "de-vote": {
        "language": "de",
        "title": "Die Wähler entscheiden",
        "text": "In vielen Städten wurden die Häuser der Kandidaten bewacht, sagte die Bürgermeisterin.",
    },
    "es-vote": {"language": "es", "title": "Las elecciones municipales", "text": "Los ciudadanos votaron ayer."},
    "it-vote": {"language": "it", "title": "Le elezioni", "text": "I risultati dell’inchiesta sui sindaci."},
    "pt-vote": {"language": "pt", "title": "As eleições", "text": "Os governos regionais."},
    "nl-vote": {"language": "nl", "title": "Verkiezingen in de steden", "text": "De burgemeesters wachten."},
    "ru-vote": {"language": "ru", "title": "Выборы президента", "text": "Результаты объявят завтра."},
    "ar-vote": {"language": "ar", "title": "نتائج الانتخابات", "text": "أعلنت الحكومة النتائج."},
    "ja-vote": {"language": "ja", "title": "大統領選挙の結果", "text": "東京で発表された。"},
    "und-note": {"language": "und", "title": "Zzyzx", "text": "l’Hôtel de Ville, Đorđe Łukasz Straße"},
    "xx-note": {"language": "sw", "title": "Uchaguzi mkuu", "text": "Rais alisema jana."},
}

FOUND = [
    ("election", "fr-vote"),
    ("élections", "fr-vote"),
    ("ELECTION", "fr-vote"),
    ("l'élection", "fr-vote"),
    ("l’election", "fr-vote"),
    ("député", "fr-vote"),
    ("députée", "fr-vote"),
    ("députés", "fr-vote"),
    ("deputees", "fr-vote"),
    ("deputes", "fr-vote"),
    ("reportés", "fr-vote"),
    ("rejeter", "fr-vote"),
    ("réformes", "fr-vote"),
    ("aujourd'hui", "fr-vote"),
    ("aujourd’hui", "fr-vote"),
    ("o'brien", "fr-vote"),
    ("O’Brien", "fr-vote"),
    ("offensives", "fr-vote"),
    ("cheval", "fr-vote"),
    ("élu", "fr-vote"),
    ("élus", "fr-vote"),
    ("élue", "fr-vote"),
    ("elues", "fr-vote"),
    ("americaine", "fr-vote"),
    ("présidente", "fr-vote"),
    ("presidents", "fr-vote"),
    ("porte-parole", "fr-vote"),
    ("viendra-t-il", "fr-vote"),
    ("oeuvre", "fr-vote"),
    ("œuvre", "fr-vote"),
    ("hemicycle", "fr-vote"),
    ("d'hémicycle", "fr-vote"),
    ("minister resigned", "en-vote"),
    ("ministers", "en-vote"),
    ("company city job", "en-vote"),
    ("run cost", "en-vote"),
    ("cafe", "en-vote"),
    ("Haus Stadt", "de-vote"),
    ("kandidat", "de-vote"),
    ("stadte", "de-vote"),
    ("elección", "es-vote"),
    ("eleccion", "es-vote"),
    ("ciudadano", "es-vote"),
    ("elezione", "it-vote"),
    ("inchiesta", "it-vote"),
    ("eleição", "pt-vote"),
    ("governo", "pt-vote"),
    ("verkiezing", "nl-vote"),
    ("burgemeester", "nl-vote"),
    ("выборов", "ru-vote"),
    ("результат", "ru-vote"),
    ("الانتخابات", "ar-vote"),
    ("選挙", "ja-vote"),
    ("東京", "ja-vote"),
    ("hotel", "und-note"),
    ("dorde lukasz strasse", "und-note"),
    ("uchaguzi", "xx-note"),
]

NOT_FOUND = ["brienne", "elector", "parole-porte", "zzyz", "hui", "選結"]


@pytest.fixture(scope="module")
def library(open_engine, make_article, put):
    engine = open_engine()
    engine.prepare()
    put(engine, *(make_article(id, **fields) for id, fields in ARTICLES.items()))
    return engine


@pytest.mark.parametrize(("query", "id"), FOUND)
def test_a_form_of_a_word_finds_its_article(library, ids, query, id):
    assert ids(library, query) == {id}


@pytest.mark.parametrize("query", NOT_FOUND)
def test_other_words_find_nothing(library, ids, query):
    assert ids(library, query) == set()


def test_one_query_finds_articles_in_several_languages(engine, make_article, put, ids):
    put(
        engine,
        make_article("a", language="fr", text="Les inondations en Ukraine."),
        make_article("b", language="en", text="Inondations in Ukraine, as the French say."),
        make_article("c", language="und", text="Ukraine inondations"),
    )
    assert ids(engine, "Ukraine inondations") == {"a", "b", "c"}
    assert ids(engine, "Ukraine inondation") == {"a", "b"}
    assert ids(engine, "Ukraine OR nothing") == {"a", "b", "c"}


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


@pytest.mark.parametrize("id", ARTICLES)
def test_all_words_of_an_article_find_it_as_written(library, ids, id):
    article = ARTICLES[id]
    words = " ".join([article["title"], article.get("lead", ""), article["text"]])
    assert ids(library, words.replace("«", " ").replace("»", " ")) == {id}


@pytest.mark.parametrize("id", ["fr-vote", "en-vote", "de-vote", "es-vote", "it-vote", "pt-vote", "und-note"])
@pytest.mark.parametrize("form", [_bare, str.upper, lambda text: _bare(text).upper().replace("’", "'")])
def test_neither_case_nor_accents_matter(library, ids, id, form):
    article = ARTICLES[id]
    assert ids(library, form(article["title"]).replace(":", " ")) == {id}
    assert ids(library, form(article["text"]).replace("«", " ").replace("»", " ")) == {id}


@pytest.mark.parametrize("id", ARTICLES)
def test_a_title_as_a_phrase_finds_its_article(library, ids, id):
    for form in (str, _bare, str.upper):
        if form is str or ARTICLES[id]["language"] in ("fr", "en", "de", "es", "it", "pt", "und"):
            assert ids(library, f'"{form(ARTICLES[id]["title"])}"') == {id}
