"""Every error of the client has a meaning, and the right one."""

from __future__ import annotations

import inspect

import elastic_transport
import elasticsearch
import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig

from pipeline.engines.elasticsearch.failures import BUSY, detail, meaning, reason, translated
from pipeline.errors import Away, Misuse


def all_below(kind: type) -> set[type]:
    return {kind} | {below for child in kind.__subclasses__() for below in all_below(child)}


TRANSPORT = sorted(all_below(elastic_transport.TransportError), key=lambda kind: kind.__name__)
API = sorted(all_below(elastic_transport.ApiError), key=lambda kind: kind.__name__)


def answered(kind: type[elasticsearch.ApiError], status: int, body: object = None) -> elasticsearch.ApiError:
    meta = ApiResponseMeta(
        status=status,
        http_version="1.1",
        headers=HttpHeaders(),
        duration=0.1,
        node=NodeConfig("http", "localhost", 9200),
    )
    return kind("message", meta, body)


def test_the_client_has_the_errors_that_are_told_apart_here():
    public = {
        error
        for module in (elasticsearch, elastic_transport)
        for _, error in inspect.getmembers(module, inspect.isclass)
        if issubclass(error, Exception) and not issubclass(error, Warning)
    }
    assert public <= {*TRANSPORT, *API}


@pytest.mark.parametrize("kind", TRANSPORT)
def test_an_error_of_the_connection_is_away(kind):
    expected = Misuse if issubclass(kind, elastic_transport.SerializationError) else Away
    with pytest.raises(expected), translated():
        raise kind("lost")


@pytest.mark.parametrize("status", sorted(BUSY))
def test_a_busy_server_is_away(status):
    with pytest.raises(Away), translated():
        raise answered(elasticsearch.ApiError, status)


@pytest.mark.parametrize("kind", API)
def test_any_other_answer_is_misuse(kind):
    with pytest.raises(Misuse), translated():
        raise answered(kind, 400)


def test_credentials_that_are_refused_are_told():
    with pytest.raises(Misuse, match="credentials"), translated():
        raise answered(elasticsearch.AuthenticationException, 401)


def test_another_server_is_told():
    with pytest.raises(Misuse, match="not Elasticsearch 9"), translated():
        raise answered(elasticsearch.UnsupportedProductError, 200)
    older = {"error": {"type": "media_type_header_exception", "reason": "compatible-with=9"}}
    with pytest.raises(Misuse, match="older than Elasticsearch 9"), translated():
        raise answered(elasticsearch.BadRequestError, 400, older)


def test_too_many_words_are_told():
    cause = {"type": "query_shard_exception", "reason": "Query contains too many nested clauses"}
    with pytest.raises(Misuse, match="shorten"), translated():
        raise answered(elasticsearch.BadRequestError, 400, {"error": cause})


def test_a_cause_is_told_with_what_is_beneath_it():
    cause = {"type": "a", "reason": "b", "caused_by": {"type": "c", "reason": "d"}}
    assert reason(cause) == "a: b (d)"
    assert reason({"type": "a", "reason": "x" * 9000}) == ("a: " + "x" * 9000)[:500]
    assert reason("plain") == "plain"
    assert detail(answered(elasticsearch.ApiError, 502, "<html>")) == "status 502"


def test_what_is_no_error_of_the_client_passes():
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError
    with pytest.raises(TypeError):
        meaning(ZeroDivisionError())
