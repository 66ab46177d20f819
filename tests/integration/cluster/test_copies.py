"""Sets of copies on a real Redis: the same whatever the order, told again after a crash, small, and quick."""

from __future__ import annotations

import itertools
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from pipeline.cluster import near
from pipeline.cluster.copies import cluster, representative
from pipeline.errors import Away
from seeds import folder


def standing(redis, prefix, articles):
    return representative(redis, prefix, [article.id for article in articles])


def without_last(text, share):
    words = text.split()
    return " ".join(words[: int(len(words) * (1 - share))])


def test_a_text_alone_is_nobodys_copy(redis_client, prefix, a_text, an_article):
    found = cluster(an_article("one", a_text(1)), redis_client, prefix, token=1)
    assert found.article.duplicate_of is None
    assert found.changed == {}
    assert representative(redis_client, prefix, ["one", "unknown"]) == {"one": None}


@pytest.mark.parametrize("share", [0.1, 0.25, 0.4])
def test_a_shortened_text_with_another_title_is_a_copy(redis_client, prefix, a_text, an_article, share):
    for seed in range(12):
        text = a_text(seed)
        cluster(an_article(f"whole{seed}", text, title="One"), redis_client, prefix, token=1)
        copy = an_article(f"short{seed}", without_last(text, share), hours=3, title="Another")
        assert cluster(copy, redis_client, prefix, token=1).article.duplicate_of == f"whole{seed}"


def test_case_accents_and_typography_make_no_other_text(redis_client, prefix, an_article):
    text = folder().joinpath("fr-alep-reconstruction.txt").read_text("utf-8")
    cluster(an_article("one", text), redis_client, prefix, token=1)
    other = text.upper().replace("'", "’").replace("« ", "\u201c").replace(" »", "\u201d")
    assert cluster(an_article("two", other, hours=1), redis_client, prefix, token=1).article.duplicate_of == "one"


def test_texts_on_one_event_are_no_copies(redis_client, prefix, an_article):
    for name in sorted(path.name for path in folder().glob("*.txt") if "reprise" not in path.name):
        text = folder().joinpath(name).read_bytes().decode("utf-8", "replace")
        assert cluster(an_article(name, text), redis_client, prefix, token=1).article.duplicate_of is None


def test_a_few_common_words_make_no_copy_of_a_flash(redis_client, prefix, an_article):
    first, second = "Le match a été reporté à demain soir", "Le match a été annulé par le préfet"
    cluster(an_article("one", first), redis_client, prefix, token=1)
    assert cluster(an_article("two", second), redis_client, prefix, token=1).article.duplicate_of is None
    same = cluster(an_article("three", first.upper(), hours=1), redis_client, prefix, token=1)
    assert same.article.duplicate_of == "one"


def test_texts_without_words_are_nobodys_copies(redis_client, prefix, an_article):
    for id in ("one", "two"):
        assert cluster(an_article(id, "…"), redis_client, prefix, token=1).article.duplicate_of is None


def test_the_earliest_represents_whatever_the_order(redis_client, prefix, a_text, an_article):
    text = a_text(5)
    articles = [
        an_article("d", text, hours=4),
        an_article("b", without_last(text, 0.2), hours=1),
        an_article("c", without_last(text, 0.1), hours=2),
        an_article("a", text, hours=1),  # as early as b: the smaller id
    ]
    for number, order in enumerate(itertools.permutations(articles)):
        place = f"{prefix}{number}"
        told = {}
        for article in order:
            found = cluster(article, redis_client, place, token=1)
            told |= found.changed | {article.id: found.article.duplicate_of}
        assert told == {"a": None, "b": "a", "c": "a", "d": "a"}
        assert standing(redis_client, place, articles) == told


def test_a_bridge_joins_two_sets_and_leaving_parts_them(redis_client, prefix, a_text, an_article):
    words = a_text(3, 450).split()  # the outer two share a third of their shingles, each with the bridge 0.6
    one, bridge, other = (" ".join(words[start : start + 300]) for start in (0, 75, 150))
    for order in itertools.permutations(["one", "other", "bridge"]):
        place = prefix + "".join(order)
        texts = {"one": one, "other": other, "bridge": bridge}
        hours = {"one": 1, "other": 2, "bridge": 3}
        told = {}
        for id in order:
            found = cluster(an_article(id, texts[id], hours=hours[id]), redis_client, place, token=1)
            told |= found.changed | {id: found.article.duplicate_of}
        assert told == {"one": None, "other": "one", "bridge": "one"}
        revised = cluster(an_article("bridge", a_text(99), hours=3), redis_client, place, token=2)
        assert revised.article.duplicate_of is None
        assert revised.changed == {"other": None}
        assert representative(redis_client, place, ["one", "other"]) == {"one": None, "other": None}


def test_a_revised_text_leaves_its_set_and_the_next_represents(redis_client, prefix, a_text, an_article):
    text = a_text(7)
    for hours, id in enumerate("abc"):
        cluster(an_article(id, text, hours=hours), redis_client, prefix, token=1)
    found = cluster(an_article("a", a_text(8)), redis_client, prefix, token=2)
    assert found.article.duplicate_of is None
    assert found.changed == {"b": None, "c": "b"}
    back = cluster(an_article("a", text), redis_client, prefix, token=3)
    assert back.article.duplicate_of is None
    assert back.changed == {"b": "a", "c": "a"}


