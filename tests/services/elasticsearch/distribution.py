"""The Elasticsearch server from Maven Central, with the plugin that names the analysis of a full distribution."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
import zipfile
from pathlib import Path
from string import Template

from tests.services.cache import kept
from tests.services.elasticsearch.jdk import find_jdk
from tests.services.missing import ServiceMissing
from tests.services.process import ServiceFailed

VERSION = "9.5.0"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
SHA256 = "db0e275fd790f723eca7bcde96069fd6fed304ad23afdb70c8c09553dd9e8b1b"
"""Of that zip. Maven compares checksums only where the repository has them."""

COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
TRIES = 3
PLUGIN = Path(__file__).parent / "plugin"


def distribution() -> Path:
    """The home folder of a server that is ready to run; downloaded and built the first time.

    :raises ServiceMissing: when a tool is missing.
    :raises ServiceFailed: when the download or the build fails.
    """
    return kept(f"elasticsearch-{VERSION}-{_fingerprint()}", _build)


def _fingerprint() -> str:
    """Changes with the plugin, so that another one is built."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _sources() -> list[Path]:
    return sorted(path for path in PLUGIN.rglob("*") if path.is_file())


def _build(folder: Path) -> None:
    jdk = find_jdk()
    archive = kept(f"elasticsearch-{VERSION}-zip", _download) / f"elasticsearch-{VERSION}.zip"
    _unpack(archive, folder)
    _add_plugin(jdk, folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))  # the server runs as another user


def _download(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise ServiceMissing("Elasticsearch comes through Maven: install mvn")
    command = [
        maven,
        "-B",
        "-q",
        COPY,
        f"-Dartifact={ARTIFACT}",
        f"-DoutputDirectory={folder}",
        "-Dmdep.useBaseVersion=true",
    ]
    # Java takes the home from the list of users, where a container's user may have none.
    environment = os.environ | {"MAVEN_OPTS": f"{os.environ.get('MAVEN_OPTS', '')} -Duser.home={Path.home()}"}
    for tried in range(1, TRIES + 1):
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=folder)
        if answer.returncode == 0:
            return _check(folder / f"elasticsearch-{VERSION}.zip")
        time.sleep(2 * tried)  # a registry that refuses at once is asked again a little later
    raise ServiceFailed(f"Maven could not bring {ARTIFACT}:\n{answer.stdout}{answer.stderr}")


def _check(archive: Path) -> None:
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != SHA256:
        raise ServiceFailed(
            f"{archive.name} has SHA-256 {found}, not {SHA256}: remove it from Maven's local repository"
        )


def _unpack(archive: Path, folder: Path) -> None:
    """Unpacks what lies in the archive's one folder, with the modes of its programs."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
        for entry in packed.infolist():
            if mode := entry.external_attr >> 16 & 0o777:
                (folder / entry.filename).chmod(mode)
    (inner,) = folder.iterdir()
    for path in list(inner.iterdir()):
        path.rename(folder / path.name)
    inner.rmdir()


def _add_plugin(jdk: Path, home: Path) -> None:
    target = home / "plugins" / "analysis-names"
    classes = home / "tmp-classes"
    target.mkdir(parents=True)
    sources = [str(path) for path in _sources() if path.suffix == ".java"]
    _run([str(jdk / "bin" / "javac"), "--release", "21", "-d", str(classes), "-cp", f"{home}/lib/*", *sources])
    _run([str(jdk / "bin" / "jar"), "cf", str(target / "analysis-names.jar"), "-C", str(classes), "."])
    shutil.rmtree(classes)
    descriptor = "plugin-descriptor.properties"
    (target / descriptor).write_text(Template((PLUGIN / descriptor).read_text()).substitute(version=VERSION))


def _run(command: list[str]) -> None:
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise ServiceFailed(f"{command[0]} failed:\n{answer.stdout}{answer.stderr}")
