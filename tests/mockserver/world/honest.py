"""Hosts that mean well: each kind of listing, and what becomes of it an hour later."""

from __future__ import annotations

from datetime import timedelta

from tests.mockserver.world import listings
from tests.mockserver.world.answers import Answer, Route, always, at_first, by_phase, redirect, slow, status
from tests.mockserver.world.host import Host, with_updates
from tests.mockserver.world.listings import ATOM, HTML, JSON, RDF, RSS, Item, atom, json_feed, rdf, rss, sitemap

NEW = 2
"""Articles that a host which goes on publishing has an hour later."""


def new_ones(host: Host) -> list[Item]:
    return [host.put(host.another(since=2)) for _ in range(NEW)]


def rss_that_goes_on(host: Host) -> None:
    items = host.put_all()
    host.follow(host.show("/rss.xml", rss, items, [*new_ones(host), *items], kind=RSS))


def rss_that_asks_for_patience(host: Host) -> None:
    host.once.add("/rss.xml")
    host.follow(host.show("/rss.xml", lambda items, home: rss(items, home, ttl=30), host.put_all(), kind=RSS))


def rss_one(host: Host) -> None:
    host.follow(host.show("/index.rdf", rdf, host.put_all(), kind=RDF, by="date"))


def atom_that_revises(host: Host) -> None:
    host.follow(_revising(host, "/atom.xml", atom, ATOM))


def json_that_revises(host: Host) -> None:
    host.follow(_revising(host, "/feed.json", json_feed, JSON))


def sitemap_that_revises(host: Host) -> None:
    """Two of its articles are older than anybody asks for."""
    old = [
        Item(host.url(f"/2019/0{number}/archives/un-sujet-ancien-{number}.html"), "Ancien", host.now - timedelta(400))
        for number in (1, 2)
    ]
    for item in old:
        host.never_at(item.url, "", "too-old")
    host.follow(_revising(host, "/sitemap.xml", sitemap, listings.XML, old))


def _revising(host: Host, path: str, render: listings.Render, kind: str, more: list[Item] | None = None) -> str:
    """A listing of which an hour later one article has changed, and two are new; its URL."""
    first, *rest = host.stories
    changed = host.put(first, revised=True)
    items = [changed, *(host.put(told) for told in rest), *(more or [])]
    later = [*new_ones(host), *with_updates(items, [changed], host.now)]
    return host.show(path, render, items, later, kind=kind, by="both")


def by_tag_only(host: Host) -> None:
    host.follow(host.show("/feed", rss, host.put_all(), kind=RSS, by="tag"))


def by_date_only(host: Host) -> None:
    host.follow(host.show("/feed", atom, host.put_all(), kind=ATOM, by="date"))


def sitemap_index(host: Host) -> None:
    """An index of a plain sitemap and a packed one; the plain one goes on."""
    items = host.put_all()
    half = len(items) // 2
    plain = host.show("/sitemaps/1.xml", sitemap, items[:half], [*new_ones(host), *items[:half]])
    packed = host.show("/sitemaps/2.xml.gz", listings.packed_sitemap, items[half:], kind="application/gzip")
    host.unchanged.discard("/sitemaps/2.xml.gz")  # its place in the index says so already
    before = host.now - timedelta(hours=3)
    first, second = (
        always(Answer(body=listings.sitemap_index([(plain, at), (packed, before)]), kind=listings.XML))
        for at in (before, host.now)
    )
    host.routes["/sitemap_index.xml"] = by_phase(first, second)
    host.shown.add("/sitemap_index.xml")
    host.follow(host.url("/sitemap_index.xml"))


def news_sitemap_in_robots(host: Host) -> None:
    found = host.show("/sitemap-news.xml", listings.news_sitemap, host.put_all())
    host.robots(f"User-agent: *\nDisallow: /admin/\n\nSitemap: {found}\n")
    host.follow(found)


OTHERS = (
    "/contact",
    "/mentions-legales",
    "/sport/",
    "/tag/rail",
    "/auteur/camille-arvieux",
    "/2026/11/",
    "/connexion",
    "/photo.jpg",
    "/journal.pdf",
    "mailto:redaction@example.org",
    "javascript:void(0)",
    "https://twitter.com/lefil",
    "#haut",
)
"""What a front page links to besides articles."""