def test_an_earlier_date_changes_the_representative(redis_client, prefix, a_text, an_article):
    text = a_text(7)
    cluster(an_article("a", text, hours=1), redis_client, prefix, token=1)
    cluster(an_article("b", text, hours=2), redis_client, prefix, token=1)
    found = cluster(an_article("b", text, hours=0), redis_client, prefix, token=2)
    assert found.article.duplicate_of is None
    assert found.changed == {"a": "b"}


def test_without_a_date_the_first_sight_counts(redis_client, prefix, a_text, an_article):
    text = a_text(7)
    cluster(an_article("undated", text, published_at=None), redis_client, prefix, token=1)
    found = cluster(an_article("dated", text, hours=1), redis_client, prefix, token=1)
    assert found.changed == {"undated": "dated"}


def test_the_same_article_again_changes_nothing_and_tells_its_changes_again(redis_client, prefix, a_text, an_article):
    text = a_text(9)
    cluster(an_article("later", text, hours=5), redis_client, prefix, token=1)
    first = cluster(an_article("first", text), redis_client, prefix, token=2)
    before = sorted(redis_client.keys(f"{prefix}*"))
    again = cluster(an_article("first", text), redis_client, prefix, token=3)
    assert first == again
    assert again.changed == {"later": "first"}
    assert sorted(redis_client.keys(f"{prefix}*")) == before
    assert cluster(an_article("later", text, hours=5), redis_client, prefix, token=4).changed == {}


def test_an_older_token_changes_nothing(redis_client, prefix, a_text, an_article):
    cluster(an_article("a", a_text(1)), redis_client, prefix, token=1)
    cluster(an_article("b", a_text(1), hours=1), redis_client, prefix, token=7)
    late = cluster(an_article("b", a_text(2), hours=1), redis_client, prefix, token=6)
    assert late.article.duplicate_of == "a"
    assert representative(redis_client, prefix, ["b"]) == {"b": "a"}


def test_prefixes_keep_apart(redis_client, prefix, a_text, an_article):
    cluster(an_article("a", a_text(1)), redis_client, prefix, token=1)
    found = cluster(an_article("b", a_text(1), hours=1), redis_client, prefix + "x", token=1)
    assert found.article.duplicate_of is None


def test_many_threads_at_once_end_as_one_after_another(redis_url, redis_client, prefix, a_text, an_article):
    groups = [
        [
            an_article(f"{group}-{number}", without_last(a_text(group), number * 0.04), hours=number)
            for number in range(8)
        ]
        for group in range(12)
    ]
    articles = [article for group in groups for article in group]
    random.Random(4).shuffle(articles)
    with Redis.from_url(redis_url) as client, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda article: cluster(article, client, prefix, token=1), articles))
    expected = {f"{group}-{number}": f"{group}-0" if number else None for group in range(12) for number in range(8)}
    assert standing(redis_client, prefix, articles) == expected
    assert {id for outcome in found for id in outcome.changed} <= expected.keys()


def test_an_article_takes_at_most_500_bytes(redis_client, prefix, a_text, an_article):
    for number in range(200):
        cluster(an_article(f"{number:032x}", a_text(number, 60)), redis_client, prefix, token=1)
    warm = redis_client.info("memory")["used_memory"]
    # Past a step at which Redis doubles its tables: before it they are half empty.
    for number in range(200, 6200):
        cluster(an_article(f"{number:032x}", a_text(number, 60)), redis_client, prefix, token=1)
    assert (redis_client.info("memory")["used_memory"] - warm) / 6000 <= 500


def test_everything_expires(redis_client, prefix, a_text, an_article):
    for id in ("a", "b"):
        cluster(an_article(id, a_text(1), hours=ord(id)), redis_client, prefix, token=1)
    small = {f"{prefix}:near:{name}".encode() for name in ("generations", "entries", "sets")}
    lives = {key: redis_client.pttl(key) for key in redis_client.keys(f"{prefix}*") if key not in small}
    assert min(lives.values()) > 0
    assert max(lives.values()) <= near.SETTINGS["lifetime"] + near.SETTINGS["period"]


def test_full_buckets_begin_a_new_generation_and_copies_are_still_found(
    redis_client, prefix, a_text, an_article, monkeypatch
):
    count = 64 * 256 // 16 + 50  # one more than the first generation takes
    for number in range(count):
        cluster(an_article(f"{number:032x}", a_text(number, 40)), redis_client, prefix, token=1)
    assert redis_client.hlen(f"{prefix}:near:generations") == 2
    for number in (0, 500, count - 1):
        copy = an_article(f"copy{number}", a_text(number, 40), hours=1)
        found = cluster(copy, redis_client, prefix, token=1)
        assert found.article.duplicate_of == f"{number:032x}"


def test_redis_away_is_told_as_such(prefix, a_text, an_article):
    client = Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.5)
    with pytest.raises(Away, match="redis"):
        cluster(an_article("a", a_text(1)), client, prefix, token=1)
    with pytest.raises(Away, match="redis"):
        representative(client, prefix, ["a"])
