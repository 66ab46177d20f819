"""Agencies: whose wire a text comes from. An agency is a credit, neither an author nor an entity."""

from __future__ import annotations

import re

from pipeline.clean.characters import fold

_NAMES: dict[str, str] = {
    "AFP": "afp|agence france presse|l afp",
    "Reuters": "reuters|thomson reuters",
    "AP": "ap|associated press|the associated press|l agence ap",
    "PA Media": "pa|pa media|press association|pa news agency",
    "UPI": "upi|united press international",
    "DPA": "dpa|deutsche presse agentur",
    "APA": "apa|austria presse agentur",
    "EFE": "efe|agencia efe|agence efe",
    "Europa Press": "europa press",
    "ANSA": "ansa|agenzia ansa",
    "Lusa": "lusa|agencia lusa",
    "Belga": "belga|agence belga",
    "ANP": "anp",
    "ATS": "ats|keystone ats|keystone sda|sda",
    "La Presse canadienne": "la presse canadienne|presse canadienne|pc",
    "The Canadian Press": "the canadian press|canadian press|cp",
    "TASS": "tass|itar tass|agence tass",
    "Interfax": "interfax",
    "RIA Novosti": "ria novosti|ria",
    "Ukrinform": "ukrinform",
    "PAP": "pap|polska agencja prasowa",
    "CTK": "ctk",
    "MTI": "mti",
    "Agerpres": "agerpres",
    "NTB": "ntb",
    "Ritzau": "ritzau",
    "TT": "tt",
    "STT": "stt",
    "Anadolu": "aa|anadolu|anadolu agency|agence anadolu|anadolu ajansi",
    "MAP": "map|maghreb arabe presse",
    "APS": "aps|algerie presse service",
    "TAP": "tap|tunis afrique presse",
    "MENA": "mena|middle east news agency",
    "WAM": "wam",
    "SPA": "spa|saudi press agency",
    "SANA": "sana",
    "IRNA": "irna",
    "Xinhua": "xinhua|chine nouvelle|xinhua news agency",
    "Kyodo": "kyodo|kyodo news",
    "Jiji": "jiji|jiji press",
    "Yonhap": "yonhap|yonhap news agency",
    "KCNA": "kcna",
    "PTI": "pti|press trust of india",
    "ANI": "ani",
    "IANS": "ians",
    "Antara": "antara",
    "AAP": "aap|australian associated press",
    "NAN": "nan|news agency of nigeria",
    "PANA": "pana|panapress",
    "AIP": "aip",
    "Bloomberg": "bloomberg|bloomberg news",
    "Dow Jones": "dow jones|dow jones newswires",
    "AFX": "afx|awp",
    "Agefi-Dow Jones": "agefi dow jones",
    "News Tank": "news tank",
    "AEF": "aef info",
    "APMnews": "apmnews|apm news",
}
_BY_FOLD = {form: name for name, forms in _NAMES.items() for form in forms.split("|")}
_SELF_NAMED = re.compile(
    r"(?:l[’'])?(?:Agence|Agencia|Agenzia|Agência)(?: d[e’'][ ]?(?:presse|prensa|notícias))?(?: [A-Z][\w’'-]+){1,3}$"
    r"|(?:[A-Z][\w’'-]+ ){1,3}(?:News|Press) (?:Agency|Service)$"
)
_SEPARATORS = re.compile(r"\s*(?:[/,;|&+·-]|\bet\b|\band\b|\bavec\b|\bwith\b|\bvia\b)\s*", re.I)
_WITH = re.compile(r"^(?:[\w.’' -]{2,40}\s)?(?:avec|with|via|source\s*:?|sources\s*:?|d[’']après|from|par|by)\s+", re.I)


def agency(name: str) -> str | None:
    """The usual name of an agency, however it is written; None for anything else.

    What calls itself an agency is one, known or not («Agence Ecofin», «Fides News Agency»).
    """
    return _BY_FOLD.get(fold(name)) or (name.strip() if _SELF_NAMED.match(name.strip()) else None)


def agencies_in(credit: str) -> tuple[str, ...]:
    """The agencies that a credit names («AFP», «avec AFP et Reuters», «Keystone-ATS»); `()` unless it names
    nothing else but, before «avec», the paper."""
    whole = agency(credit)
    if whole:
        return (whole,)
    named = [agency(part) for part in _SEPARATORS.split(_WITH.sub("", credit.strip())) if part]
    return tuple(dict.fromkeys(name for name in named if name)) if named and all(named) else ()
