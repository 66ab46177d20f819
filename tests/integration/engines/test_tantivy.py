"""The embedded index between processes: one writes, others read, some die."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from pipeline.engines.port import Write
from pipeline.engines.tantivy import schema
from pipeline.engines.tantivy.engine import TantivyEngine
from pipeline.errors import Away, Misuse

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def writer(folder):
    engine = TantivyEngine(folder, writable=True)
    yield engine
    engine.close()


@pytest.fixture
def reader(folder):
    engine = TantivyEngine(folder)
    yield engine
    engine.close()


def _in_process(function, *arguments):
    """What `function` puts into its queue, run in a process of its own."""
    queue = SPAWN.Queue()
    child = SPAWN.Process(target=function, args=(queue, *arguments))
    child.start()
    try:
        return queue.get(timeout=60), child
    finally:
        child.join(60)


def _count(queue, folder):
    queue.put(TantivyEngine(folder).count())


def _try_to_write(queue, folder, article):
    try:
        TantivyEngine(folder, writable=True).write([Write(article=article, version=1, partition=2026)])
        queue.put("written")
    except Away as away:
        queue.put(str(away))


def _write_and_die(queue, folder, article):
    engine = TantivyEngine(folder, writable=True)
    engine.write([Write(article=article, version=1, partition=2026)])
    queue.put("written")
    queue.close()
    queue.join_thread()
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_reader_may_come_before_the_first_writer(reader, writer, make_article, put):
    reader.prepare()
    assert reader.count() == 0
    put(writer, make_article("a", text="Une grève"))
    assert reader.count() == 1
    assert set(reader.get(["a"])) == {"a"}


def test_a_reader_makes_nothing(reader, folder):
    reader.prepare()
    reader.count()
    assert not folder.exists()


def test_a_reader_in_another_process_sees_what_is_committed(writer, folder, make_article, put):
    for number in range(1, 4):
        put(writer, make_article(str(number)))
        assert _in_process(_count, folder)[0] == number


def test_a_reader_sees_each_commit_while_the_writer_goes_on(writer, reader, make_article, put, ids):
    for number in range(20):
        put(writer, make_article(str(number), text="grève"))
        assert ids(reader, "grève") == {str(n) for n in range(number + 1)}


def test_only_one_process_writes_and_the_other_waits(writer, folder, make_article, put):
    put(writer, make_article("a"))
    assert "another process writes" in _in_process(_try_to_write, folder, make_article("b"))[0]
    writer.close()
    assert _in_process(_try_to_write, folder, make_article("b"))[0] == "written"
    assert writer.count() == 2


def test_what_was_written_survives_a_kill_and_the_lock_does_not(folder, writer, make_article, put):
    said, child = _in_process(_write_and_die, folder, make_article("a"))
    assert (said, child.exitcode) == ("written", -signal.SIGKILL)
    assert writer.count() == 1
    put(writer, make_article("b"))
    assert set(writer.get(["a", "b"])) == {"a", "b"}


def test_a_write_that_fails_leaves_nothing_and_the_next_one_works(writer, make_article, put, monkeypatch):
    put(writer, make_article("a"))

    def full(made):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("pipeline.engines.tantivy.engine.document", full)
        with pytest.raises(OSError, match="No space"):
            put(writer, make_article("b"))
    assert writer.count() == 1
    put(writer, make_article("c"))
    assert set(writer.get(["a", "b", "c"])) == {"a", "c"}


def test_a_reader_does_not_write(reader, make_article):
    with pytest.raises(Misuse, match="read only"):
        reader.write([Write(article=make_article("a"), version=1, partition=2026)])


def test_an_index_of_another_version_is_in_the_way(folder, writer, reader):
    (folder / "articles-v99").mkdir(parents=True)
    for engine in (writer, reader):
        with pytest.raises(Misuse, match="another version"):
            engine.prepare()


def test_an_index_with_other_fields_is_in_the_way(folder, writer, make_article, put, monkeypatch):
    put(writer, make_article("a"))
    writer.close()
    monkeypatch.setattr(schema, "STEMMED", ("title", "text"))
    with pytest.raises(Misuse, match="other fields"):
        TantivyEngine(folder, writable=True).prepare()


def test_a_broken_index_is_away(folder, writer, make_article, put):
    put(writer, make_article("a"))
    writer.close()
    (folder / "articles-v2" / "meta.json").write_text("{")
    with pytest.raises(Away):
        TantivyEngine(folder).count()


def test_a_folder_that_cannot_be_made_is_away(folder, make_article):
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file in its place")
    with pytest.raises(Away):
        TantivyEngine(folder, writable=True).prepare()


def test_a_rewritten_article_is_counted_once(writer, make_article, put):
    for version in range(1, 6):
        put(writer, make_article("a", persons=["Kerry"]), version=version)
    assert writer.count() == 1
    assert len(list(writer.everything())) == 1
