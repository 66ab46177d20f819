"""Pages: what is the article is kept, what surrounds it goes, and a page without one is told what it is."""

from __future__ import annotations

import json

import pytest

from pipeline.errors import Rejected
from pipeline.outcomes import Reason

ONE = (
    "Le conseil municipal de Nantes a adopté lundi soir un budget de 1,2 milliard d’euros, en hausse de 3 % sur un an."
)
TWO = "L’opposition a dénoncé une dérive des dépenses et réclamé un audit indépendant avant l’été, sans gain de cause."
THREE = "« Nous assumons nos choix », a répondu la maire, qui a promis de ne pas augmenter les impôts avant 2026."
FOUR = "Le texte prévoit la construction de trois écoles et la rénovation de la gare, dont les travaux débutent demain."
TEXT = [ONE, TWO, THREE, FOUR]
ARTICLE = "".join(f"<p>{line}</p>" for line in TEXT)
TITLE = "Budget de Nantes : la majorité passe en force"


def page(body: str, head: str = "", lang: str = "fr") -> str:
    return f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


def paragraphs(article):
    return article.text.split("\n\n")


def refused(cleaned, html, **fields):
    with pytest.raises(Rejected) as caught:
        cleaned(html, **fields)
    assert caught.value.reason is Reason.NO_ARTICLE
    assert caught.value.detail
    return caught.value.detail


def test_metadata_comes_from_json_ld_first(cleaned):
    head = (
        ld(
            headline=TITLE,
            datePublished="2025-02-03T20:15:00+01:00",
            author=[{"@type": "Person", "name": "Zoé Petit"}, {"@type": "Organization", "name": "AFP"}],
            publisher={"@type": "Organization", "name": "Le Courrier"},
            articleSection=["Politique"],
            keywords="Nantes, budget",
            image={"@type": "ImageObject", "url": "/img/nantes.jpg"},
        )
        + "<meta property='article:published_time' content='2025-02-04T00:10:00Z'><title>Autre</title>"
    )
    article = cleaned(page(f"<article><h1>{TITLE}</h1>{ARTICLE}</article>", head))
    assert (article.title, article.title_inferred) == (TITLE, False)
    assert article.authors == ("Zoé Petit",)
    assert article.credits == ("AFP",)
    assert article.published_at.isoformat() == "2025-02-03T19:15:00+00:00"
    assert (article.published_precision, article.published_from) == ("time", "jsonld")
    assert article.sections == ("Politique",)
    assert article.tags == ("Nantes", "budget")
    assert article.image == "https://www.courrier.example/img/nantes.jpg"
    assert paragraphs(article) == TEXT
    assert article.site == "courrier.example"
    assert article.language == "fr"
    assert article.quality.verdict == "good"


def test_meta_and_microdata_serve_without_json_ld(cleaned):
    head = (
        f"<title>{TITLE} | Le Courrier</title><meta property='og:site_name' content='Le Courrier'>"
        "<meta name='author' content='Par Ali Ben Amar'>"
        "<meta itemprop='datePublished' content='2025-02-03T20:15:00+01:00'>"
        "<meta property='og:image' content='//cdn.courrier.example/a.jpg'>"
    )
    article = cleaned(page(f"<div>{ARTICLE}</div>", head))
    assert article.title == TITLE
    assert article.authors == ("Ali Ben Amar",)
    assert article.published_from == "meta"
    assert article.image == "https://cdn.courrier.example/a.jpg"


def test_broken_json_ld_harms_nothing(cleaned):
    for text in ("{not json", "[[[[", '{"@type": "NewsArticle", "headline": 5, "author": 7, "image": [[]],}', "null"):
        broken = f'<script type="application/ld+json">{text}</script>'
        assert paragraphs(cleaned(page(f"<article><h1>{TITLE}</h1>{ARTICLE}</article>", broken))) == TEXT


def test_headline_standfirst_byline_and_date_are_not_in_the_text(cleaned):
    body = (
        f"<article><p>Politique</p><h1>{TITLE}</h1>"
        f"<p class='chapo'>La maire assume une hausse de 3 % malgré les critiques.</p>"
        f"<p>Par Zoé Petit avec AFP</p><p>Publié le 3 février 2025 à 20h15</p>{ARTICLE}</article>"
    )
    article = cleaned(page(body, f"<title>{TITLE}</title>"))
    assert paragraphs(article) == TEXT
    assert article.lead == "La maire assume une hausse de 3 % malgré les critiques."
    assert article.authors == ("Zoé Petit",)
    assert article.credits == ("AFP",)
    assert article.published_at.isoformat() == "2025-02-03T20:15:00+00:00"
    assert article.published_from == "text"


