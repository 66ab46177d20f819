from collections.abc import Callable

import pytest

from pipeline.records import Article, Entity, Label

Enriched = Callable[..., Article]


def by_canonical(article: Article) -> dict[str, Entity]:
    return {entity.canonical: entity for entity in article.entities}


def test_one_row_for_the_forms_of_a_person(enriched: Enriched) -> None:
    found = by_canonical(
        enriched(
            "Le secrétaire général des Nations unies, António Guterres, est arrivé lundi à Genève. "
            "M. Guterres doit rencontrer la presse. Guterres a promis une réponse rapide, dit l'ONU."
        )
    )
    person = found["António Guterres"]
    assert (person.label, person.count, person.name) == (Label.PER, 3, "António Guterres")
    assert set(person.forms) == {"António Guterres", "Guterres"}
    assert found["United Nations"].label is Label.ORG


def test_one_row_for_the_names_of_a_country(enriched: Enriched) -> None:
    article = enriched(
        "Les États-Unis ont répondu mardi. Selon Washington, les Etats-Unis n'ont pas changé d'avis, "
        "et les USA restent ouverts à la discussion avec la Chine."
    )
    country = by_canonical(article)["United States"]
    assert (country.label, country.country, country.count) == (Label.LOC, "US", 3)
    assert article.places[0] == "United States"


@pytest.mark.parametrize(
    ("text", "canonical", "label"),
    [
        ("Le ministre est arrivé mardi à Washington pour une visite de deux jours.", "Washington", Label.LOC),
        ("L'attentat a été revendiqué par Daesh dans un message diffusé vendredi.", "Islamic State", Label.ORG),
        ("« C'est fini », a confié au Monde une source proche du dossier vendredi.", "Le Monde", Label.ORG),
        ("La chaîne RT a été suspendue par les autorités européennes ce matin.", "RT", Label.ORG),
        ("Les combats ont repris à Alep, selon des témoins joints par téléphone.", "Aleppo", Label.LOC),
        ("Pékin a protesté contre la vente d'armes annoncée la veille.", "Beijing", Label.LOC),
        ("The minister told Reuters that talks would resume next week in Vienna.", "Reuters", Label.ORG),
        (
            "The World Health Organization said cases were falling across the region.",
            "World Health Organization",
            Label.ORG,
        ),
        ("Officials in Kyiv said the talks with NATO had been useful and open.", "NATO", Label.ORG),
    ],
)
def test_labels_and_canonical_names(enriched: Enriched, text: str, canonical: str, label: Label) -> None:
    assert by_canonical(enriched(text))[canonical].label is label


def test_a_surname_is_not_the_city_of_that_name(enriched: Enriched) -> None:
    article = enriched(
        "The actor Denzel Washington was praised by critics. Washington, who is 69, thanked his director "
        "and said he would go home to rest."
    )
    assert article.persons == ("Denzel Washington",)
    assert "Washington" not in article.places


def test_a_given_name_is_not_a_city(enriched: Enriched) -> None:
    article = enriched(
        "Florence Arnaud a remporté la course devant un public nombreux. À 34 ans, Florence Arnaud reste la meilleure."
    )
    assert article.places == ()
    assert article.persons == ("Florence Arnaud",)


def test_cities_have_a_country_and_a_point(enriched: Enriched) -> None:
    city = by_canonical(enriched("Plusieurs milliers de personnes ont manifesté samedi à Lyon contre la réforme."))[
        "Lyon"
    ]
    assert city.country == "FR" and city.location is not None
    assert abs(city.location.lat - 45.75) < 0.1


def test_a_place_right_beside_says_which_city(enriched: Enriched) -> None:
    article = enriched("Two people were hurt when a bridge fell in Birmingham, Alabama, the police said on Monday.")
    assert by_canonical(article)["Birmingham"].country == "US"


def test_an_acronym_joins_its_full_name(enriched: Enriched) -> None:
    article = enriched(
        "Le Haut Conseil pour le climat (HCC) a remis son rapport mercredi. Le HCC juge les efforts insuffisants."
    )
    rows = [entity for entity in article.entities if "HCC" in entity.forms]
    assert len(rows) == 1 and rows[0].count == 3 and rows[0].name == "Haut Conseil pour le climat"


def test_agencies_in_a_credit_are_no_entities(enriched: Enriched) -> None:
    article = enriched(
        "PARIS (AFP) - Le ministre de la Santé a présenté jeudi son plan pour l'hôpital.\n\nLe Monde avec Reuters"
    )
    assert not {"Agence France-Presse", "Reuters"} & set(article.orgs)


def test_flat_lists_are_ordered_and_without_doubles(enriched: Enriched) -> None:
    article = enriched(
        "La Chine et le Japon ont signé un accord. La Chine espère davantage, le Japon aussi. "
        "En Chine, la presse applaudit, comme en Corée du Sud."
    )
    assert article.places == ("China", "Japan", "South Korea")


@pytest.mark.parametrize(
    ("text", "places", "orgs"),
    [
        (
            "Bundeskanzlerin Maria Huber reiste am Montag nach Kiew. Die Vereinten Nationen begrüßten den Besuch "
            "in der Ukraine. Das Essen war gut.",
            {"Kyiv", "Ukraine"},
            {"United Nations"},
        ),
        (
            "El presidente viajó el lunes a Buenos Aires, en Argentina, para hablar con la Unión Europea y la ONU.",
            {"Buenos Aires", "Argentina"},
            {"European Union", "United Nations"},
        ),
        ("قال الوزير في بيروت إن لبنان ينتظر رد الأمم المتحدة على الرسالة.", {"Beirut", "Lebanon"}, {"United Nations"}),
        ("日本の首相は月曜日に東京で国連の代表と会談した。", {"Japan", "Tokyo"}, {"United Nations"}),
    ],
)
def test_languages_without_a_model(enriched: Enriched, text: str, places: set[str], orgs: set[str]) -> None:
    article = enriched(text)
    assert set(article.places) == places
    assert set(article.orgs) == orgs
    assert article.persons == ()


def test_a_portfolio_is_nobody(enriched: Enriched) -> None:
    article = enriched(
        "Le ministre égyptien des Affaires étrangères Badr Abdelatty a reçu à Rome la ministre de la Transition "
        "écologique, Claire Lanoy. Le ministère de la Santé a confirmé l'accord, salué par le Premier ministre "
        "de Hongrie."
    )
    assert set(article.persons) == {"Badr Abdelatty", "Claire Lanoy"}
    assert set(article.places) == {"Rome", "Hungary"}
    assert article.orgs == ()
