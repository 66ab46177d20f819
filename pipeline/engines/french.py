"""What both engines know of French beyond their stemmers."""

ELIDED = ("l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")
"""Articles and particles that stand elided before an apostrophe and are not part of the word."""

PLURAL_VERB = r"^([a-z]{3,}er|[a-z]{2,}[bcdfghjklnpqrstvwxz]{2})ent$"
"""Folded verbs in the third person plural, which Snowball leaves as they are: `adopterent`, `adoptent`. What is kept
is the first group. After one consonant alone the ending is a noun's as often (`violent`, `parent`)."""
