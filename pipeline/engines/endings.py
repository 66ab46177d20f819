"""What both engines know of words beyond their stemmers. Patterns are for folded words, and keep their first group."""

ELIDED = ("l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")
"""Articles and particles that stand elided before an apostrophe and are not part of the word."""

PLURAL_VERB = r"^([a-z]{3,}er|[a-z]{2,}[bcdfghjklnpqrstvwxz]{2})ent$"
"""French verbs in the third person plural, which Snowball leaves as they are: `adopterent`, `adoptent`. After one
consonant alone the ending is a noun's as often (`violent`, `parent`)."""

PORTUGUESE_PLURAL = r"^([a-z]{2,})(?:oes|aes)$"
"""Of words in `-ão`, which stemmers know by their accent only: `eleicoes` to `eleicao`, with `ao` put in the place."""