def home_page_without_feed(host: Host) -> None:
    """Its front page is all there is; it goes on."""
    items = host.put_all()
    render = lambda shown, home: listings.home_page(shown, others=OTHERS)  # noqa: E731
    host.show("/", render, items, [*new_ones(host), *items], kind=HTML, by="none")
    host.follow(host.home)


def home_page_with_feed(host: Host) -> None:
    items = host.put_all()
    feed = host.show("/flux.xml", rss, items, kind=RSS, by="none")
    head = (
        f'<link rel="alternate" type="application/rss+xml" title="Le Fil" href="{feed.removeprefix(host.home[:-1])}">'
    )
    render = lambda shown, home: listings.home_page(shown, head, OTHERS)  # noqa: E731
    host.show("/", render, items, kind=HTML, by="none")
    host.follow(host.home, "healthy", "quiet", "moved")


def two_feeds_with_the_same(host: Host) -> None:
    """One shows where its readers came from, and so does the other."""
    items = host.put_all()
    for name in ("une", "politique"):
        shown = [
            Item(f"{item.url}?utm_source={name}&utm_medium=rss#titre", item.title, item.published) for item in items
        ]
        host.follow(host.show(f"/{name}.xml", rss, shown, kind=RSS))


def moves_in_an_hour(host: Host) -> None:
    items = host.put_all()
    new = host.show("/nouveau.xml", rss, items, [*new_ones(host), *items], kind=RSS)
    old = host.show("/ancien.xml", rss, items, kind=RSS)
    host.unchanged.discard("/ancien.xml")
    host.routes["/ancien.xml"] = by_phase(host.routes["/ancien.xml"], redirect(new, 301))
    host.follow(old, later=("moved", "healthy"))


def becomes_a_page_in_an_hour(host: Host) -> None:
    items = host.put_all()
    new = host.show("/fil/rss", rss, items, [*new_ones(host), *items], kind=RSS)
    old = host.show("/rss.xml", rss, items, kind=RSS)
    host.unchanged.discard("/rss.xml")
    head = f'<link rel="alternate" type="application/rss+xml" title="Le Fil" href="{new}">'
    page = always(Answer(body=listings.home_page((), head, ["/contact"])))
    host.routes["/rss.xml"] = by_phase(host.routes["/rss.xml"], page)
    host.follow(old, later=("moved", "healthy", "quiet"))


def is_gone_in_an_hour(host: Host) -> None:
    url = host.show("/rss.xml", rss, host.put_all(), kind=RSS)
    host.unchanged.discard("/rss.xml")
    host.routes["/rss.xml"] = by_phase(host.routes["/rss.xml"], status(410))
    host.follow(url, later=("gone",))


def has_moved(host: Host) -> None:
    new = host.show("/flux/nouveau.xml", rss, host.put_all(), kind=RSS)
    host.shown.add("/flux/ancien.xml")
    host.routes["/flux/ancien.xml"] = redirect(new, 301)
    host.follow(host.url("/flux/ancien.xml"), "moved", "healthy", "quiet")


def slow_pages(host: Host) -> None:
    items = [host.put(told, wrap=lambda route: slow(route, 2.0)) for told in host.stories]
    host.follow(host.show("/rss.xml", rss, items, kind=RSS))


def slow_feed(host: Host) -> None:
    host.follow(host.show("/atom.xml", atom, host.put_all(), kind=ATOM, wrap=lambda route: slow(route, 2.5)))


def some_pages_fail_once(host: Host) -> None:
    _failing_once(host, status(500))


def some_pages_ask_for_time(host: Host) -> None:
    _failing_once(host, status(503, retry_after="2"))


def _failing_once(host: Host, failing: Route) -> None:
    """One page in five fails when it is asked first."""
    once = lambda route: at_first(failing, route)  # noqa: E731
    items = [host.put(told, wrap=once) if at % 5 == 0 else host.put(told) for at, told in enumerate(host.stories)]
    host.follow(host.show("/rss.xml", rss, items, kind=RSS))


def feed_that_asks_for_time(host: Host) -> None:
    later = lambda route: at_first(status(503, retry_after="3"), route)  # noqa: E731
    host.follow(host.show("/rss.xml", rss, host.put_all(), kind=RSS, wrap=later))
