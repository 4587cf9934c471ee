"""A private folder for what a library keeps in files while it works; gone afterwards, and after a kill a day later."""

import shutil
import time
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from django.conf import settings

LEFT_BEHIND = 24 * 3600  # seconds after which nobody can still be working in a folder


@contextmanager
def scratch_folder():
    """Yield the path of an empty folder that nobody else on this machine may read."""
    settings.SCRATCH_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(time.time() - LEFT_BEHIND)
    with TemporaryDirectory(dir=settings.SCRATCH_DIR) as folder:
        yield folder


def _sweep(before):
    """Remove what killed workers have left."""
    for folder in settings.SCRATCH_DIR.iterdir():
        if folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)
