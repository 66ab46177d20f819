"""Hosts that are broken, closed, dead or mean harm."""

from __future__ import annotations

import gzip

from tests.mockserver.world.answers import Answer, Route, always, redirect, status
from tests.mockserver.world.host import Fate, Host
from tests.mockserver.world.listings import PROLOG, RSS, Item, rss
from tests.mockserver.world.stories import page, plain_page

FAILING = ("failing",)
BOMB = gzip.compress(b"<p>" + b"a" * (64 * 1024**2), mtime=0)
"""Unpacks to more than any page may have."""


# -- pages


def pages_that_do_harm(host: Host) -> None:
    bomb = always(Answer(body=BOMB, headers={"content-encoding": "gzip"}))
    items = [
        host.never("/2026/11/24/bombe.html", bomb, "too-large"),
        host.never("/2026/11/24/sans-fin.html", always(Answer(ending="endless")), "timeout", "too-large"),
        host.never("/2026/11/24/muet.html", always(Answer(ending="none")), "timeout"),
        host.never("/2026/11/24/image.html", always(Answer(body=b"\x89PNG", kind="image/png")), "unsupported-type"),
        host.never("/2026/11/24/octets.html", always(Answer(body=bytes(999))), "binary", "no-article", "empty"),
    ]
    host.follow(host.show("/rss.xml", rss, [*host.put_all(), *items], kind=RSS))


def pages_behind_walls(host: Host) -> None:
    consent = plain_page(
        "Vos choix", "<h1>Nous respectons votre vie privée</h1><p>Nous et nos partenaires utilisons des cookies.</p>"
    )
    entry = plain_page(
        "Connexion", '<h1>Connexion</h1><form><input name="mail"><input type="password"></form><p>Mot de passe ?</p>'
    )
    host.routes["/connexion?next=abonne"] = always(Answer(body=entry))
    items = [
        host.never("/2026/11/24/cookies.html", always(Answer(body=consent)), "no-article"),
        host.never("/2026/11/24/abonne.html", redirect("/connexion?next=abonne"), "no-article"),
        host.never("/2026/11/24/prive.html", status(401), "forbidden"),
    ]
    host.follow(host.show("/rss.xml", rss, [*host.put_all(), *items], kind=RSS))


def pages_that_opt_out(host: Host) -> None:
    told = [host.another() for _ in range(5)]
    bodies = [
        (Answer(body=page(told[0], None, head='<meta name="robots" content="noindex">')), "noindex"),
        (Answer(body=page(told[1], None, head='<meta name="robots" content="noai">')), "noai"),
        (Answer(body=page(told[2], None), headers={"x-robots-tag": "noindex"}), "noindex"),
        (Answer(body=page(told[3], None), headers={"tdm-reservation": "1"}), "tdm-reservation"),
        (Answer(body=page(told[4], None, head='<meta name="tdm-reservation" content="1">')), "tdm-reservation"),
    ]
    items = [host.never(one.path, always(answer), why) for one, (answer, why) in zip(told, bodies, strict=True)]
    host.follow(host.show("/rss.xml", rss, [*host.put_all(), *items], kind=RSS))


def pages_that_are_missing(host: Host) -> None:
    sorry = plain_page("Page introuvable", "<h1>Page introuvable</h1><p>Cette page n’existe plus. Erreur 404.</p>")
    items = [
        host.never("/2026/11/24/perdu.html", status(404), "not-found"),
        host.never("/2026/11/24/retire.html", status(410), "gone"),
        host.never("/2026/11/24/erreur.html", always(Answer(body=sorry)), "no-article"),
        host.never("/2026/11/24/vide.html", always(Answer()), "empty", "no-article"),
    ]
    host.follow(host.show("/rss.xml", rss, [*host.put_all(), *items], kind=RSS))


def challenges_readers(host: Host) -> None:
    """Its feed is open, its pages ask for a proof of humanity."""
    challenge = status(403, cf_mitigated="challenge")
    items = [host.never(f"/2026/11/24/defi-{at}.html", challenge, "challenge", "forbidden") for at in range(6)]
    host.follow(host.show("/rss.xml", rss, items, kind=RSS), "blocked")


# -- listings


def challenges_all(host: Host) -> None:
    _source(host, status(403, cf_mitigated="challenge"), "blocked")


def asks_for_a_password(host: Host) -> None:
    _source(host, status(401, www_authenticate="Basic"), "blocked")


def feed_is_gone(host: Host) -> None:
    _source(host, status(410), "gone")


def feed_is_missing(host: Host) -> None:
    _source(host, status(404), "failing", "gone")


def feed_is_a_page(host: Host) -> None:
    """A page of a few words, with the status 200."""
    body = plain_page("Erreur", "<h1>Une erreur est survenue</h1><p>Revenez plus tard.</p>")
    _source(host, always(Answer(body=body)), "failing", "silent")


def feed_is_an_image(host: Host) -> None:
    _source(host, always(Answer(body=b"\x89PNG\r\n" + bytes(200), kind="image/png")), *FAILING)


def feed_is_a_bomb(host: Host) -> None:
    _source(host, always(Answer(body=BOMB, kind=RSS, headers={"content-encoding": "gzip"})), *FAILING)


def feed_has_no_end(host: Host) -> None:
    _source(host, always(Answer(kind=RSS, ending="endless")), *FAILING)


def feed_fails(host: Host) -> None:
    _source(host, status(500), *FAILING)


def billion_laughs(host: Host) -> None:
    """Entities that unfold to gigabytes (CWE-776); a reader that leaves them folded finds its entries."""
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    prolog = f'{PROLOG}<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>\n'
    render = lambda items, home: rss(items, home, prolog=prolog).replace(b"</title>", b" &l9;</title>", 1)  # noqa: E731
    items = host.put_all(fate=Fate.MAY)
    host.follow(host.show("/rss.xml", render, items, kind=RSS, by="none"), "failing", "healthy", "quiet", "silent")


def external_entity(host: Host) -> None:
    """An entity that is a file of the reader's, and one that is a page (CWE-611)."""
    page = host.never("/espion.txt", always(Answer(body=b"vu", kind="text/plain")), "")
    entities = f'<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY spy SYSTEM "{page.url}">'
    prolog = f"{PROLOG}<!DOCTYPE rss [{entities}]>\n"
    render = lambda items, home: rss(items, home, prolog=prolog).replace(  # noqa: E731
        b"</title>", b" &file; &spy;</title>"
    )
    items = host.put_all(fate=Fate.MAY)
    host.follow(host.show("/rss.xml", render, items, kind=RSS, by="none"), "failing", "healthy", "quiet", "silent")
    host.forbidden += ("/espion.txt",)


def links_of_no_use(host: Host) -> None:
    """Its good entries stand among schemes and syntax that nobody can follow."""
    links = ("ftp://127.0.0.1/a.html", "javascript:alert(1)", "http://", "http://[oups/", "data:text/html,non", "")
    items = [Item(link, "Un lien sans issue", host.now) for link in links]
    host.follow(host.show("/rss.xml", rss, [*items, *host.put_all()], kind=RSS))


# -- hosts


def nobody_listens(host: Host) -> None:
    host.listens = False
    host.follow(host.url("/rss.xml"), *FAILING)


def never_answers(host: Host) -> None:
    host.front = lambda asked: Answer(ending="none")
    host.follow(host.url("/rss.xml"), *FAILING)


def _source(host: Host, route: Route, *verdicts: str) -> None:
    """A source that can't be read, at a path where a feed would be."""
    host.routes["/rss.xml"] = route
    host.shown.add("/rss.xml")
    host.follow(host.url("/rss.xml"), *verdicts)
