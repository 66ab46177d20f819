"""All hosts of the world, and the plan that is made of them: the same wherever it is made from the same arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count as count_from

from tests.mockserver.world import awkward, honest, hostile, stories
from tests.mockserver.world.host import Fate, Follow, Host, Truth

Role = Callable[[Host], None]

FULL: tuple[Role, ...] = (
    honest.rss_that_goes_on,
    honest.rss_that_asks_for_patience,
    honest.rss_one,
    honest.atom_that_revises,
    honest.json_that_revises,
    honest.sitemap_that_revises,
    honest.by_tag_only,
    honest.by_date_only,
    honest.sitemap_index,
    honest.news_sitemap_in_robots,
    honest.home_page_without_feed,
    honest.home_page_with_feed,
    honest.two_feeds_with_the_same,
    honest.moves_in_an_hour,
    honest.becomes_a_page_in_an_hour,
    honest.is_gone_in_an_hour,
    honest.has_moved,
    honest.some_pages_fail_once,
    honest.some_pages_ask_for_time,
    honest.feed_that_asks_for_time,
    awkward.forbids_part,
    awkward.robots_is_a_page,
    awkward.robots_fails_twice,
    awkward.robots_is_huge,
    awkward.robots_is_missing,
    awkward.robots_is_forbidden,
    awkward.redirects_to_its_pages,
    awkward.redirects_in_circles,
    awkward.prints_for_its_neighbour,
    awkward.redirects_to_its_neighbour,  # type: ignore[list-item]
    awkward.leads_to_private_addresses,
    awkward.shows_amp_forms,
    awkward.names_another_canonical,
    awkward.relative_links,
    awkward.same_guid_for_all,
    awkward.future_dates,
    awkward.no_dates,
    awkward.wrong_encoding,
    awkward.cut_off,
    awkward.thousands_of_entries,
    awkward.sitemaps_in_circles,
    awkward.lists_a_dead_host,
    hostile.pages_behind_walls,
    hostile.pages_that_opt_out,
    hostile.pages_that_are_missing,
    hostile.links_of_no_use,
)
"""Hosts with a whole share of the articles."""

SLOW: tuple[Role, ...] = (
    honest.slow_pages,
    honest.slow_feed,
    awkward.asks_for_two_seconds,
    awkward.minds_its_pace,
    hostile.pages_that_do_harm,
)
"""Hosts with a third of a share: they take their time."""

FEW: tuple[Role, ...] = (
    hostile.billion_laughs,
    hostile.external_entity,
)
"""Hosts with two articles each that may be had or not: they don't count."""

NONE: tuple[Role, ...] = (
    awkward.forbids_everything,
    hostile.challenges_readers,
    hostile.challenges_all,
    hostile.asks_for_a_password,
    hostile.feed_is_gone,
    hostile.feed_is_missing,
    hostile.feed_is_a_page,
    hostile.feed_is_an_image,
    hostile.feed_is_a_bomb,
    hostile.feed_has_no_end,
    hostile.feed_fails,
    hostile.nobody_listens,
    hostile.never_answers,
)
"""Hosts of which nothing can be had."""

EXTRA = 1_000_000
"""Where the numbers of the stories begin that don't count."""


@dataclass(frozen=True)
class Plan:
    """The world as it is meant: `count` articles that can be had in the first phase, more in the second."""

    hosts: tuple[Host, ...]

    @property
    def truths(self) -> Iterator[Truth]:
        return (truth for host in self.hosts for truth in host.truths)

    @property
    def follows(self) -> Iterator[Follow]:
        """What to follow as sources."""
        return (follow for host in self.hosts for follow in host.follows)

    def had(self, phase: int) -> dict[str, Truth]:
        """What must be in the index after a phase, by canonical URL."""
        return {truth.url: truth for truth in self.truths if truth.fate is Fate.HAD and truth.since <= phase}

    def host(self, role: str) -> Host:
        """The host that plays this role."""
        return next(host for host in self.hosts if host.name == role)


def plan(count: int, now: datetime, port: int) -> Plan:
    """A world of `count` articles that began at `now` (UTC) and listens on `port` of 127.0.1.1, 127.0.1.2…"""
    roles = [*FULL, *SLOW, *FEW, *NONE]
    extra = count_from(EXTRA)
    shares = _shares(count)
    first = 0
    hosts: list[Host] = []
    for at, (role, share) in enumerate(zip(roles, shares, strict=True)):
        numbers = range(first, first + share) if role not in FEW else [next(extra) for _ in range(share)]
        first += share if role not in FEW else 0
        told = [stories.story(number, now) for number in numbers]
        host = Host(role.__name__, f"127.0.1.{at + 1}", port, now, told, extra)
        _play(role, host, hosts)
        hosts.append(host)
    return Plan(tuple(hosts))


def _play(role: Role, host: Host, before: Sequence[Host]) -> None:
    if role is awkward.redirects_to_its_neighbour:
        awkward.redirects_to_its_neighbour(host, before[-1])
    else:
        role(host)


def _shares(count: int) -> list[int]:
    """How many articles each role has; the first ones have what is left over."""
    slow = max(1, count // (3 * len(FULL) + len(SLOW)))
    whole, left = divmod(count - slow * len(SLOW), len(FULL))
    return [
        *(whole + (at < left) for at in range(len(FULL))),
        *(slow for _ in SLOW),
        *(2 for _ in FEW),
        *(0 for _ in NONE),
    ]
