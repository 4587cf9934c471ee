"""Serves everything in one process: the embedded default behind `make run`."""

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


class Command(BaseCommand):
    help = "Serve web, worker and scheduler in one process."

    def handle(self, *args, **options):
        if not settings.EMBEDDED:
            raise CommandError("serve is the embedded default; production runs web, worker and beat apart.")
        host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
        self._refuse_taken(host, port)
        signal.signal(signal.SIGTERM, _interrupt)
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
                raise CommandError(f"Port {port} is in use; choose another with PORT=8001 make run.") from error

    def _greet(self, host, port):
        self.stdout.write(f"护航 1311  http://{host}:{port}   (Ctrl-C stops it)")
        known = set(
            User.objects.filter(username__in=[name for name, *_ in DEMO_ACCOUNTS]).values_list("username", flat=True)
        )
        for username, password, role in DEMO_ACCOUNTS:
            if username in known:
                self.stdout.write(f"  {username:<12} {password}   {role}")
        self.stdout.flush()


def _interrupt(*_signal):
    raise KeyboardInterrupt
