"""Clutter: lines that surround an article and are not of it, in French and English.

Only short lines that are nothing but such a line go; a sentence that merely holds the words stays. The lines are
written as regular expressions in which a space stands for any white space and ’ for either apostrophe.
"""

from __future__ import annotations

import re

_LONGEST = 240
_NETWORK = (
    "(facebook|twitter|x|linkedin|whatsapp|telegram|messenger|bluesky|threads|instagram|e-?mail|pinterest|reddit)"
)
_LETTER = (
    "(newsletter|infolettre|e-?mail|mail|inbox|alerts?|alertes?|briefing|podcast|channel|notifications?|abonnement)"
)
_PIECES = "(articles?|stories|story|news|topics?|content|coverage|reading|links?|videos?)"

_RELATED = [
    r"(à )?(lire|voir|écouter|relire|découvrir) (aussi|également|ailleurs)\b.*",
    r"(sur le même (sujet|thème)|dans la même (rubrique|catégorie)|à lire|à voir)( :)?.{0,3}",
    r"(nos )?(articles?|sujets?|vidéos?|contenus?) (liés?|associés?|similaires|recommandés?|connexes)( ?:)?",
    r"les (plus|articles les plus) (lus|commentés|partagés|récents)",
    r"(à la une|plus d’articles|voir plus|lire plus|lire la suite|voir tout)( ?[:>»→])?",
    r"(lire|voir) (notre|l’|la|le)\s?(article|dossier|reportage|analyse|vidéo|direct)\b[^.]*",
    r"(read|see|watch|listen) (also|next)\b.*",
    r"also (read|see|watch)\b.*",
    r"(related|recommended|more|most read) ?: .*",
    rf"(related|recommended|more|most read|most popular|trending|latest)( {_PIECES})?( now| for you)?( ?:)?",
    r"(read|see) more( ?:.*| ?»| ?›| ?>| ?→|\.{3}|…)?",
    r"read more (about|on|from|in|at)\b[^.!?]*",
    r"more on this( \w+)?( ?:)?",
    r"(more from|you (may|might) (also )?like|don’t miss|read the full (story|article)|editors?’?s? picks?)\b[^.!?]*",
]
_SHARE = [
    r"(partage[rz]?|share)( (cet article|l’article|la page|this( (article|story|page|post))?))?( ?:)?",
    rf"(partage[rz]?|share)( .{{0,30}})? (via|sur|on|par|by)( {_NETWORK}.{{0,60}})?",
    r"(partages?|shares?)( ?:)?( \d+)?",
    r"\d+ (partages?|shares?|commentaires?|comments?|réactions?|likes?)",
    rf"{_NETWORK}([\s,|·•/]+{_NETWORK})*",
    r"(imprimer|print)( (cet article|this (article|page)))?",
    r"(copier le lien|lien copié|copy (the )?link|link copied)!?",
    r"(envoyer (par|à un ami)|send by|email this)\b[^.!?]*",
    r"(réagir|commenter|commentaires?|comments?|(ajouter|laisser|voir) (un|les) commentaires?)( ?\(\d+\))?",
    r"(leave a (comment|reply)|add a comment|join the conversation|view comments)( ?\(\d+\))?",
    r"(suivez|retrouvez)[- ]nous\b.*",
    rf"follow (us|@?\w+|@?\w+ \w+) on {_NETWORK}\b.*",
    r"(sauvegarder|enregistrer|save)( (l’article|article|for later))?",
    r"(écouter|listen to) (l’article|cet article|this (article|story))\b.*",
    r"offrir (l’|cet )article",
]
_SUBSCRIBE = [
    rf"(abonnez|inscrivez)[- ]vous\b.*({_LETTER}|lettre|chaîne|€|offre|à partir).*",
    rf"(chaque (matin|jour|semaine|soir),? )?recevez\b.*({_LETTER}|boîte|lettre).*",
    r"(s’abonner|s’inscrire|je m’abonne|je m’inscris|se connecter|déjà abonné)\b.{0,60}",
    rf"(sign up|subscribe|register) (to|for|now|here|today)\b.*({_LETTER}|updates|free|\$|£).*",
    rf"(get|receive)\b.*\b(in your inbox|our (free )?(\w+ )?{_LETTER})\b.*",
    r"sign up|subscribe|log in|sign in|(la |notre |our |the )?newsletters?( \w+){0,3}",
    r"(votre|your) (adresse )?e-?mail( address)?",
]
_ADVERT = [
    r"publicité|annonce|advertisement|advertising|sponsored( content)?|contenu sponsorisé|ad|pub|promoted",
    r"la suite après (la|cette) publicité|passer la publicité",
    r"(article|story) continues (below|after)\b.*",
    r"(scroll (down )?to continue|skip (past )?(to|newsletter|advert))\b.*",
]
_STAMP = [
    r"(publié|mis en ligne|mis à jour|modifié|posted|published|(last )?(updated|modified))\b[^.!?]{0,80}\d[^.!?]{0,60}",
    r"(temps de lecture|lecture|reading time) ?:? ?\d+ ?min\w*\.?",
    r"\d+ ?min(ute)?s? (de lecture|read)",
    r"(©|\(c\)|copyright) .{0,120}",
    r"(crédits? photos?|photo credits?|image credits?|photos?|image|illustration|légende) ?: .{0,100}",
    r"(tous droits réservés|all rights reserved)\b.{0,80}",
    r"retour en haut|back to top|haut de page",
    r"(mots[- ]clés|tags?|étiquettes|thèmes|topics|keywords|catégories?|categories) ?:.{0,160}",
    r"(accueil|home)(\s*[>›»/]\s*[^.!?]+)+",
]
_CONSENT = [
    r"(nous (et nos (\w+ )?partenaires )?utilis(ons|ent)|ce site utilise|en poursuivant votre)\b.*cookies?.*",
    r"(we (and our partners )?use|this (site|website) uses|by continuing)\b.*cookies?.*",
    r"(tout )?(accepter|refuser)( (et \w+|tout|les cookies))?",
    r"(accept|reject|decline|allow)( (all|cookies|all cookies))?",
    r"(gérer|manage) ((mes|les|my|your) )?(cookies|préférences|preferences|consent\w*)",
    r"en savoir plus|learn more|paramétrer( les cookies)?|personnaliser|cookies?",
]
_TAIL_HEADINGS = [
    r"sur le même (sujet|thème)|(à )?lire (aussi|également)|dans la même rubrique|les plus lus|commentaires?",
    r"articles? (liés?|similaires|associés?|recommandés?)|plus d’articles|nos dernières actualités",
    r"(related|more|recommended|latest) (articles?|stories|content|news|topics|coverage)|recommended( for you)?",
    r"you (may|might) also like|most (read|popular)|more on this (story|topic)|comments?|trending( now)?",
]


