"""Settings: read from environment and file, unknown names refused, secrets masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Settings, load
from pipeline.errors import Misuse


def test_defaults_are_embedded_and_private() -> None:
    settings = load(environ={})
    assert settings.embedded_redis and settings.embedded_index
    assert settings.web_host == "127.0.0.1"
    assert settings.allowed_networks == ()


def test_every_setting_is_documented() -> None:
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(
    ("given", "nearest"),
    [("ROTATIVE_REDIS_ULR", "ROTATIVE_REDIS_URL"), ("ROTATIVE_HOSTDELAY", "ROTATIVE_HOST_DELAY")],
)
def test_an_unknown_variable_names_the_nearest(given: str, nearest: str) -> None:
    with pytest.raises(Misuse, match=rf"unknown setting {given}; did you mean {nearest}\?"):
        load(environ={given: "x"})


def test_an_unknown_name_in_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rotative.toml"
    file.write_text('redis_uri = "redis://localhost"\n')
    with pytest.raises(Misuse, match="did you mean redis_url"):
        load(file, environ={})


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rotative.toml"
    file.write_text('prefix = "paper"\nhost_delay = 3\n')
    settings = load(file, environ={"ROTATIVE_PREFIX": "press"})
    assert (settings.prefix, settings.host_delay) == ("press", 3.0)


def test_a_file_that_is_not_toml_is_told(tmp_path: Path) -> None:
    file = tmp_path / "rotative.toml"
    file.write_text("prefix = = 1")
    with pytest.raises(Misuse, match="cannot be read"):
        load(file, environ={})


def test_a_wrong_value_is_told_with_its_name() -> None:
    with pytest.raises(Misuse, match="ROTATIVE_WEB_PORT"):
        load(environ={"ROTATIVE_WEB_PORT": "seventy"})


def test_secrets_are_masked() -> None:
    settings = load(environ={"ROTATIVE_API_TOKEN": "hunter2", "ROTATIVE_REDIS_URL": "redis://:pass@h/0"})
    assert "hunter2" not in repr(settings) and ":pass" not in repr(settings)


def test_networks_are_split_at_commas() -> None:
    settings = load(environ={"ROTATIVE_ALLOWED_NETWORKS": "127.0.0.0/8, fd00::/8"})
    assert [str(network) for network in settings.allowed_networks] == ["127.0.0.0/8", "fd00::/8"]


def test_a_child_gets_the_same_settings() -> None:
    settings = load(
        environ={
            "ROTATIVE_API_TOKEN": "hunter2",
            "ROTATIVE_ALLOWED_NETWORKS": "127.0.0.0/8,10.0.0.0/8",
            "ROTATIVE_HOST_DELAY": "0.5",
            "ROTATIVE_DATA_DIR": "somewhere",
        }
    )
    assert load(environ=settings.environment()) == settings


def test_variables_of_the_test_suite_are_no_settings() -> None:
    assert load(environ={"ROTATIVE_TEST_CACHE": "x"}) == load(environ={})
