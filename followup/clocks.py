"""When a visit was made, by the office's clock, whatever the phone's clock said. Pure."""

from datetime import timedelta

from django.utils import timezone

MOST_SECONDS = 2**31 - 1  # what a column of the database holds


def office_time(made_at, *, device_at, received_at, read_at=None):
    """Return when something the phone's clock puts at `made_at` happened by ours.

    Both clocks are known at the moment of sending, so only the time between counts. It cannot have been after it
    arrived, nor before the office had handed out what the phone was showing (`read_at`, by our clock).
    """
    at = min(received_at - (device_at - made_at), received_at)
    return max(at, read_at) if read_at and read_at <= received_at else at


def office_day(at, *, made_on, made_at):
    """Return the day of a visit in the office's zone; a day the officer named keeps its distance from the phone's."""
    day = timezone.localdate(at)
    ago = (timezone.localdate(made_at) - made_on).days if made_on else 0
    return day - timedelta(days=max(ago, 0))


def seconds_off(device_at, received_at):
    """Return how far the phone's clock is ahead of ours, in seconds a column can hold."""
    off = round((device_at - received_at).total_seconds())
    return max(-MOST_SECONDS, min(off, MOST_SECONDS))
