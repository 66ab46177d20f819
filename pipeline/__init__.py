"""What happens to an article: no Celery, no web, no global settings.

One folder per stage (`discover fetch clean enrich cluster index search`), which never import each other,
three shared rooms (`ledger http engines`) and the vocabulary (`records outcomes errors urls`).
"""
