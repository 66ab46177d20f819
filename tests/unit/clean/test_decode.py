"""Every encoding that a newsroom's files come in is read right, and what is no text is refused."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.decode import decode
from pipeline.errors import Rejected
from pipeline.outcomes import Reason

FRENCH = (
    "Le cœur de l’Europe : « Nous n’avons pas 12 € à perdre », a-t-il souligné… L’Œuvre des sœurs, Noël où ça gêne."
)
FRENCH_15 = "Les œuvres du chœur coûtent 12 € à l'État, Noël où ça gêne, « très bien » à L'Haÿ-les-Roses."
FRENCH_1 = "Le préfet a déclaré que l'été est fini à Besançon ; « été », maïs, noël, goût, dîner, forêt."
OTHERS = {
    "de": "Der Bundeskanzler erklärte gestern, die Gespräche würden nächste Woche fortgeführt; Größe, Öl, Übung.",
    "pl": "Prezydent powiedział wczoraj, że władze Łodzi muszą działać szybciej. Źródło: gazeta, która pisała o tym.",
    "ru": "Президент России заявил вчера, что переговоры продолжатся на следующей неделе в Женеве.",
    "el": "Ο πρωθυπουργός δήλωσε χθες ότι οι διαπραγματεύσεις θα συνεχιστούν την επόμενη εβδομάδα στη Γενεύη.",
    "tr": "Cumhurbaşkanı dün Ankara'da yaptığı açıklamada görüşmelerin süreceğini söyledi. İstanbul sakindi.",
    "ar": "قال الرئيس أمس إن المفاوضات ستستمر الأسبوع المقبل في جنيف بين جميع الأطراف",
    "ja": "日本の首相は昨日、東京で記者会見を開き、新しい経済政策を発表した。国会での審議は来週始まる見通しだ。",
    "zh": "中国国家主席昨天在北京会见了法国总统，双方讨论了经济合作和气候变化的问题。会谈将在下周继续举行。",
    "ko": "대통령은 어제 서울에서 기자회견을 열고 새로운 경제 정책을 발표했다. 국회 심의는 다음 주에 시작된다.",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac-roman"])
@pytest.mark.parametrize("text", [FRENCH, FRENCH_1])
def test_french_in_the_encodings_of_the_web_and_the_desk(encoding, text):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings_with_and_without_a_mark(encoding):
    assert decode(FRENCH.encode(encoding)) == FRENCH


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "windows-1252", "iso-8859-15"])
def test_the_euro_and_the_oe_decide_between_the_western_encodings(declared):
    assert decode(FRENCH_15.encode("iso8859-15"), charset=declared) == FRENCH_15
    assert decode(FRENCH.encode("cp1252"), charset=declared) == FRENCH


def test_a_short_text_and_the_old_encoding_of_dos():
    assert decode("Voilà une très brève".encode("cp850")) == "Voilà une très brève"
    assert decode("Café".encode("latin-1")) == "Café"


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("de", "cp1252"), ("pl", "cp1250"), ("pl", "iso8859-2"), ("ru", "cp1251"), ("ru", "koi8-r"),
        ("el", "cp1253"), ("tr", "cp1254"), ("ar", "cp1256"), ("ja", "shift_jis"), ("ja", "euc_jp"),
        ("ja", "iso2022_jp"), ("ja", "utf-16-le"), ("zh", "gb18030"), ("ko", "cp949"),
    ],
)  # fmt: skip
def test_other_languages_are_told_by_what_they_spell(language, encoding):
    assert decode(OTHERS[language].encode(encoding)) == OTHERS[language]


@pytest.mark.parametrize(
    ("language", "encoding"), [("pl", "iso8859-2"), ("ru", "koi8-r"), ("zh", "gbk"), ("ja", "shift_jis")]
)
def test_what_http_or_the_page_declares_is_believed(language, encoding):
    text = OTHERS[language][:30]
    assert decode(text.encode(encoding), charset=encoding) == text
    page = f'<meta charset="{encoding}"><p>{text}'
    assert decode(page.encode(encoding), markup=True) == page


def test_valid_utf8_wins_over_a_wrong_declaration():
    assert decode(FRENCH.encode(), charset="iso-8859-1") == FRENCH
    page = f"<meta charset=iso-8859-1><p>{FRENCH}"
    assert decode(page.encode(), markup=True) == page


def test_utf8_with_a_wrong_byte_or_cut_in_a_character_keeps_the_rest():
    assert decode(FRENCH.encode() + b"\xff" + FRENCH.encode()) == f"{FRENCH}\ufffd{FRENCH}"
    assert decode("Le président a été élu".encode()[:-1] + b"\xc3") == "Le président a été él"


def test_a_declaration_of_a_dangerous_or_unknown_encoding_is_ignored():
    for charset in ("utf-7", "punycode", "unicode_escape", "base64", "x-unknown"):
        assert decode("+ADw-script+AD4- déjà".encode("cp1252"), charset=charset) == "+ADw-script+AD4- déjà"


@pytest.mark.parametrize("content", [b"", b"  \r\n\t ", b"\x00\x00\x00"])
def test_nothing_is_empty(content):
    with pytest.raises(Rejected) as caught:
        decode(content)
    assert caught.value.reason is Reason.EMPTY


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 \xe2\xe3\xcf\xd3", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04\x14\x00", b"\x1f\x8b\x08\x00text",
        b"\xff\xd8\xff\xe0\x00\x10JFIF", b"abc\x00\x01\x02\x03def" * 40, bytes(range(256)) * 8,
    ],
)  # fmt: skip
def test_binaries_are_refused_as_such(content):
    with pytest.raises(Rejected) as caught:
        decode(content)
    assert caught.value.reason is Reason.BINARY


@pytest.mark.parametrize(
    "content",
    [
        b"\x81\x8d\x8f\x90\x9d" * 200,
        b"Le president \x81\x8d\x8f\x90 a dit \xff\xfe\x9d oui " * 10,
        ("Le ministre a déclaré hier ".encode() + b"\x81\x8d\x90\x9d\xff ") * 20,
        b"\xff" * 100,
        bytes(random.Random(1).randrange(128, 256) for _ in range(4000)),
    ],
)
def test_what_no_encoding_fits_is_refused(content):
    with pytest.raises(Rejected) as caught:
        decode(content)
    assert caught.value.reason is Reason.BAD_ENCODING


@settings(max_examples=300, deadline=2000)
@given(st.binary(max_size=2000), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "shift_jis", "nonsense"]))
def test_any_bytes_become_text_or_are_rejected(content, charset):
    try:
        assert decode(content, charset=charset, markup=True)
    except Rejected as rejected:
        assert rejected.reason in (Reason.EMPTY, Reason.BINARY, Reason.BAD_ENCODING)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aeiounrstl éèàçùêîœ«»’€, .", min_size=40, max_size=300).filter(lambda text: text.strip()))
def test_french_letters_survive_utf8_always(text):
    assert decode(text.encode()) == text


@pytest.mark.parametrize("price", ["3 €.", "3 € et plus", "(en €)", "1,5 € l'unité"])
def test_the_euro_of_latin_9_is_no_currency_sign(price: str) -> None:
    text = f"Le conseil a été réuni à Besançon : l'entrée coûte désormais {price}\nC'est décidé."
    assert decode(text.encode("iso-8859-15")) == text
