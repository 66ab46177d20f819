"""One host of the world: what it answers, and what is true of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tests.mockserver.world import stories
from tests.mockserver.world.answers import Answer, Asked, Route, always, by_phase, dated, status, tagged
from tests.mockserver.world.listings import XML, Item, Render, home_page
from tests.mockserver.world.stories import Story

ROBOTS = "User-agent: *\nDisallow: /admin/\n"


class Fate(StrEnum):
    """What must become of a page."""

    HAD = "had"
    """Indexed, exactly once."""
    MAY = "may"
    """Nobody can tell: a cautious reader may refuse it. Not twice, though."""
    NEVER = "never"
    """Not in the index."""


@dataclass(frozen=True)
class Truth:
    """One page. `url`: its canonical URL; `listed`: the URLs under which it is shown; `reasons`: what `trace` may say
    of those when it can't be had, "" standing for a URL that was refused before it was taken in;
    `since`: the phase from which on it is there; `revised`: it changes in the second."""

    url: str
    listed: tuple[str, ...]
    fate: Fate = Fate.HAD
    reasons: frozenset[str] = frozenset()
    since: int = 1
    revised: bool = False
    title: str = ""


@dataclass(frozen=True)
class Follow:
    """A URL to follow as a source, and the verdicts that it may have in each phase."""

    url: str
    verdicts: tuple[frozenset[str], frozenset[str]]


@dataclass
class Host:
    """A host under construction and in service; `listens`: False for one that refuses connections."""

    name: str
    address: str
    port: int
    now: datetime
    stories: list[Story]
    numbers: Iterator[int]
    routes: dict[str, Route] = field(default_factory=dict)
    front: Callable[[Asked], Answer | None] | None = None
    listens: bool = True
    delay: float = 0.0
    forbidden: tuple[str, ...] = ()
    truths: list[Truth] = field(default_factory=list)
    shown: set[str] = field(default_factory=lambda: {"/", "/robots.txt"})
    unchanged: set[str] = field(default_factory=set)
    """Paths that are asked exactly once in the second phase, with a validator, and answered 304."""
    once: set[str] = field(default_factory=set)
    """Listings that ask to be read only once in an hour."""
    follows: list[Follow] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.robots(ROBOTS)
        self.routes["/"] = always(Answer(body=home_page((), others=["/contact"])))

    @property
    def home(self) -> str:
        return self.url("/")

    def url(self, path: str) -> str:
        return f"http://{self.address}:{self.port}{path}"

    def answer(self, asked: Asked) -> Answer:
        """What it answers; 404 for what it does not have."""
        early = self.front(asked) if self.front else None
        return early or self.routes.get(asked.path, status(404))(asked)

    def robots(self, text: str, *, delay: float = 0.0, forbidden: tuple[str, ...] = ()) -> None:
        """Its robots.txt, and what it means."""
        self.routes["/robots.txt"] = always(Answer(body=text.encode(), kind="text/plain"))
        self.delay, self.forbidden = delay, forbidden

    def another(self, since: int = 1) -> Story:
        """A story besides its share."""
        return stories.story(next(self.numbers), self.now, since)

    def put(
        self,
        told: Story,
        path: str | None = None,
        *,
        listed: Sequence[str] = (),
        revised: bool = False,
        fate: Fate = Fate.HAD,
        wrap: Callable[[Route], Route] = lambda route: route,
        dated: str = "jsonld",
    ) -> Item:
        """Prints a story under its canonical URL; the item that shows it under the first of `listed`."""
        path = path or told.path
        url = self.url(path)
        first = always(Answer(body=stories.page(told, url, dated=dated)))
        later = always(Answer(body=stories.page(told.revised(self.now), url, dated=dated))) if revised else first
        self.routes[path] = wrap(tagged(by_phase(first if told.since == 1 else status(404), later)))
        shown = tuple(listed) or (url,)
        self.truths.append(Truth(url, shown, fate, since=told.since, revised=revised, title=told.title))
        return Item(shown[0], told.title, told.published)

    def put_all(self, **how: object) -> list[Item]:
        """Prints its share, each story under its own URL."""
        return [self.put(told, **how) for told in self.stories]  # type: ignore[arg-type]

    def never(self, path: str, route: Route, *reasons: str, title: str = "Une page qui manque") -> Item:
        """A page that can't be had, for one of these reasons."""
        self.routes[path] = route
        return self.never_at(self.url(path), *reasons, title=title)

    def never_at(self, url: str, *reasons: str, title: str = "Une page d’ailleurs") -> Item:
        """A URL, here or anywhere, that can't be had."""
        self.truths.append(Truth(url, (url,), Fate.NEVER, frozenset(reasons)))
        return Item(url, title, self.now - timedelta(hours=2))

    def show(
        self,
        path: str,
        render: Render,
        items: Sequence[Item],
        later: Sequence[Item] | None = None,
        *,
        kind: str = XML,
        by: str = "tag",
        wrap: Callable[[Route], Route] = lambda route: route,
    ) -> str:
        """A listing of items, and of `later` in the second phase, with a validator `by` `tag`, `date` or `both`, or
        `none`; its URL."""
        first, second = (
            Answer(body=render(shown, self.home), kind=kind) for shown in (items, items if later is None else later)
        )
        route = by_phase(always(first), always(second))
        if by in ("date", "both"):
            changed = self.now if first != second else None
            route = dated(route, self.now - timedelta(days=1), changed)
        if by in ("tag", "both"):
            route = tagged(route)
        self.routes[path] = wrap(route)
        self.shown.add(path)
        if by != "none" and first == second:
            self.unchanged.add(path)
        return self.url(path)

    def follow(self, url: str, *verdicts: str, later: Sequence[str] = ()) -> None:
        """To be followed as a source, with these verdicts, and `later` in the second phase."""
        first = frozenset(verdicts) or frozenset({"healthy", "quiet"})
        self.follows.append(Follow(url, (first, frozenset(later) or first)))


def with_updates(items: Sequence[Item], changed: Sequence[Item], moment: datetime) -> list[Item]:
    """The items, those that changed with the moment at which they did."""
    return [replace(item, updated=moment) if item in changed else item for item in items]
