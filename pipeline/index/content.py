"""What a passage brings to the index: a whole article, a change to one, or its removal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag, TypeAdapter

from pipeline.index.patch import Patch
from pipeline.ledger.codec import unpacked
from pipeline.records import Article, Record


class Takedown(Record):
    """The article is to be taken out, with its earlier revisions."""

    type: Literal["takedown"] = "takedown"


Content = Article | Patch | Takedown


def _type(value: Any) -> str:
    """A document has no field for what it is: what names no type is an article."""
    return str(value.get("type", "article"))


_Read: TypeAdapter[Content] = TypeAdapter(
    Annotated[
        Annotated[Article, Tag("article")] | Annotated[Patch, Tag("patch")] | Annotated[Takedown, Tag("takedown")],
        Discriminator(_type),
    ]
)


def content(payload: bytes) -> Content:
    """The content of a packed payload; raises as `codec.unpack` does."""
    return _Read.validate_python(unpacked(payload))
