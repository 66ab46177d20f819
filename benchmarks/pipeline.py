"""Articles per second of the whole pipeline, beside a bare loop over the same stage functions without any queue.

`make bench` runs it; `--articles N` changes the number. Both index into Tantivy on this machine's disk, on the same
texts, one after the other; starting up and loading models isn't counted on either side. The ratio is what counts: the
pipeline has all cores but pays for its queue, its ledger and its safety, the loop has one core and pays for nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from redis import Redis

from benchmarks.articles import articles
from config.settings import Settings, load
from pipeline.clean.clean import clean
from pipeline.cluster.copies import cluster
from pipeline.discover.inputs import upload
from pipeline.engines.port import Write
from pipeline.engines.tantivy.engine import TantivyEngine
from pipeline.enrich.enrich import enrich
from pipeline.enrich.enrich import load as load_models
from pipeline.ledger.codec import unpack
from pipeline.ledger.records import Arrival
from pipeline.outcomes import Outcome
from pipeline.records import Page
from workers.embedded.users import using, wait_for_end
from workers.intake import accept, outcomes
from workers.parts import Parts, open_parts

WARM_UP = 40
BULK = 500


def main() -> None:
    """Measures both and prints them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=400)
    count = options.parse_args().articles
    with _folder() as folder:
        settings = load(environ={"ROTATIVE_DATA_DIR": str(folder / "data")})
        pipeline = through_the_pipeline(settings, count)
        bare = through_a_loop(folder / "bare", settings, count)
    print(f"pipeline   {pipeline:7.1f} articles/s   {settings.text_processes} text processes")
    print(f"bare loop  {bare:7.1f} articles/s   1 process, no queue")
    print(f"ratio      {pipeline / bare:7.2f}")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rotative-bench-") as name:
        yield Path(name)


def through_the_pipeline(settings: Settings, count: int) -> float:
    """Articles per second from the door to the index, by all workers of the embedded system."""
    with using(settings, workers=True) as own, open_parts(own) as parts:
        _through(parts, [upload(text, is_text=True) for text in articles(WARM_UP, start=10_000_000)])
        arrivals = [upload(text, is_text=True) for text in articles(count)]
        rate = _through(parts, arrivals)
    wait_for_end(settings)
    return rate


def _through(parts: Parts, arrivals: list[Arrival]) -> float:
    start = time.perf_counter()
    ids = [receipt.id for receipt in accept(parts, arrivals)]
    ends = [trace.outcome for trace in outcomes(parts, ids)]
    assert ends.count(Outcome.INDEXED) == len(arrivals), "not everything was indexed"
    return len(arrivals) / (time.perf_counter() - start)


def through_a_loop(folder: Path, settings: Settings, count: int) -> float:
    """Articles per second by the stage functions alone, in this process."""
    models = load_models()
    with using(settings, workers=False) as own, open_parts(own) as parts:
        engine = TantivyEngine(folder, writable=True)
        engine.prepare()
        _loop(engine, parts.redis, models, WARM_UP, 10_000_000)
        start = time.perf_counter()
        _loop(engine, parts.redis, models, count, 0)
        rate = count / (time.perf_counter() - start)
        engine.close()
    return rate


def _loop(engine: TantivyEngine, redis: Redis, models: object, count: int, start: int) -> None:
    now, writes = datetime.now(UTC), []
    for text in articles(count, start=start):
        arrival = upload(text, is_text=True)
        article = clean(unpack(Page, arrival.payload), id=arrival.id, first_seen=now, now=now, timeout=20)
        article = cluster(enrich(article, models), redis, "bare", token=1).article
        writes.append(Write(article=article, version=1, partition=now.year))
        if len(writes) == BULK:
            engine.write(writes)
            writes.clear()
    engine.write(writes)


if __name__ == "__main__":
    main()
