"""Hosts with rules, ways and mistakes of their own."""

from __future__ import annotations

from datetime import timedelta

from tests.mockserver.world import listings, stories
from tests.mockserver.world.answers import Answer, Asked, always, at_first, redirect, status
from tests.mockserver.world.host import ROBOTS, Host
from tests.mockserver.world.listings import ATOM, RSS, Item, atom, rss

# -- robots.txt


def forbids_part(host: Host) -> None:
    host.robots("User-agent: *\nDisallow: /admin/\nDisallow: /interdit/\n", forbidden=("/admin/", "/interdit/"))
    refused = [host.never(f"/interdit/un-sujet-{number}.html", status(200), "robots", "") for number in range(3)]
    host.follow(host.show("/rss.xml", rss, [*host.put_all(), *refused], kind=RSS))


def forbids_everything(host: Host) -> None:
    host.robots("User-agent: *\nDisallow: /\n", forbidden=("/",))
    host.never("/article-1.html", status(200), "robots", "")
    host.show("/rss.xml", rss, [], kind=RSS, by="none")
    host.follow(host.url("/rss.xml"), "robots-refused")


def asks_for_two_seconds(host: Host) -> None:
    host.robots("User-agent: *\nCrawl-delay: 2\nDisallow: /admin/\n", delay=2.0)
    host.follow(host.show("/rss.xml", rss, host.put_all(), kind=RSS))


def minds_its_pace(host: Host) -> None:
    """Says 429 to whoever comes sooner than its Crawl-delay."""
    host.robots("User-agent: *\nCrawl-delay: 1\n", delay=1.0)

    def front(asked: Asked) -> Answer | None:
        soon = asked.pause is not None and asked.pause < host.delay - 0.01
        return status(429, retry_after="2")(asked) if soon else None

    host.front = front
    host.follow(host.show("/rss.xml", rss, host.put_all(), kind=RSS))


def robots_is_a_page(host: Host) -> None:
    page = stories.plain_page("Page introuvable", "<p>User-agent: *</p>\n<p>Disallow: /</p>\nDisallow: /\n")
    host.routes["/robots.txt"] = always(Answer(body=page))
    host.follow(host.show("/rss.xml", rss, host.put_all(), kind=RSS))


def robots_fails_twice(host: Host) -> None:
    host.routes["/robots.txt"] = at_first(status(500), host.routes["/robots.txt"], times=2)
    host.follow(host.show("/rss.xml", rss, host.put_all(), kind=RSS))