def _compiled(*groups: list[str], padding: str) -> re.Pattern[str]:
    lines = "|".join(line for group in groups for line in group)
    spaced = lines.replace(" ?", r"\s*").replace(" ", r"\s+").replace("’", r"['’]\s?")
    return re.compile(rf"^[\W_]*(?:{spaced}){padding}$", re.IGNORECASE | re.DOTALL)


_LINE = _compiled(_RELATED, _SHARE, _SUBSCRIBE, _ADVERT, _STAMP, _CONSENT, padding=r"[\W_]*")
_TAIL_HEADING = _compiled(_TAIL_HEADINGS, padding=r"[\W\d_]*")


def is_clutter(line: str) -> bool:
    """Whether a paragraph is a related link, a share bar, a newsletter box, an advertisement's mark, a stamp."""
    return len(line) <= _LONGEST and bool(_LINE.match(line))


def without_clutter(lines: list[str]) -> list[str]:
    """The paragraphs without clutter, and without what follows a heading of related articles or comments in the
    second half, as long as only short lines (links) follow it."""
    for position in range(len(lines) // 2, len(lines)):
        if _TAIL_HEADING.match(lines[position]) and all(len(line) < 160 for line in lines[position:]):
            lines = lines[:position]
            break
    return [line for line in lines if not is_clutter(line)]
