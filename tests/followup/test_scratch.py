"""The folder of what a library keeps in files: private, empty afterwards, swept of what a kill left."""

import os
import stat
import time
from pathlib import Path

import pytest

from followup.scratch import LEFT_BEHIND, scratch_folder


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.SCRATCH_DIR = tmp_path / "scratch"
    return settings.SCRATCH_DIR


def test_nobody_else_may_read_it_and_nothing_stays(place):
    with scratch_folder() as folder:
        (Path(folder) / "rows").write_text("甲")
        assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert list(place.iterdir()) == []


def test_nothing_stays_when_the_work_breaks(place):
    def breaks():
        with scratch_folder() as folder:
            (Path(folder) / "rows").write_text("甲")
            raise OSError

    pytest.raises(OSError, breaks)
    assert list(place.iterdir()) == []


def test_what_a_killed_worker_left_is_swept_and_what_is_in_use_is_not(place):
    with scratch_folder() as in_use:
        left = place / "left"
        left.mkdir()
        (left / "rows").write_text("甲")
        long_ago = time.time() - LEFT_BEHIND - 60
        os.utime(left, (long_ago, long_ago))
        with scratch_folder():
            assert not left.exists()
            assert Path(in_use).exists()