def test_a_description_cut_from_the_text_is_no_lead(cleaned):
    head = f"<title>{TITLE}</title><meta name='description' content='{ONE[:60]}…'>"
    assert cleaned(page(f"<article><h1>{TITLE}</h1>{ARTICLE}</article>", head)).lead == ONE


@pytest.mark.parametrize(
    "title",
    [f"{TITLE} - Le Courrier", f"{TITLE} | courrier.example", f"{TITLE} — Le Courrier | Politique - Le Courrier"],
)
def test_the_sites_name_leaves_the_title(cleaned, title):
    head = f"<title>{title}</title><meta property='og:site_name' content='Le Courrier'>"
    article = cleaned(page(f"<div class='h'>{TITLE}</div><article>{ARTICLE}</article>", head))
    assert article.title.startswith(TITLE)
    assert "courrier.example" not in article.title
    assert not article.title.endswith("Le Courrier")


def test_a_subject_after_a_dash_stays_in_the_title(cleaned):
    head = "<title>Nantes - Rennes : deux budgets, deux visions</title>"
    assert cleaned(page(f"<article>{ARTICLE}</article>", head)).title == "Nantes - Rennes : deux budgets, deux visions"


def test_paragraphs_in_divs_with_inline_elements_stay_whole(cleaned):
    body = f"<div class='c'><div>{ONE[:40]}<i>{ONE[40:60]}</i>{ONE[60:]}</div><div>{TWO}</div><div>{THREE}</div></div>"
    assert paragraphs(cleaned(page(body, f"<title>{TITLE}</title>"))) == [ONE, TWO, THREE]


def test_a_page_laid_out_with_tables_and_breaks(cleaned):
    body = (
        f"<table><tr><td><a href=/>Accueil</a><br><a href=/s>Sport</a></td><td><b>{TITLE}</b><br><br>"
        + "<br><br>".join(TEXT)
        + "</td></tr></table>"
    )
    assert paragraphs(cleaned(page(body, f"<title>{TITLE}</title>"))) == TEXT


