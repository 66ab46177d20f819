"""The draft: what one reading of a page or of a text gives, before it is an article."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.clean.dates import Published


@dataclass(frozen=True, slots=True)
class Draft:
    """`dates`: candidates as `(origin, date)`, the most trusted first. `bylines` are raw, `credits` are read.

    `language` is a declared one (`fr`), a hint only.
    """

    paragraphs: tuple[str, ...] = ()
    title: str | None = None
    title_inferred: bool = False
    lead: str | None = None
    bylines: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    dates: tuple[tuple[str, Published], ...] = ()
    canonical: str | None = None
    image: str | None = None
    site_name: str | None = None
    language: str | None = None
    extractor: str = ""
    marks: tuple[str, ...] = field(default=())
    """Reasons against the quality that only the source shows (`teaser`, `paywall`, `cookie-wall`)."""

    @property
    def text(self) -> str:
        """The paragraphs, apart by an empty line."""
        return "\n\n".join(self.paragraphs)
