"""URLs by their shape: what a path says of the page behind it, before anybody looks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FILES = {
    "image": "jpg jpeg png gif webp avif svg ico bmp tif tiff heic",
    "sound": "mp3 m4a aac ogg oga opus wav flac m3u m3u8 pls",
    "video": "mp4 m4v webm mov avi mkv flv mpg mpeg ts",
    "document": "pdf doc docx xls xlsx ppt pptx odt ods odp rtf epub csv",
    "archive": "zip gz tgz tar rar 7z bz2 xz exe dmg apk iso",
    "feed": "rss atom rdf xml opml ics json",
    "code": "js mjs css map woff woff2 ttf eot swf wasm",
}
_KIND_OF_FILE = {extension: kind for kind, names in _FILES.items() for extension in names.split()}

_HARD = {
    "an account page": """
        login logout signin signup sign-in sign-up log-in register registration inscription s-inscrire connexion
        se-connecter deconnexion identification compte mon-compte mon-espace account my-account myaccount
        profile my-profile password mot-de-passe oauth sso auth user users utilisateur membre membres
        abonnement abonnements abonnez-vous s-abonner abo subscribe subscription subscriptions subscriber
        abonne abonnes offres-abonnement donate donation dons don faire-un-don soutenir soutenez-nous
        support-us membership checkout cart panier
    """,
    "a newsletter": """
        newsletter newsletters infolettre infolettres lettre-d-information lettres-d-information alertes
    """,
    "a page of the site about itself": """
        contact contacts contactez-nous contact-us nous-contacter about about-us aboutus a-propos apropos
        qui-sommes-nous cgu cgv cgu-cgv mentions-legales mentions legal legal-notice privacy privacy-policy
        privacy-notice confidentialite politique-de-confidentialite donnees-personnelles
        politique-de-protection-des-donnees cookies cookie cookie-policy cookies-policy gestion-des-cookies
        politique-cookies terms terms-of-use terms-of-service terms-and-conditions conditions
        conditions-generales conditions-generales-d-utilisation faq faqs foire-aux-questions aide help
        help-center support publicite publicites advertise advertising advertise-with-us regie annonceurs
        recrutement careers career jobs plan-du-site plan-site sitemap site-map charte charte-deontologique
        impressum imprint accessibility accessibilite ours redaction la-redaction masthead staff
        notre-equipe equipe our-team team corrections-policy editorial-standards code-of-ethics press-office
        mobile-apps applications apps application do-not-sell notifications securedrop tips send-us-tips
        syndication licensing permissions reprints
    """,
    "a shop or a service": """
        shop store boutique kiosque kiosk epaper e-paper journal-numerique liseuse pdf-journal coupons codes-promo
        code-promo codes-reduction promo-codes vouchers annonces petites-annonces annonces-legales
        classifieds carnet avis-de-deces deces obituaries-listing tickets billetterie immobilier-annonces
        jeux-concours concours-jeux games jeux mots-croises mots-fleches crossword crosswords sudoku puzzles
        wordle horoscope programme-tv tv-guide widget widgets embed calculator simulateur forum forums chat
        dating rencontres
    """,
    "a list by tag": """
        tag tags topic topics theme themes thematique thematiques sujet sujets keyword keywords mot-cle mots-cles
        hashtag label labels collection collections category categorie categories cat rubrique rubriques
        rubrik tagged subject subjects
    """,
    "a person's page": """
        author authors auteur auteurs autor journaliste journalistes contributor contributors contributeur
        contributeurs byline by correspondents reporters columnists profiles signature signatures redacteur
    """,
    "a search": "search recherche rechercher suche buscar busqueda find",
    "pictures, sound or video": """
        video videos watch iplayer podcast podcasts audio audios sounds listen ecouter replay replays emission
        emissions gallery galleries galerie galeries diaporama diaporamas slideshow slideshows portfolio
        photos photo photogallery picture-gallery photo-gallery photo-galleries photo-essay photo-essays pictures
        images tv webtv radio playlist en-direct-radio streaming shorts
    """,
    "a feed": "rss feed feeds flux-rss rss-feeds atom fils-rss flux",
    "a form of another page": """
        print imprimer printable share partager email-article send-to-friend comments commentaires comment reactions
        wp-login.php wp-admin wp-json wp-content xmlrpc.php cdn-cgi
    """,
}  # fmt: skip
_REASON = {word: reason for reason, words in _HARD.items() for word in words.split()}

_HOSTS = _words("""
    boutique shop store abo abonnement abonnements abonnes subscribe account accounts compte login connexion sso
    auth secure id my mon newsletter newsletters annonces carnet emploi emplois jobs immobilier immo jeux games
    forum forums podcast podcasts video videos tv radio replay player epaper kiosque journal publicite pub regie
    media-kit help aide support faq static cdn img images assets media photos api rss feeds feed search
    recherche apps app careers about corporate evenements events codepromo code-promo codespromo bons-plans
    meteo programme-tv
    """)
"""Labels of a host under which no articles are."""

_STARTS = re.compile(
    r"(?:politique-de-(?:confidentialite|cookies|protection)|conditions-(?:generales|d)|mentions-legales|privacy-|cookie-|"
    r"terms-(?:of|and)-|plan-du-site|nos-newsletters|toutes?-(?:les|nos|l)-|tous-(?:les|nos)-|qui-sommes|nous-contacter|contactez-|"
    r"abonnez-|mon-compte|charte-|code-promo|flux-rss|avis-de-deces|annonces-legales|gestion-des-cookies|"
    r"formulaire-|frequently-asked|how-to-(?:contact|subscribe|advertise)|all-(?:news|articles|topics|stories)$|a-propos-|about-(?:us|the)|"
    r"advertise|subscribe-|newsletter-|contact-(?:us|the)|services?-(?:client|abonnes))"
)
"""How the names of a site's own pages begin."""

