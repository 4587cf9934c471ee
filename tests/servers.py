"""Throwaway PostgreSQL and Redis from installed binaries, on free ports, also when run as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from glob import glob
from pathlib import Path

PATIENCE = 30  # seconds a server may take to come up


class Missing(Exception):
    """A server that is not installed; the message says what to install."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _binary(name, package):
    places = [shutil.which(name), *sorted(glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)]
    found = next((place for place in places if place), None)
    if not found:
        raise Missing(f"{name} is not installed (Debian package {package})")
    return found


def _unprivileged():
    """PostgreSQL refuses to run as root: return the options that start it as somebody else."""
    if os.getuid() != 0:
        return {}, None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}, user
    raise Missing("no user to run PostgreSQL as: neither postgres nor nobody exists")


@contextmanager
def postgresql():
    """Yield the URL of a PostgreSQL server that lasts as long as the block."""
    initdb, server = _binary("initdb", "postgresql"), _binary("postgres", "postgresql")
    options, user = _unprivileged()
    place = Path(tempfile.mkdtemp(prefix="huhang-pg-"))
    if user:
        os.chown(place, user.pw_uid, user.pw_gid)
    port = free_port()
    quiet = {"cwd": place, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    subprocess.run(
        [initdb, "-D", place / "data", "-U", "huhang", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True,
        **quiet,
        **options,
    )
    settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"]
    command = [server, "-D", place / "data", "-p", str(port), "-h", "127.0.0.1", "-k", place]
    for setting in settings:
        command += ["-c", setting]
    quiet["stderr"] = subprocess.DEVNULL
    process = subprocess.Popen(command, **quiet, **options)
    try:
        _wait_for(port, process)
        subprocess.run(
            [_binary("createdb", "postgresql-client"), "-h", "127.0.0.1", "-p", str(port), "-U", "huhang", "huhang"],
            check=True,
        )
        yield f"postgres://huhang@127.0.0.1:{port}/huhang"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def redis():
    """Yield the URL of a Redis server that lasts as long as the block."""
    server = _binary("redis-server", "redis-server")
    place, port = tempfile.mkdtemp(prefix="huhang-redis-"), free_port()
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", place, "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        shutil.rmtree(place, ignore_errors=True)


def _wait_for(port, process):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)  # between two looks at a port there is nothing to wait on
    raise RuntimeError(f"nothing answered on port {port} for {PATIENCE} s")
