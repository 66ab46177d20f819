"""A real Elasticsearch of the tests' own, as a process of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path

from tests.services.elasticsearch.distribution import distribution
from tests.services.elasticsearch.health import healthy
from tests.services.elasticsearch.jdk import find_jdk
from tests.services.missing import ServiceMissing
from tests.services.ports import HOST, free_ports
from tests.services.process import ServiceFailed, end, guarded, wait_until_ready

UNPRIVILEGED = "nobody"
"""Whom the server runs as when the tests run as root, which it refuses to be."""

HEAP = "512m"
JVM = f"""\
-Xms{HEAP}
-Xmx{HEAP}
-XX:+UseSerialGC
-XX:TieredStopAtLevel=1
-Djava.io.tmpdir=${{ES_TMPDIR}}
-XX:+ExitOnOutOfMemoryError
--add-modules=jdk.incubator.vector
-Dorg.apache.lucene.store.defaultReadAdvice=normal
"""
"""A small machine that starts soon: one collector thread, no optimising compiler."""

START = 180
"""Seconds that it may take to start on a busy machine; 10 to 20 are usual."""


class ElasticsearchServer:
    """A server on loopback ports; a restart keeps them and the data. `close` removes its folder."""

    def __init__(self, password: str | None = None) -> None:
        """:param password: of the user `elastic`; None: security is off."""
        self.password = password
        self.port, self._transport = free_ports(2)
        self._name = f"tests-{uuid.uuid4().hex[:8]}"
        self._folder: Path | None = None
        self._home: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers, with the credentials that it asks for."""
        user = f"elastic:{self.password}@" if self.password else ""
        return f"http://{user}{HOST}:{self.port}"

    def start(self) -> ElasticsearchServer:
        """Starts it and waits until it answers.

        :raises ServiceMissing: when the machine lacks something.
        :raises ServiceFailed: with the end of its log.
        """
        if self._folder is None:
            self._folder = self._prepare()
        log = self._folder / "output.log"
        command = [str(self._home / "bin" / "elasticsearch")]
        self._process = guarded(command, log, cwd=self._folder, user=_user(), env=self._environment())
        wait_until_ready(self._process, lambda: healthy(self.url, self._name), log, START)
        return self

    def kill(self) -> None:
        """Ends it as a power cut would (SIGKILL)."""
        end(self._process, signal.SIGKILL)

    def stop(self) -> None:
        """Ends it in order."""
        end(self._process, signal.SIGTERM)

    def restart(self) -> ElasticsearchServer:
        """Kills it and starts it again on the same port, with the same data."""
        self.kill()
        return self.start()

    def close(self) -> None:
        """Ends it and removes its data."""
        self.kill()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _prepare(self) -> Path:
        """Its folder, with its configuration, owned by the user that it runs as."""
        home = distribution()
        folder = Path(tempfile.mkdtemp(prefix="rotative-elasticsearch-", dir=_reachable_temporary()))
        self._home = home if _reaches(home / "bin" / "elasticsearch") else _copied(home, folder / "home")
        shutil.copytree(home / "config", folder / "config")
        for name in ("data", "logs", "tmp"):
            (folder / name).mkdir()
        (folder / "config" / "jvm.options").write_text(JVM)
        (folder / "config" / "elasticsearch.yml").write_text(self._settings(folder))
        _give(folder)
        self._folder = folder
        if self.password is not None:
            self._set_password(self.password)
        return folder

    def _settings(self, folder: Path) -> str:
        settings = {
            "cluster.name": self._name,
            "discovery.type": "single-node",
            "network.host": HOST,
            "http.port": self.port,
            "transport.port": self._transport,
            "path.data": folder / "data",
            "path.logs": folder / "logs",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "cluster.max_shards_per_node": 5000,
            "xpack.security.enabled": "false" if self.password is None else "true",
        }
        return "".join(f"{name}: {value}\n" for name, value in settings.items())

    def _environment(self) -> dict[str, str]:
        folder = str(self._folder)
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": folder,
            "ES_JAVA_HOME": str(_jdk()),
            "ES_PATH_CONF": f"{folder}/config",
            "ES_TMPDIR": f"{folder}/tmp",
            "CLI_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
        }

    def _set_password(self, password: str) -> None:
        command = [
            str(self._home / "bin" / "elasticsearch-keystore"),
            "add",
            "--stdin",
            "--force",
            "bootstrap.password",
        ]
        options = {"env": self._environment(), "cwd": self._folder, "input": password, **_identity()}
        answer = subprocess.run(command, capture_output=True, text=True, check=False, **options)
        if answer.returncode:
            raise ServiceFailed(f"elasticsearch-keystore failed:\n{answer.stdout}{answer.stderr}")


def _user() -> str:
    """Empty: this one."""
    return UNPRIVILEGED if os.geteuid() == 0 else ""


def _identity() -> dict[str, object]:
    return {"user": _user(), "extra_groups": []} if _user() else {}


def _reaches(path: Path) -> bool:
    """Whether the server's user may run `path`."""
    return subprocess.run(["test", "-x", str(path)], cwd="/", check=False, **_identity()).returncode == 0


def _reachable_temporary() -> str:
    return next(place for place in (tempfile.gettempdir(), "/tmp", "/var/tmp") if _reaches(Path(place)))


def _copied(home: Path, to: Path) -> Path:
    """For a checkout that only root can read."""
    return shutil.copytree(home, to)


def _give(folder: Path) -> None:
    folder.chmod(0o755)
    if _user():
        for path in [folder, *folder.rglob("*")]:
            shutil.chown(path, _user())


def _jdk() -> Path:
    home = find_jdk()
    if not _reaches(home / "bin" / "java"):
        raise ServiceMissing(
            f"{UNPRIVILEGED}, whom Elasticsearch runs as, can't reach the JDK: install one for all users"
        )
    return home
