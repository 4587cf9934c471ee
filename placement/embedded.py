"""The embedded default: web server, Celery worker and scheduler as threads of one process."""

import threading

from celery.beat import EmbeddedService
from celery.worker import WorkController
from waitress import create_server

from placement.celery import app

WEB_THREADS = 8
TASK_THREADS = 2
PATIENCE = 5  # seconds a running task may take to end when the house closes


class House:
    """Everything that serves, started and stopped together."""

    def __init__(self, application, host, port):
        self.server = create_server(application, host=host, port=port, threads=WEB_THREADS, ident="huhang")
        self.worker = WorkController(
            app=app,
            pool="threads",
            concurrency=TASK_THREADS,
            hostname="embedded",
            without_mingle=True,
            without_gossip=True,
            without_heartbeat=True,
        )
        self.tasks = threading.Thread(target=self.worker.start, name="worker", daemon=True)
        self.beat = EmbeddedService(app, thread=True)
        self.beat.daemon = True

    def run(self):
        """Serve until interrupted; returns when everything has stopped."""
        self.tasks.start()
        self.beat.start()
        try:
            self.server.run()
        finally:
            self.stop()

    def stop(self):
        self.server.close()
        # Both are told before either is waited for: each takes up to a second to notice.
        self.beat.service.stop(wait=False)
        self.worker.stop()
        self.tasks.join(PATIENCE)
        self.beat.join(PATIENCE)
