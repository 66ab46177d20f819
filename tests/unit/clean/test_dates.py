"""When an article was published: read in many spellings, never in the future, with where it came from."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.dates import Published, choose, day_from_url, parse_day_month, parse_moment

NOW = datetime(2025, 11, 23, 12, tzinfo=UTC)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        ("2024-03-05T10:30:00+01:00", at(2024, 3, 5, 9, 30), "time"),
        ("2024-03-05T10:30:00+0100", at(2024, 3, 5, 9, 30), "time"),
        ("2024-03-05T10:30:00.123Z", at(2024, 3, 5, 10, 30), "time"),
        ("2024-03-05 10:30", at(2024, 3, 5, 10, 30), "time"),
        ("20240305T103000", at(2024, 3, 5, 10, 30), "time"),
        ("2024-03-05", at(2024, 3, 5), "day"),
        ("2024-03-05T00:00:00", at(2024, 3, 5), "day"),
        ("Tue, 05 Mar 2024 10:30:00 GMT", at(2024, 3, 5, 10, 30), "time"),
        ("Tue, 05 Mar 2024 10:30:00 +0200", at(2024, 3, 5, 8, 30), "time"),
        ("5 mars 2024 à 10h30", at(2024, 3, 5, 10, 30), "time"),
        ("Publié le mardi 5 mars 2024 à 10:30", at(2024, 3, 5, 10, 30), "time"),
        ("1er août 2023", at(2023, 8, 1), "day"),
        ("le 24 févr. 2022", at(2022, 2, 24), "day"),
        ("March 5, 2024, 3:15 p.m.", at(2024, 3, 5, 15, 15), "time"),
        ("Mar 5 2024", at(2024, 3, 5), "day"),
        ("3rd of July 2021", at(2021, 7, 3), "day"),
        ("5. März 2024", at(2024, 3, 5), "day"),
        ("5 de marzo de 2024", at(2024, 3, 5), "day"),
        ("24 de dezembro de 2022 às 14h05", at(2022, 12, 24, 14, 5), "time"),
        ("5 марта 2024", at(2024, 3, 5), "day"),
        ("05/03/2024 10:15", at(2024, 3, 5, 10, 15), "time"),
        ("12/25/2024", at(2024, 12, 25), "day"),
        ("31.12.2019", at(2019, 12, 31), "day"),
    ],
)
def test_spellings(text, moment, precision):
    assert parse_moment(text) == Published(moment, precision)


@pytest.mark.parametrize(
    "text", ["", "hier", "vendredi", "3 mars", "99/99/2024", "2024-13-45", "mai", "12345678901234"]
)
def test_what_is_no_whole_date_is_not_read(text):
    assert parse_moment(text) == Published()


def test_a_time_without_a_zone_is_in_the_sources():
    read = parse_moment("5 mars 2024 à 10h30", ZoneInfo("Europe/Paris"))
    assert read.moment == at(2024, 3, 5, 9, 30)


def test_a_day_is_the_same_day_in_every_zone():
    assert parse_moment("2024-03-05", ZoneInfo("Pacific/Auckland")).moment == at(2024, 3, 5)


@pytest.mark.parametrize(
    "url", ["https://a.fr/2024/03/05/titre", "https://a.fr/x/2024-03-05-titre", "https://a.fr/20240305-x"]
)
def test_a_day_in_the_url(url):
    assert day_from_url(url) == Published(at(2024, 3, 5), "day")


@pytest.mark.parametrize(
    "url", ["https://a.fr/2024/13/05/x", "https://a.fr/article-20240305123456", "https://a.fr/1234/56/78"]
)
def test_numbers_in_the_url_that_are_no_day(url):
    assert day_from_url(url) == Published()


def test_day_and_month_alone():
    assert parse_day_month("PARIS, lundi 3 mars") == (3, 3)
    assert parse_day_month("WASHINGTON, March 3") == (3, 3)
    assert parse_day_month("PARIS, 3 rue de Rivoli") is None


def test_the_first_origin_wins():
    found = choose(
        [("jsonld", Published(at(2025, 3, 5, 8), "time")), ("meta", Published(at(2025, 3, 6, 8), "time"))], NOW
    )
    assert found == Published(at(2025, 3, 5, 8), "time", "jsonld")


def test_the_hour_of_the_same_day_is_taken_from_another_origin():
    found = choose([("jsonld", Published(at(2025, 3, 5), "day")), ("feed", Published(at(2025, 3, 5, 8), "time"))], NOW)
    assert found == Published(at(2025, 3, 5, 8), "time", "feed")
    other = choose([("jsonld", Published(at(2025, 3, 5), "day")), ("feed", Published(at(2025, 3, 9, 8), "time"))], NOW)
    assert other == Published(at(2025, 3, 5), "day", "jsonld")


def test_what_lies_far_in_the_future_is_discarded():
    assert choose([("meta", Published(at(2026, 3, 5), "day"))], NOW) == Published()
    found = choose([("meta", Published(at(2026, 3, 5), "day")), ("url", Published(at(2025, 3, 5), "day"))], NOW)
    assert found.origin == "url"


def test_a_slip_of_the_zone_keeps_the_day():
    assert choose([("meta", Published(at(2025, 11, 23, 20), "time"))], NOW) == Published(
        at(2025, 11, 23), "day", "meta"
    )


@pytest.mark.parametrize("moment", [at(1, 1, 1), at(1970, 1, 1), at(1900, 1, 1)])
def test_placeholders_are_no_dates(moment):
    assert choose([("jsonld", Published(moment, "day"))], NOW) == Published()


@given(st.lists(st.tuples(st.sampled_from(["jsonld", "meta", "text"]), st.datetimes(timezones=st.just(UTC)))))
def test_never_in_the_future(candidates):
    found = choose([(origin, Published(moment, "time")) for origin, moment in candidates], NOW)
    assert found.moment is None or found.moment <= NOW


@given(st.text(max_size=120))
def test_any_text_is_read_or_not(text):
    read = parse_moment(text)
    assert (read.moment is None) == (read.precision is None)
