"""Brings `.venv` up to the lock files: `python .ci/environment.py runtime|dev`.

Needs nothing but Python. Quick when there is nothing to do, and safe when two run at once: one works, the other waits.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".locks"
"""What was installed: a kind and the digest of its locks."""

LOCKS = {
    "runtime": ("requirements.lock", "requirements-build.lock"),
    "dev": ("requirements-dev.lock",),
}
TRIES = 4
"""Of a download, since a registry may refuse for a moment."""


def main(kind: str) -> int:
    """1 when it can't be done, said on stderr."""
    cache = ROOT / ".cache"
    cache.mkdir(exist_ok=True)
    with (cache / "environment.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return 0 if _is_there(kind) else _build(kind)


def _is_there(kind: str) -> bool:
    """Whether `kind`, or `dev` which holds all, is installed from these locks, and runs."""
    if not STAMP.is_file() or STAMP.read_text() not in {_digest(kind), _digest("dev")}:
        return False
    command = VENV / "bin" / "rotative"
    return command.is_file() and subprocess.run([VENV / "bin" / "python", "-c", ""], check=False).returncode == 0


def _digest(kind: str) -> str:
    """Of everything that decides what is installed; the place too, since a venv can't be moved."""
    digest = hashlib.sha256(f"{kind} {ROOT}".encode())
    for name in (*LOCKS[kind], "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return f"{kind} {digest.hexdigest()}"


def _build(kind: str) -> int:
    print(f"setting up .venv ({kind}); the first time takes a few minutes", file=sys.stderr)
    if not _runs():
        shutil.rmtree(VENV, ignore_errors=True)
        if subprocess.run([sys.executable, "-m", "venv", VENV], check=False).returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            return _fail("the environment can't be made; on Debian and Ubuntu, install python3-venv")
    STAMP.unlink(missing_ok=True)
    locks = [part for name in LOCKS[kind] for part in ("-r", name)]
    if not _pip("--require-hashes", *locks):
        return _fail("the dependencies can't be installed; what pip says is above")
    if not _pip("--no-deps", "--no-build-isolation", "--editable", "."):
        return _fail("the project can't be installed; what pip says is above")
    STAMP.write_text(_digest(kind))
    return 0


def _runs() -> bool:
    """Whether there is an environment that this Python, or another one that fits, still carries."""
    python = VENV / "bin" / "python"
    return (
        python.exists()
        and subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )


def _pip(*arguments: str) -> bool:
    command = [
        VENV / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--retries",
        "5",
        "--timeout",
        "60",
        *arguments,
    ]
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    for tried in range(1, TRIES + 1):
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0:
            return True
        if tried < TRIES:
            print(f"try {tried} failed; again in {5 * tried} s", file=sys.stderr)
            time.sleep(5 * tried)
    return False


def _fail(reason: str) -> int:
    print(f"set-up: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    if sys.argv[1:] not in (["runtime"], ["dev"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
