"""What only Elasticsearch can do: be away, be full, be somebody else's."""

from __future__ import annotations

import multiprocessing
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from elasticsearch import Elasticsearch

from pipeline.engines.elasticsearch import writer as bulk_writer
from pipeline.engines.elasticsearch.engine import ElasticsearchEngine
from pipeline.engines.elasticsearch.template import Names
from pipeline.engines.port import Write
from pipeline.engines.query import Everything, Question
from pipeline.errors import Away, Misuse


@pytest.fixture(scope="module")
def client(elasticsearch_url):
    with Elasticsearch(elasticsearch_url, request_timeout=60) as client:
        yield client


class _Other(BaseHTTPRequestHandler):
    """A server that speaks HTTP and JSON, and is no Elasticsearch."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"count": 7}')

    do_POST = do_HEAD = do_PUT = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def another_server():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Other) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def engine(elasticsearch_url, prefix):
    engine = ElasticsearchEngine(elasticsearch_url, prefix)
    engine.prepare()
    yield engine
    engine.close()


def _write(engine, *articles, version=1, partition=2026):
    return [r.written for r in engine.write([Write(article=a, version=version, partition=partition) for a in articles])]


def test_a_document_on_the_server_is_the_article_and_nothing_else(engine, client, prefix, make_article):
    article = make_article("a", title="Un titre", text="Un texte")
    _write(engine, article)
    assert client.get(index=Names(prefix).index(2026), id="a")["_source"] == article.document()


def test_each_year_has_its_index_behind_the_alias(engine, client, prefix, make_article):
    _write(engine, make_article("a"), partition=2025)
    _write(engine, make_article("b"), partition=2026)
    aliased = client.indices.get_alias(name=f"{prefix}-articles").body
    assert set(aliased) == {f"{prefix}-articles-v2-2025", f"{prefix}-articles-v2-2026"}
    for index in aliased:
        mapping = client.indices.get_mapping(index=index)[index]["mappings"]
        assert (mapping["dynamic"], mapping["_meta"]) == ("strict", {"rotative": 2})


def test_one_machine_is_green(engine, client, prefix, make_article):
    _write(engine, make_article("a"))
    health = client.cluster.health(index=f"{prefix}-*", wait_for_status="green", timeout="30s")
    assert health["status"] == "green"


def test_a_mapping_conflict_is_refused_alone(engine, make_article):
    results = engine.write(
        [
            Write(article=make_article("a", word_count=2**70), version=1, partition=2026),
            Write(article=make_article("b"), version=1, partition=2026),
        ]
    )
    assert [result.written for result in results] == ["refused", "stored"]
    assert "word_count" in results[0].detail


def test_an_id_that_is_too_long_is_refused_alone_and_not_found(engine, make_article):
    assert _write(engine, make_article("x" * 600), make_article("b")) == ["refused", "stored"]
    assert set(engine.get(["x" * 600, "", "b"])) == {"b"}


@pytest.mark.parametrize("block", ["write", "read_only", "read_only_allow_delete"])
def test_a_blocked_index_is_busy(engine, client, prefix, make_article, block):
    _write(engine, make_article("a"))
    client.indices.put_settings(index=Names(prefix).index(2026), settings={f"index.blocks.{block}": True})
    assert _write(engine, make_article("b")) == ["busy"]
    client.indices.put_settings(index=Names(prefix).index(2026), settings={f"index.blocks.{block}": None})
    assert _write(engine, make_article("b")) == ["stored"]


def test_a_request_that_is_too_large_is_not_sent(engine, make_article, monkeypatch):
    monkeypatch.setattr(bulk_writer, "LARGEST", 3_000)
    large = make_article("a", text="x" * 4_000)
    assert _write(engine, make_article("b"), large) == ["too_large", "too_large"]
    assert _write(engine, make_article("b")) == ["stored"]


def test_an_article_that_the_server_will_never_take_does_not_look_like_a_busy_server(engine, make_article):
    """Tests' servers have so little memory that they reject it with 429, one with more stores it."""
    assert _write(engine, make_article("a", summary="x" * 60_000_000)) in (["too_large"], ["stored"])


