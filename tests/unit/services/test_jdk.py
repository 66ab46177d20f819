"""Which of the installed JDKs runs Elasticsearch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.elasticsearch import jdk
from tests.services.missing import ServiceMissing


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in jdk.os.environ if name.startswith("JAVA_HOME")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(jdk, "PLACES", (f"{tmp_path}/jvm/*",))


def install(folder: Path, version: str, modules: tuple[str, ...] = jdk.NEEDED) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "javac").touch(mode=0o755)
    (folder / "release").write_text(f'JAVA_VERSION="{version}"\nMODULES="java.base {" ".join(modules)}"\n')
    return folder


def test_the_oldest_that_is_new_enough(tmp_path: Path) -> None:
    install(tmp_path / "jvm" / "a", "17.0.15")
    install(tmp_path / "jvm" / "b", "25.0.3")
    expected = install(tmp_path / "jvm" / "c", "21.0.1")
    assert jdk.find_jdk() == expected


def test_one_that_a_variable_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME_21_X64", str(install(tmp_path / "elsewhere", "21")))
    assert jdk.find_jdk() == tmp_path / "elsewhere"


def test_one_on_the_path_behind_links(tmp_path: Path) -> None:
    home = install(tmp_path / "elsewhere", "24")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "javac").symlink_to(home / "bin" / "javac")
    assert jdk.find_jdk() == home


def test_a_runtime_without_the_tools_is_none(tmp_path: Path) -> None:
    install(tmp_path / "jvm" / "wheel", "25", modules=("jdk.compiler",))
    (install(tmp_path / "jvm" / "jre", "25") / "bin" / "javac").unlink()
    (tmp_path / "jvm" / "empty").mkdir()
    with pytest.raises(ServiceMissing, match="JDK 21 or newer"):
        jdk.find_jdk()
