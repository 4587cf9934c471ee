"""Settings are read strictly: an odd value stops the start with a sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from placement.environment import env_percent, env_whole


def test_a_whole_number_is_read_and_has_a_default(monkeypatch):
    assert env_whole("EXPORT_HOURS", "72") == 72
    monkeypatch.setenv("EXPORT_HOURS", "24")
    assert env_whole("EXPORT_HOURS", "72") == 24


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "two", "２４"])
def test_anything_else_is_refused(monkeypatch, value):
    monkeypatch.setenv("EXPORT_HOURS", value)
    with pytest.raises(ImproperlyConfigured, match="EXPORT_HOURS"):
        env_whole("EXPORT_HOURS", "72")


def test_a_share_may_be_nothing_and_not_more_than_all(monkeypatch):
    assert env_percent("CONTROL_PERCENT", "0") == 0
    monkeypatch.setenv("CONTROL_PERCENT", "101")
    with pytest.raises(ImproperlyConfigured, match="CONTROL_PERCENT"):
        env_percent("CONTROL_PERCENT", "0")