def test_an_index_that_was_removed_is_made_again(engine, client, prefix, make_article, ids):
    _write(engine, make_article("a"))
    client.indices.delete(index=Names(prefix).index(2026))
    assert engine.get(["a"]) == {}
    assert _write(engine, make_article("b", text="grève")) == ["stored"]
    engine.refresh()
    assert ids(engine, "grève") == {"b"}


def test_without_prepare_the_first_write_prepares(elasticsearch_url, prefix, make_article, ids):
    engine = ElasticsearchEngine(elasticsearch_url, prefix)
    assert _write(engine, make_article("a", text="l’élection")) == ["stored"]
    engine.refresh()
    assert ids(engine, "elections") == {"a"}
    engine.close()


def test_two_installations_do_not_see_each_other(engine, elasticsearch_url, prefix, make_article, put):
    put(engine, make_article("a"))
    other = ElasticsearchEngine(elasticsearch_url, f"{prefix}b")
    other.prepare()
    put(other, make_article("b"))
    assert (set(engine.get(["a", "b"])), set(other.get(["a", "b"]))) == ({"a"}, {"b"})
    assert (engine.count(), other.count()) == (1, 1)
    other.close()


def test_an_index_of_another_version_is_in_the_way(engine, client, prefix):
    client.indices.create(index=f"{prefix}-articles-v99-2026", aliases={f"{prefix}-articles": {}})
    for call in (engine.prepare, lambda: engine.get(["a"])):
        with pytest.raises(Misuse, match="v99"):
            call()


def test_an_index_in_the_alias_s_place_is_in_the_way(engine, client, prefix):
    client.indices.create(index=f"{prefix}-articles")
    with pytest.raises(Misuse, match="not Rotative's alias"):
        engine.prepare()


def test_a_server_that_is_not_there_is_away(unused_port, make_article):
    engine = ElasticsearchEngine(f"http://127.0.0.1:{unused_port}")
    write = Write(article=make_article("a"), version=1, partition=2026)
    for call in (
        engine.prepare,
        lambda: engine.write([write]),
        engine.refresh,
        lambda: engine.get(["a"]),
        lambda: engine.owners(["a"]),
        lambda: engine.owners_of_text(["a"]),
        lambda: engine.search(Question(Everything())),
        engine.count,
        lambda: list(engine.everything()),
        engine.health,
    ):
        with pytest.raises(Away, match="elasticsearch"):
            call()
    engine.close()


@pytest.mark.parametrize("url", ["", "localhost", "not a url", "ftp://x", "http://u:secret@:x"])
def test_a_url_that_is_none_is_told_without_repeating_it(url):
    with pytest.raises(Misuse) as caught:
        ElasticsearchEngine(url)
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_elasticsearch_is_told(another_server):
    engine = ElasticsearchEngine(another_server)
    with pytest.raises(Misuse, match="not Elasticsearch"):
        engine.count()
    engine.close()


def test_a_password_is_asked_for_and_taken(secured_elasticsearch_url, prefix, make_article, put):
    engine = ElasticsearchEngine(secured_elasticsearch_url, prefix)
    engine.prepare()
    put(engine, make_article("a"))
    assert engine.count() == 1
    engine.close()
    scheme, _, rest = secured_elasticsearch_url.partition("://")
    for wrong in (f"{scheme}://elastic:wrong@{rest.rpartition('@')[2]}", f"{scheme}://{rest.rpartition('@')[2]}"):
        engine = ElasticsearchEngine(wrong, prefix)
        with pytest.raises(Misuse, match="credentials"):
            engine.prepare()
        engine.close()


def _count_in_child(engine):
    assert engine.count() == 1


def test_a_forked_child_connects_anew(engine, make_article, put):
    put(engine, make_article("a"))
    child = multiprocessing.get_context("fork").Process(target=_count_in_child, args=[engine])
    child.start()
    child.join(60)
    assert child.exitcode == 0
    assert engine.count() == 1