def test_a_fragment_is_an_article(cleaned):
    article = cleaned(f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>")
    assert paragraphs(article) == [ONE, TWO, THREE]
    assert article.title_inferred


def test_a_page_made_by_scripts_has_its_text_in_json_ld(cleaned):
    html = page("<div id='app'></div>", ld(headline=TITLE, articleBody="\n\n".join(TEXT)))
    article = cleaned(html)
    assert paragraphs(article) == TEXT
    assert article.title == TITLE


def test_markup_in_json_ld_is_taken_out(cleaned):
    html = page("<div id='app'></div>", ld(headline=TITLE, articleBody=ARTICLE.replace("é", "&eacute;")))
    assert paragraphs(cleaned(html)) == TEXT


def test_text_and_entities_are_tidied(cleaned):
    html = page(
        f"<article><h1>{TITLE}</h1>{ARTICLE}"
        "<p>L&#146;&oelig;uvre co\u00fbte 12&nbsp;&euro;, selon le&#8239;maire de la ville.</p></article>"
    )
    assert paragraphs(cleaned(html))[-1] == "L’œuvre coûte 12\u00a0€, selon le\u202fmaire de la ville."


def test_the_canonical_url_counts_on_its_own_site_only(cleaned):
    def canonical(url: str) -> str:
        head = f"<title>{TITLE}</title><link rel='canonical' href='{url}'>"
        return cleaned(page(f"<article>{ARTICLE}</article>", head)).canonical_url

    assert canonical("/budget") == "https://www.courrier.example/budget"
    assert canonical("https://courrier.example/budget?utm_source=x") == "https://courrier.example/budget"
    assert canonical("https://autre.example/budget") == "https://www.courrier.example/2025/article-1"
    assert canonical("https://www.courrier.example/") == "https://www.courrier.example/2025/article-1"
    assert canonical("javascript:alert(1)") == "https://www.courrier.example/2025/article-1"


@pytest.mark.parametrize(
    "image", ["javascript:alert(1)", "data:image/png;base64,AAAA", "ftp://a.example/x.jpg", "http://["]
)
def test_an_image_is_an_http_url_or_none(cleaned, image):
    head = f"<title>{TITLE}</title><meta property='og:image' content='{image}'>"
    assert cleaned(page(f"<article>{ARTICLE}</article>", head)).image is None


def test_a_paywalled_page_is_partial_and_its_notice_is_not_text(cleaned):
    notice = "Cet article est réservé aux abonnés. Il vous reste 78 % à lire."
    body = f"<article><h1>{TITLE}</h1><p>{ONE}</p><p>{TWO}</p><p>{notice}</p></article>"
    article = cleaned(page(body, ld(headline=TITLE, isAccessibleForFree=False)))
    assert article.quality.verdict == "partial"
    assert "paywall" in article.quality.reasons
    assert paragraphs(article) == [ONE, TWO]


def test_a_page_that_is_not_free_but_whole_is_good(cleaned):
    body = (
        f"<article><h1>{TITLE}</h1>"
        + "".join(f"<p>{line} Épisode {n}.</p>" for n in range(5) for line in TEXT)
        + "</article>"
    )
    assert cleaned(page(body, ld(headline=TITLE, isAccessibleForFree="False"))).quality.verdict == "good"


def test_a_brief_is_kept_and_told_short(cleaned):
    html = page(f"<article><h1>{TITLE}</h1><p>{ONE}</p></article>", "<meta property='og:type' content='article'>")
    article = cleaned(html)
    assert (article.quality.verdict, article.quality.reasons) == ("poor", ("short",))


def test_other_scripts(cleaned):
    arabic = (
        "أقر مجلس المدينة مساء الاثنين ميزانية قدرها مليار ومئتا مليون يورو، بزيادة ثلاثة في المئة عن العام الماضي."
    )
    other = "وطالبت المعارضة بتدقيق مستقل قبل الصيف من دون أن تلقى استجابة، بحسب ما أعلنه رئيس المجلس بعد الجلسة."
    html = page(
        f"<article><h1>مجلس المدينة يقر الميزانية</h1><p>{arabic}</p><p>{other}</p></article>",
        "<title>مجلس المدينة يقر الميزانية</title>",
        "ar",
    )
    article = cleaned(html)
    assert paragraphs(article) == [arabic, other]
    assert article.language == "ar"


CARD = (
    "<div class=card><h2><a href='/{n}'>Titre de l'article {n}</a></h2>"
    "<p>Un chapô assez long qui présente l'article numéro {n} et qui donne envie de lire toute la suite.</p></div>"
)
MISSING = (
    "<h1>Page introuvable</h1><p>La page que vous cherchez n'existe pas ou a été déplacée. Revenez à l'accueil ou "
    "utilisez le moteur de recherche pour la retrouver.</p>"
)
CONSENT = (
    "<h1>Votre vie privée</h1><p>Nous et nos 900 partenaires stockons des informations sur un terminal, telles que "
    "des cookies, et traitons des données.</p><p>Vous pouvez accepter ou refuser notre utilisation des cookies à "
    "tout moment, ainsi que celle de nos partenaires.</p>"
)


@pytest.mark.parametrize(
    "html",
    [
        page("<nav>Menu</nav>" + "".join(CARD.format(n=n) for n in range(20)), "<title>À la une</title>"),
        page("<ul>" + "".join(f"<li><a href='/{n}'>Résultat numéro {n}</a></li>" for n in range(30)) + "</ul>"),
        page("<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>"),
        page("<h1>Contact</h1><p>12 rue du Port</p><p>44000 Nantes</p>"),
        page("<form><h1>Connexion</h1><label>E-mail</label><input></form>"),
        page(MISSING, "<title>Page introuvable - Le Courrier</title>"),
        page(CONSENT),
        "<html></html>",
    ],
)
def test_pages_without_an_article_are_told_what_they_are(cleaned, html):
    assert refused(cleaned, html)


def test_the_front_page_of_a_site_is_no_article(cleaned):
    html = page(f"<div>{ARTICLE}</div>", "<title>Le Courrier</title>")
    assert "front page" in refused(cleaned, html, url="https://www.courrier.example/")


def test_a_feed_is_no_article(cleaned):
    with pytest.raises(Rejected) as caught:
        cleaned('<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>')
    assert caught.value.reason is Reason.UNSUPPORTED_TYPE


def test_a_declared_date_in_the_future_gives_way_to_the_one_in_the_url(cleaned):
    head = ld(headline=TITLE, datePublished="2031-01-01T10:00:00Z")
    html = page(f"<article><h1>{TITLE}</h1>{ARTICLE}</article>", head)
    article = cleaned(html, url="https://www.courrier.example/2025/02/03/budget")
    assert article.published_at.isoformat() == "2025-02-03T00:00:00+00:00"
    assert (article.published_precision, article.published_from) == ("day", "url")


def test_a_page_without_any_date_has_none(cleaned):
    article = cleaned(page(f"<article><h1>{TITLE}</h1>{ARTICLE}</article>"), url="https://www.courrier.example/budget")
    assert (article.published_at, article.published_precision, article.published_from) == (None, None, "none")
