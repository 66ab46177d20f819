"""Structured logs on stderr: text on a terminal, JSON lines elsewhere, with what is bound to the work."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog


def configure(level: str = "info", form: str = "auto") -> None:
    """Sends our logs, and those of the libraries, to stderr in one shape.

    :param level: debug, info, warning or error.
    :param form: `auto` (text on a terminal), `json` or `text`.
    """
    text = form == "text" or (form == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    _handle(_formatter(shared, text), level)


def _formatter(shared: list[Any], text: bool) -> logging.Formatter:
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if text
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )


def _handle(formatter: logging.Formatter, level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in (
        "httpx",
        "httpcore",
        "elastic_transport",
        "trafilatura",
        "htmldate",
        "hpack",
        "kombu",
        "amqp",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@contextmanager
def bound(**facts: Any) -> Iterator[None]:
    """Every log line inside carries these facts (article, stage, task)."""
    with structlog.contextvars.bound_contextvars(**facts):
        yield


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module."""
    return structlog.stdlib.get_logger(name)
