"""Serves everything in one process: the embedded default behind `make run`."""

import errno
import os
import signal
import socket
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application

from placement.accounts.models import User
from placement.demo.accounts import DEMO_ACCOUNTS
from placement.embedded import House

STOPS = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    help = "Serve web, worker and scheduler in one process."

    def handle(self, *args, **options):
        if not settings.EMBEDDED:
            raise CommandError("serve is the embedded default; production runs web, worker and beat apart.")
        host, port = os.environ.get("HOST") or "127.0.0.1", _port()
        self._refuse_taken(host, port)
        for stop in STOPS:
            signal.signal(stop, _interrupt)
        try:
            house = House(get_wsgi_application(), host, port)
            self._greet(host, port)
            house.run()
        except KeyboardInterrupt:
            pass
        self.stdout.write("\n护航 1311 stopped.")
        sys.stdout.flush()

    def _refuse_taken(self, host, port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(_why_not(host, port, error)) from error

    def _greet(self, host, port):
        self.stdout.write(f"护航 1311  http://{host}:{port}   (Ctrl-C stops it)")
        known = set(
            User.objects.filter(username__in=[name for name, *_ in DEMO_ACCOUNTS]).values_list("username", flat=True)
        )
        for username, password, role in DEMO_ACCOUNTS:
            if username in known:
                self.stdout.write(f"  {username:<12} {password}   {role}")
        self.stdout.flush()


def _why_not(host, port, error):
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use; choose another: PORT={port % 65535 + 1} make run"
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user; choose one above 1023: PORT=8000 make run"
    return f"HOST={host} is not an address of this machine: {error.strerror}."


def _port():
    value = os.environ.get("PORT") or "8000"
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise CommandError(f"PORT={value!r}: write a number from 1 to 65535.")
    return int(value)


def _interrupt(*_signal):
    """Stop once: whoever presses Ctrl-C again, or a `make` that passes it on, must not cut the stopping short."""
    for stop in STOPS:
        signal.signal(stop, signal.SIG_IGN)
    raise KeyboardInterrupt
