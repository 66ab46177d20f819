import pytest

from pipeline.enrich.enrich import Models
from pipeline.enrich.language import detect

TEXTS = {
    "fr": "Le gouvernement a présenté mercredi son projet de loi sur l'hôpital public devant l'Assemblée.",
    "en": "The government presented its hospital bill to parliament on Wednesday, after weeks of delay.",
    "de": "Die Regierung hat am Mittwoch ihren Gesetzentwurf für die Krankenhäuser im Parlament vorgestellt.",
    "es": "El gobierno presentó el miércoles su proyecto de ley sobre los hospitales ante el Congreso.",
    "it": "Il governo ha presentato mercoledì il disegno di legge sugli ospedali davanti al Parlamento.",
    "pt": "O governo apresentou na quarta-feira o seu projeto de lei sobre os hospitais ao Parlamento.",
    "ar": "قدمت الحكومة يوم الأربعاء مشروع قانون المستشفيات أمام البرلمان بعد أسابيع من التأخير.",
    "ru": "Правительство представило в среду законопроект о больницах в парламенте после долгих задержек.",
    "ja": "政府は水曜日、数週間の遅れの後、病院に関する法案を国会に提出した。",
    "zh": "政府星期三在推迟数周之后向议会提交了有关医院的法案。",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_languages(models: Models, language: str, text: str) -> None:
    assert detect(text, models.detector) == language


@pytest.mark.parametrize("text", ["", "12 34", "OK", "Paris", "https://example.org/le-monde-et-la-vie", "!!! ???"])
def test_too_little_to_tell(models: Models, text: str) -> None:
    assert detect(text, models.detector) == "und"


def test_a_hint_does_not_outweigh_the_text(models: Models) -> None:
    assert detect(TEXTS["fr"], models.detector, hint="en") == "fr"


def test_capitals_do_not_mislead(models: Models) -> None:
    assert detect(TEXTS["fr"].upper(), models.detector) == "fr"
