"""Made-up news articles for load and chaos: no two alike, with names, places and quotations as in the press.

They measure speed and loss, never quality: whoever reads them sees at once that they are made up.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

_FR = {
    "people": "Camille Arvieux|Léo Marchand|Inès Delcourt|Hugo Vasseur|Nadia Benkirane|Paul Lemoine|"
    "Sofia Duarte|Yann Kerbrat",
    "roles": "la ministre des Transports|le maire|l'économiste|la porte-parole|le directeur|la juge|"
    "le chercheur|la syndicaliste",
    "places": "Paris|Lyon|Marseille|Bruxelles|Genève|Dakar|Alger|Montréal|Toulouse|Lille",
    "bodies": "la Commission européenne|l'ONU|l'OCDE|la Banque mondiale|le Sénat|la Cour des comptes|"
    "l'Agence spatiale européenne",
    "things": "la réforme du rail|le projet de port|la hausse des loyers|la campagne de vaccination|"
    "l'accord de pêche|le budget|la rentrée scolaire|la crue du fleuve",
    "verbs": "a annoncé|a défendu|a critiqué|a reporté|a présenté|a examiné|a suspendu",
    "details": "après plusieurs semaines de discussions|malgré l'opposition des riverains|"
    "selon un document consulté jeudi|au terme d'une longue audience|"
    "dans un contexte économique difficile|alors que les élus attendaient un vote",
    "said": "a-t-il souligné|a-t-elle déclaré|a précisé {person}|a ajouté {person}",
    "words": "Nous n'avons plus le temps d'attendre|Rien n'est encore décidé|"
    "C'est un tournant pour toute la région|Les chiffres parlent d'eux-mêmes|"
    "Personne ne sera laissé de côté",
}
_EN = {
    "people": "Alice Harrow|Tom Brennan|Priya Nair|James Oduya|Maria Kowalski|Daniel Whitlock|Grace Mbeki|"
    "Owen Pritchard",
    "roles": "the transport minister|the mayor|the economist|the spokeswoman|the director|the judge|"
    "the researcher|the union leader",
    "places": "London|Manchester|Dublin|Nairobi|Toronto|Sydney|Glasgow|Boston|Cardiff|Lagos",
    "bodies": "the European Commission|the United Nations|the OECD|the World Bank|the Senate|the Bank of England|NASA",
    "things": "the rail reform|the harbour project|the rise in rents|the vaccination campaign|"
    "the fishing accord|the budget|the school year|the flood defences",
    "verbs": "announced|defended|criticised|postponed|presented|examined|suspended",
    "details": "after weeks of talks|despite opposition from residents|according to a document seen on Thursday|"
    "at the end of a long hearing|in a difficult economy|while councillors waited for a vote",
    "said": "he said|she said|said {person}|{person} added",
    "words": "We have run out of time to wait|Nothing has been decided yet|"
    "This is a turning point for the whole region|The figures speak for themselves|"
    "Nobody will be left behind",
}
_TABLES = {
    language: {name: row.split("|") for name, row in table.items()} for language, table in (("fr", _FR), ("en", _EN))
}


def article(number: int, sentences: int = 24) -> str:
    """The text of article `number`, always the same: French when even, English when odd, plain text."""
    dice = random.Random(number)
    language = "fr" if number % 2 == 0 else "en"
    lines = [_sentence(dice, language, number) for _ in range(sentences)]
    return "\n\n".join(" ".join(lines[at : at + 4]) for at in range(0, len(lines), 4))


def articles(count: int, sentences: int = 24, start: int = 0) -> Iterator[str]:
    """`count` articles, none a copy of another."""
    return (article(number, sentences) for number in range(start, start + count))


def _sentence(dice: random.Random, language: str, number: int) -> str:
    table = _TABLES[language]
    pick = {name: dice.choice(row) for name, row in table.items()}
    # Numbers keep two articles from being copies of one another, as figures do in the press.
    figure = dice.randint(2, 9999)
    said = pick["said"].format(person=pick["people"])
    if dice.random() < 0.3:
        return f"« {pick['words']} », {said}." if language == "fr" else f"“{pick['words']},” {said}."
    if language == "fr":
        return (
            f"{pick['people']}, {pick['roles']} de {pick['places']}, {pick['verbs']} {pick['things']} "
            f"{pick['details']}, pour {figure} foyers du dossier {number}, avec {pick['bodies']}."
        )
    return (
        f"{pick['people']}, {pick['roles']} in {pick['places']}, {pick['verbs']} {pick['things']} "
        f"{pick['details']}, for {figure} households in file {number}, with {pick['bodies']}."
    )