_ARTICLE_WORDS = _words("""
    article articles story stories post posts depeche depeches breve breves news-story art actu-article a node
    content nota noticia noticias artikel id
    """)
_PAGES = frozenset({"page", "pages", "seite", "p"})
_INDEX = re.compile(r"(?:index|default|home|accueil|main)(?:\.[a-z]{3,5})?")
_EXTENSION = re.compile(r"\.(html?|php\d?|aspx?|jsp|shtml|cfm|amp|do|xhtml|stm)$")
_SPLIT = re.compile(r"[-_+\s,.:–—]+")
_NUMBER = re.compile(r"\d{5,}")
_TOKEN = re.compile(r"[a-z]{1,2}\d{4,20}|(?=.{8,64}$)[a-z]*+(?:\d++[a-z]++){2,30}\d*+|(?=[a-f]*\d)[0-9a-f]{16,64}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What a machine has made up to keep an article under; `election2026` is a word."""

_DATE = re.compile(r"/(?:19|20)\d\d[/-]?(?:(?:0?[1-9]|1[0-2])|[a-z]{3,9})(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?/(?=[^/])")
_DATE_IN_SLUG = re.compile(r"(?:^|[-_])(?:19|20)\d\d[-_]?(?:0[1-9]|1[0-2])[-_]?(?:0[1-9]|[12]\d|3[01])(?=[-_]|$)")
_IDS = _words("p id article articleid article_id id_article aid story storyid nid newsid itemid idarticle")
_SEARCHES = _words("q s query search keywords recherche")
_PAGINATION = _words("page paged pg start offset")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a URL's shape says. `refused`: what the page is instead of an article; `score`: evidence for an article
    (from 2 on strong); `pattern`: the same for URLs that a site builds in the same way."""

    refused: str
    score: float
    pattern: str


def file_kind(url: str) -> str | None:
    """What kind of file a URL names instead of a page, by its extension."""
    try:
        name = urlsplit(url).path.rpartition("/")[2].lower()
    except ValueError:
        return None
    return _KIND_OF_FILE.get(name.rpartition(".")[2]) if "." in name else None


@lru_cache(maxsize=8192)
def shape_of(url: str) -> Shape:
    """The shape of a web URL in normal form."""
    parts = urlsplit(url)
    path = unquote(parts.path).lower()
    segments = [segment for segment in path.split("/") if segment][:12]
    query = parse_qsl(parts.query.lower()[:2_000], max_num_fields=None)[:30]
    refused = _refusal(parts.hostname or "", segments, query, url)
    return Shape(refused, _score(path, segments, query), _pattern(parts.hostname or "", segments, query))


def _refusal(host: str, segments: list[str], query: list[tuple[str, str]], url: str) -> str:
    names = {name for name, _ in query}
    if kind := file_kind(url):
        return f"a file ({kind})"
    if not _SEARCHES.isdisjoint(names):
        return "a search"
    if any(label in _HOSTS for label in host.split(".")[:-2]):
        return f"a service of the site ({host.partition('.')[0]})"
    if not segments or (len(segments) == 1 and _INDEX.fullmatch(segments[0])):
        return "" if _has_id(query) else "a front page"
    if _is_pagination(segments, query):
        return "a further page of a list"
    return _named(segments)


def _named(segments: list[str]) -> str:
    """What the words of a path name. The last one names the page itself, and is a headline where it is long."""
    for place, segment in enumerate(segments):
        word = _EXTENSION.sub("", segment).replace("_", "-")
        if reason := _REASON.get(word):
            return (
                ""
                if place == 0 and len(segments) > 1 and word in _SECTIONS and _score_of_slug(segments[-1]) >= 2
                else reason
            )
    first = segments[-1].replace("_", "-")
    if _STARTS.match(first) and _score_of_slug(first) < 4:
        return _REASON["contact"]
    return ""


_SECTIONS = _words("""
    tv radio jeux games support dons don deces equipe team immobilier notifications images flux find apps
    """)
"""Words that name a service when alone, and a section when a headline follows."""


def _is_pagination(segments: list[str], query: list[tuple[str, str]]) -> bool:
    if len(segments) >= 2 and segments[-2] in _PAGES and segments[-1].isdigit():
        return True
    return any(name in _PAGINATION and value.isdigit() for name, value in query)


def _has_id(query: list[tuple[str, str]]) -> bool:
    return any(name in _IDS and value.isdigit() for name, value in query)


def _score(path: str, segments: list[str], query: list[tuple[str, str]]) -> float:
    score = 2.5 if _has_id(query) else 0.0
    if not segments:
        return score
    last = segments[-1]
    slugs = [_score_of_slug(last), *(_score_of_slug(segment) - 0.5 for segment in segments[-2:-1] if _is_id(last))]
    score += max(slugs)
    score += 2.5 if _DATE.search(path) else 1.5 if _DATE_IN_SLUG.search(last) else 0
    score += 1.0 if not _ARTICLE_WORDS.isdisjoint(segments[:-1]) else 0
    score += 0.5 if _EXTENSION.search(last) else 0
    return score


def _is_id(segment: str) -> bool:
    bare = _EXTENSION.sub("", segment)
    return bare.isdigit() or bool(_TOKEN.fullmatch(bare) or _UUID.fullmatch(bare))


def _score_of_slug(segment: str) -> float:
    """Evidence in one segment: words as of a headline, the number or token under which an article is kept."""
    bare = _EXTENSION.sub("", segment)
    pieces = [piece for piece in _SPLIT.split(_UUID.sub("", bare)) if piece]
    words = [piece for piece in pieces if not piece.isdigit() and not _TOKEN.fullmatch(piece)]
    numbers = [piece for piece in pieces if piece.isdigit() and len(piece) >= 5]
    tokens = [piece for piece in pieces if _TOKEN.fullmatch(piece)] or _UUID.search(bare)
    score = (0.0, 0.0, 0.0, 1.0, 2.0, 2.5, 3.0)[min(len(words), 6)]
    if numbers or tokens:
        score += 1.5 if not words else 2.5 if len(words) > 1 and any(len(number) > 5 for number in numbers) else 2.0
    elif bare.isdigit():
        score += 1.0
    elif len(words) <= 1 and len(bare) < 25:
        score -= 1.0
    return score


def _pattern(host: str, segments: list[str], query: list[tuple[str, str]]) -> str:
    """Segments by their class, and how the last one ends."""
    names = ",".join(sorted(name for name, _ in query)[:5])
    extension = _EXTENSION.search(segments[-1]) if segments else None
    dated = any(segment.isdigit() for segment in segments[:-1])
    outer = [("d" if segment.isdigit() else segment if segment in _ARTICLE_WORDS else "w") for segment in segments[:-1]]
    last = [_class(segments[-1], dated)] if segments else []
    return f"{host}/{'/'.join((*outer, *last))}{extension[0] if extension else ''}?{names}"


def _class(segment: str, dated: bool) -> str:
    """How the last segment is made: a number, a token, words with one of them, a headline, a few words. After a date
    any words are a headline."""
    bare = _EXTENSION.sub("", segment)
    if bare.isdigit():
        return f"d{min(len(bare), 5)}"
    pieces = [piece for piece in _SPLIT.split(bare) if piece]
    if _UUID.search(bare) or any(_TOKEN.fullmatch(piece) or _NUMBER.fullmatch(piece) for piece in pieces):
        return "n"
    return "s" if dated or len(pieces) >= 4 else "w"
