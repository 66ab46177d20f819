"""The mapping holds exactly the records that it is made for."""

from __future__ import annotations

import json

import pytest

from pipeline.engines.elasticsearch import trace
from pipeline.engines.elasticsearch.languages import ANALYZERS, analysis, analyzer
from pipeline.engines.elasticsearch.template import TEXTS, Names, mappings, template
from pipeline.ledger.records import SettledRow
from pipeline.records import Article, Entity, Location, MainPlace, Quality, Quote, Record, Topic

PROPERTIES = mappings()["properties"]


def test_every_field_of_an_article_is_mapped_and_no_other():
    assert set(PROPERTIES) - {"search"} == set(Article.model_fields)


@pytest.mark.parametrize(
    ("field", "record"),
    [("entities", Entity), ("place", MainPlace), ("quotes", Quote), ("topics", Topic), ("quality", Quality)],
)
def test_every_field_of_its_parts_is_mapped_and_no_other(field: str, record: type[Record]):
    assert set(PROPERTIES[field]["properties"]) == set(record.model_fields)
    assert PROPERTIES[field]["dynamic"] == "strict"


def test_a_location_is_a_point():
    assert set(Location.model_fields) == {"lat", "lon"}
    assert PROPERTIES["place"]["properties"]["location"]["type"] == "geo_point"


def test_every_field_of_a_settled_row_is_mapped_and_no_other():
    assert set(trace.MAPPINGS["properties"]) - {"keys"} == set(SettledRow.model_fields)


def test_each_language_has_its_own_form_of_each_text():
    for text in TEXTS:
        forms = PROPERTIES["search"]["properties"][text]["properties"]
        assert {name: form["analyzer"] for name, form in forms.items()} == {name: name for name in ANALYZERS}


def test_every_analyzer_and_filter_that_is_named_is_defined():
    defined = analysis()
    assert set(ANALYZERS) < set(defined["analyzer"])
    for one in defined["analyzer"].values():
        assert set(one.get("char_filter", ())) <= set(defined["char_filter"])
        assert set(one.get("filter", ())) <= set(defined["filter"]) | {"lowercase", "asciifolding"}


def test_no_stop_words_are_dropped():
    for name, one in analysis()["analyzer"].items():
        assert one["type"] == "custom" or one["stopwords"] == "_none_", name


@pytest.mark.parametrize(
    ("language", "name"), [("fr", "fr"), ("ja", "cjk"), ("nb", "no"), ("sw", "und"), ("exact", "und")]
)
def test_a_language_has_an_analyzer(language, name):
    assert analyzer(language) == name


def test_names_under_a_prefix():
    names = Names("acme")
    assert (names.alias, names.trace) == ("acme-articles", "acme-trace")
    assert names.index(2026) == "acme-articles-v2-2026"
    assert names.partition("acme-articles-v2-2026") == 2026
    for other in ("acme-articles-v3-2026", "acme-articles-v2-x", "other-articles-v2-2026"):
        with pytest.raises(ValueError, match="version"):
            names.partition(other)


def test_the_template_reaches_its_own_indices_and_names_the_alias():
    made = template(Names("acme"))
    assert made["index_patterns"] == ["acme-articles-v2-*"]
    assert made["template"]["aliases"] == {"acme-articles": {}}
    assert json.loads(json.dumps(made)) == made