def robots_is_huge(host: Host) -> None:
    """Its last rule stands behind the 500 KiB that have to be read (RFC 9309, 2.5)."""
    filling = "# rien\n" * (620 * 1024 // 7)
    host.robots(f"{ROBOTS}{filling}\nUser-agent: Rotative\nDisallow: /\n")
    host.follow(host.show("/rss.xml", rss, host.put_all(), kind=RSS))


def robots_is_missing(host: Host) -> None:
    host.routes["/robots.txt"] = status(404)
    host.follow(host.show("/atom.xml", atom, host.put_all(), kind=ATOM))


def robots_is_forbidden(host: Host) -> None:
    """403 means that there are no rules (RFC 9309, 2.3.1.3)."""
    host.routes["/robots.txt"] = status(403)
    host.follow(host.show("/rss.xml", rss, host.put_all(), kind=RSS))


# -- URLs


def redirects_to_its_pages(host: Host) -> None:
    items = []
    for at, told in enumerate(host.stories):
        host.routes[f"/r/{told.number}"] = redirect(told.path, (301, 302, 307, 308)[at % 4])
        items.append(host.put(told, listed=[host.url(f"/r/{told.number}")]))
    host.follow(host.show("/rss.xml", rss, items, kind=RSS))


def redirects_in_circles(host: Host) -> None:
    host.routes["/tourne/b"] = redirect("/tourne/a")
    circle = host.never("/tourne/a", redirect("/tourne/b"), "too-many-redirects")
    alone = host.never("/tourne/seul", redirect("/tourne/seul"), "too-many-redirects")
    for step in range(15):
        host.routes[f"/loin/{step}"] = redirect(f"/loin/{step + 1}")
    far = host.never("/loin/0", host.routes["/loin/0"], "too-many-redirects")
    host.follow(host.show("/rss.xml", rss, [*host.put_all(), circle, alone, far], kind=RSS))


def prints_for_its_neighbour(host: Host) -> None:
    """The host after it shows links that lead here; its own feed shows other stories."""
    host.follow(host.show("/rss.xml", rss, host.put_all(), kind=RSS))


def redirects_to_its_neighbour(host: Host, neighbour: Host) -> None:
    items = []
    for told in host.stories:
        host.routes[f"/va/{told.number}"] = redirect(neighbour.url(told.path))
        items.append(neighbour.put(told, listed=[host.url(f"/va/{told.number}")]))
    host.follow(host.show("/rss.xml", rss, items, kind=RSS))


PRIVATE = (
    "http://10.0.0.1/secret",
    "http://169.254.169.254/latest/meta-data/",
    "http://192.168.1.1/admin.html",
    "http://[::1]/interne.html",
    "http://0.0.0.0/interne.html",
)


def leads_to_private_addresses(host: Host) -> None:
    """By redirect, and by its own feed."""
    items = [host.never(f"/prive/{at}", redirect(url), "private-address") for at, url in enumerate(PRIVATE)]
    items += [host.never_at(url, "private-address", "off-site", "") for url in PRIVATE]
    host.follow(host.show("/rss.xml", rss, [*host.put_all(), *items], kind=RSS))


def shows_amp_forms(host: Host) -> None:
    """Each story under three URLs, of which two are for small screens."""
    items = []
    for told in host.stories:
        forms = [told.path, f"{told.path.removesuffix('.html')}/amp", f"{told.path}?output=mobile"]
        item = host.put(told, listed=[host.url(form) for form in forms])
        for form in forms[1:]:
            host.routes[form] = host.routes[told.path]
        items += [Item(host.url(form), item.title, item.published) for form in forms]
    host.follow(host.show("/rss.xml", rss, items, kind=RSS))


def names_another_canonical(host: Host) -> None:
    """Shows the forms for printing; the pages name their canonical URL."""
    items = []
    for told in host.stories:
        item = host.put(told, listed=[host.url(f"/imprimer/{told.number}")])
        host.routes[f"/imprimer/{told.number}"] = host.routes[told.path]
        items.append(item)
    host.follow(host.show("/rss.xml", rss, items, kind=RSS))


def relative_links(host: Host) -> None:
    items = host.put_all()
    shown = [Item(item.url.removeprefix(host.home[:-1]), item.title, item.published) for item in items]
    host.follow(host.show("/rss.xml", rss, shown, kind=RSS))


# -- what feeds say of their entries


def same_guid_for_all(host: Host) -> None:
    items = [Item(item.url, item.title, item.published, guid="1") for item in host.put_all()]
    host.follow(host.show("/rss.xml", rss, items, kind=RSS))


def future_dates(host: Host) -> None:
    items = [Item(item.url, item.title, host.now + timedelta(days=900)) for item in host.put_all()]
    host.follow(host.show("/rss.xml", rss, items, kind=RSS))


def no_dates(host: Host) -> None:
    items = [Item(item.url, item.title) for item in host.put_all(dated="meta")]
    host.follow(host.show("/rss.xml", rss, items, kind=RSS))


def wrong_encoding(host: Host) -> None:
    """Says UTF-8 and writes Latin-1."""
    render = lambda items, home: rss(items, home).decode().replace("’", "'").encode("latin-1", "replace")  # noqa: E731
    host.follow(host.show("/rss.xml", render, host.put_all(), kind=f"{RSS}; charset=utf-8"))


def cut_off(host: Host) -> None:
    """Ends in the middle of an entry's title."""
    render = lambda items, home: rss(items, home, end="<item><title>La suite au proch")  # noqa: E731
    host.follow(host.show("/rss.xml", render, host.put_all(), kind=RSS))


def thousands_of_entries(host: Host) -> None:
    """Five thousand entries: its articles many times over under the parameters of newsletters, and missing pages."""
    items = host.put_all()
    missing = [host.never(f"/2026/11/20/disparu-{number}.html", status(404), "not-found") for number in range(8)]
    shown = [*items, *missing]
    again = [
        Item(f"{shown[at % len(shown)].url}?utm_campaign=lettre-{at}", "Encore", shown[at % len(shown)].published)
        for at in range(5_000 - len(shown))
    ]
    host.follow(host.show("/rss.xml", rss, [*shown, *again], kind=RSS))


def sitemaps_in_circles(host: Host) -> None:
    """Two indices that name one another and themselves, and one sitemap."""
    good = host.show("/plan/articles.xml", listings.sitemap, host.put_all())
    one, other = "/plan/un.xml", "/plan/deux.xml"
    changed = host.now - timedelta(hours=1)
    for path, named in ((one, (one, other, good)), (other, (other, one))):
        parts = [(url if url.startswith("http") else host.url(url), changed) for url in named]
        host.routes[path] = always(Answer(body=listings.sitemap_index(parts), kind=listings.XML))
        host.shown.add(path)
    host.unchanged.discard("/plan/articles.xml")
    host.follow(host.url(one))


def lists_a_dead_host(host: Host) -> None:
    """Two of its links lead to an address where nobody listens."""
    dead = [
        host.never_at(f"http://127.0.1.250:{host.port}/2026/11/24/{at}-perdu.html", "unreachable", "off-site", "")
        for at in range(2)
    ]
    host.follow(host.show("/rss.xml", rss, [*host.put_all(), *dead], kind=RSS))
