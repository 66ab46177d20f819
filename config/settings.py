"""Every setting of Rotative: its name, type, default and meaning, in one table.

A setting `name` is read from the environment as `ROTATIVE_NAME`, else from `rotative.toml`, else it has the
default given here. Names that don't exist are errors: a typing mistake must not run with a default.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from pipeline.errors import Misuse

PREFIX = "ROTATIVE_"
TOML = "rotative.toml"
NOT_SETTINGS = ("ROTATIVE_CONFIG", "ROTATIVE_TEST_")
"""The file to read instead of `rotative.toml` ("" for none), and what the test suite sets for itself."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Settings(BaseSettings):
    """All settings; `load` makes them. Secrets are masked wherever they are printed."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="ROTATIVE_UNREAD_")

    # services
    redis_url: SecretStr | None = Field(None, description="Redis; unset: an embedded one in the data folder")
    elasticsearch_url: SecretStr | None = Field(
        None, description="Elasticsearch 9; unset: an embedded index in the data folder"
    )
    broker_url: SecretStr | None = Field(None, description="Celery's broker; unset: the same Redis")
    data_dir: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("rotative", appauthor=False),
        description="folder of the embedded services",
    )
    prefix: str = Field("rotative", pattern=r"^[a-z][a-z0-9_-]{0,39}$", description="prefix of keys and indices")
    redis_memory: int = Field(1024**3, ge=16 * 1024**2, description="bytes that the embedded Redis may take")

    # interfaces
    api_token: SecretStr | None = Field(None, description="bearer token that the API asks for")
    web_host: str = Field("127.0.0.1", description="address that the web server listens on")
    web_port: int = Field(8000, ge=0, le=65535, description="port that the web server listens on")
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$", description="what is logged")
    log_format: str = Field("auto", pattern="^(auto|json|text)$", description="auto: text on a terminal")

    # manners
    allowed_networks: Annotated[tuple[Network, ...], NoDecode] = Field(
        (), description="CIDRs, comma-separated, that may be fetched though private"
    )
    contact: str | None = Field(None, description="URL or e-mail shown to the sites that are read")
    host_delay: float = Field(1.0, ge=0, le=3600, description="seconds between two requests to one host")
    host_concurrency: int = Field(1, ge=1, le=32, description="requests to one host at one time")

    user_agent: str | None = Field(None, description="another User-Agent than Rotative's own; it should stay honest")
    opt_out: str = Field(
        "obey", pattern="^(obey|record)$", description="noai, noindex, tdm-reservation: obeyed, or only recorded"
    )

    # sources
    crawl_concurrency: int = Field(20, ge=1, le=500, description="sources checked at one time in one crawl process")
    check_interval: float = Field(1800.0, ge=1, description="seconds between two checks of a source not known yet")
    check_least: float = Field(300.0, ge=1, description="seconds between two checks of one source at least")
    check_most: float = Field(86400.0, ge=1, description="seconds between two checks of one source at most")
    sitemap_days: float = Field(30.0, gt=0, description="age in days up to which a sitemap's articles are taken")

    # archive
    archive: bool = Field(False, description="keep what was fetched as WARC files in the data folder")
    archive_size: int = Field(1024**3, ge=1024**2, description="bytes of one WARC file, then a new one is begun")

    # fetch
    fetch_concurrency: int = Field(50, ge=1, le=1000, description="requests under way in one fetch process")
    fetch_timeout: float = Field(30.0, gt=0, le=600, description="seconds that one page may take in all")
    size_limit: int = Field(10 * 1024**2, ge=1024, description="bytes of one page or file, unpacked")

    # ledger
    ledger_days: float = Field(7.0, gt=0, description="days that settled rows stay in Redis")
    lease: float = Field(120.0, gt=0, description="seconds without a sign after which work is given to another")
    in_flight: int = Field(100_000, ge=1, description="articles in flight at most")
    in_flight_bytes: int = Field(1024**3, ge=1024**2, description="their bytes in Redis at most")
    tries: int = Field(4, ge=1, le=20, description="tries of one stage before an article is set aside as dead")
    clock_offset: float = Field(0.0, description="seconds added to the clock (tests)")

    # workers
    text_processes: int = Field(default_factory=_cores, ge=1, le=256, description="child processes of one text worker")
    slice_seconds: float = Field(10.0, gt=0, description="seconds that a woken worker works before it yields")
    text_timeout: float = Field(20.0, gt=0, description="seconds that cleaning one page may take")

    @field_validator("allowed_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [part for part in re.split(r"[,\s]+", value) if part] if isinstance(value, str) else value

    @field_validator(
        "redis_url", "elasticsearch_url", "broker_url", "api_token", "contact", "user_agent", mode="before"
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @property
    def embedded_redis(self) -> bool:
        """Whether Redis is a child of ours."""
        return self.redis_url is None

    @property
    def embedded_index(self) -> bool:
        """Whether the index lies in the data folder."""
        return self.elasticsearch_url is None

    def environment(self) -> dict[str, str]:
        """The same settings as environment variables, secrets in clear, for a child process."""
        values = {name: _as_text(value) for name, value in self if value is not None}
        return {PREFIX + name.upper(): text for name, text in values.items()} | {"ROTATIVE_CONFIG": ""}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # `load` reads the environment itself: pydantic-settings passes over variables that it doesn't know.
        return (init_settings,)


def _as_text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def load(toml: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings from the environment and `rotative.toml`, the environment first.

    :raises Misuse: naming each unknown name, with the nearest that exists, and each value that doesn't fit.
    """
    environ = os.environ if environ is None else environ
    given = _from_toml(toml or _toml_path(environ)) | _from_environment(environ)
    try:
        return Settings(**given)
    except ValidationError as error:
        raise Misuse("\n".join(_told(problem) for problem in error.errors())) from None


def _toml_path(environ: Mapping[str, str]) -> Path | None:
    named = environ.get("ROTATIVE_CONFIG")
    if named is not None:
        return Path(named) if named else None
    return Path(TOML) if Path(TOML).is_file() else None


def _from_toml(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Misuse(f"{path} cannot be read: {error}") from None
    _refuse_unknown(values, lambda name: f"{name} in {path}", str)
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    named = {
        key.removeprefix(PREFIX).lower(): value
        for key, value in environ.items()
        if key.startswith(PREFIX) and not key.startswith(NOT_SETTINGS)
    }
    _refuse_unknown(named, _variable, _variable)
    return named


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _refuse_unknown(values: Mapping[str, Any], shown: Any, offered: Any) -> None:
    unknown = [name for name in values if name not in Settings.model_fields]
    if unknown:
        raise Misuse("\n".join(f"unknown setting {shown(name)}{_nearest(name, offered)}" for name in unknown))


def _nearest(name: str, offered: Any) -> str:
    close = difflib.get_close_matches(name.lower(), list(Settings.model_fields), n=1, cutoff=0.5)
    return f"; did you mean {offered(close[0])}?" if close else "; the README lists all settings"


def _told(problem: Any) -> str:
    name = str(problem["loc"][0]) if problem["loc"] else "settings"
    return f"{_variable(name)} (or {name} in {TOML}): {problem['msg']}"
