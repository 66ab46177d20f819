import pytest

from pipeline.enrich.enrich import Models
from pipeline.enrich.folding import fold
from pipeline.enrich.gazetteer import Countries
from pipeline.enrich.tables import read_rows


@pytest.mark.parametrize(
    ("name", "canonical", "country"),
    [
        ("Etats-Unis", "United States", "US"),
        ("U.K.", "United Kingdom", "GB"),
        ("RDC", "DR Congo", "CD"),
        ("Birmanie", "Myanmar", "MM"),
        ("Pays-Bas", "Netherlands", "NL"),
        ("Écosse", "Scotland", "GB"),
        ("Ivory Coast", "Côte d'Ivoire", "CI"),
    ],
)
def test_countries_and_regions(models: Models, name: str, canonical: str, country: str) -> None:
    means = models.gazetteer.find(name)[0].means
    assert (means.canonical, means.country) == (canonical, country)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("ONU", "United Nations"),
        ("Otan", "NATO"),
        ("Union européenne", "European Union"),
        ("OMS", "World Health Organization"),
        ("Daech", "Islamic State"),
        ("AFP", "Agence France-Presse"),
        ("FMI", "International Monetary Fund"),
    ],
)
def test_organisations(models: Models, name: str, canonical: str) -> None:
    assert models.gazetteer.find(name)[0].means.canonical == canonical


@pytest.mark.parametrize("word", ["un", "who", "Who", "us", "ue", "pam", "time"])
def test_words_are_not_acronyms(models: Models, word: str) -> None:
    assert all(name.mark for name in models.gazetteer.find(word))


@pytest.mark.parametrize(
    ("name", "named", "language", "expected"),
    [
        ("Alep", (), "fr", ("Aleppo", "SY")),
        ("Londres", (), "fr", ("London", "GB")),
        ("London", ("CA",), "en", ("London", "GB")),
        ("Paris", (), "fr", ("Paris", "FR")),
        ("Cordoba", ("AR",), "fr", ("Córdoba", "AR")),
        ("Birmingham", (), "en", ("Birmingham", "GB")),
        ("Saint-Denis", (), "fr", ("Saint-Denis", "FR")),
        ("Le Cap", (), "fr", ("Cape Town", "ZA")),
        ("Geneva", ("US",), "en", ("Geneva", "CH")),
    ],
)
def test_cities(models: Models, name: str, named: tuple[str, ...], language: str, expected: tuple[str, str]) -> None:
    gazetteer = models.gazetteer
    place = gazetteer.choose(name, gazetteer.cities_named(name), Countries(named), language)
    assert (place.canonical, place.country) == expected
    assert place.lat is not None and place.lon is not None


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Le Nigeria et le Niger, pas nigerian.", ["Nigeria", "Niger"]),
        ("de", "Aus Österreich in die USA.", ["Österreich", "USA"]),
        ("ru", "Из Москвы в Украину, не украинский.", ["Москвы", "Украину"]),
        ("ar", "في لبنان وسوريا", ["لبنان", "سوريا"]),
        ("ja", "日本と国連", ["日本", "国連"]),
        ("en", "A romantic evening in Oman; who knows.", ["Oman"]),
    ],
)
def test_scan_keeps_the_borders_of_words(models: Models, language: str, text: str, expected: list[str]) -> None:
    assert [hit.surface for hit in models.scan(language, text, fold(text))] == expected


@pytest.mark.parametrize("file", ["organisations.tsv", "places.tsv"])
def test_the_tables_have_no_row_twice(file: str) -> None:
    names = [row.canonical for row in read_rows(file)]
    assert len(names) == len(set(names))
    assert all(name for row in read_rows(file) for name in row.names)
