"""A phone as the office meets it: it sends what was logged without a network, and is told what became of it."""

from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone


class Phone:
    """One browser of one user; `clock` is how far it is ahead of the office."""

    def __init__(self, user, *, clock=timedelta(), uuid=None, **client):
        self.client, self.uuid, self.clock = Client(**client), uuid or str(uuid4()), clock
        self.client.force_login(user)
        self.people = {}

    def get(self, path, **query):
        return self.client.get(f"/api/door/{path}", query)

    def post(self, path, **body):
        return self.client.post(f"/api/door/{path}", body, content_type="application/json")

    def download(self):
        """Take the people along; returns the briefcase."""
        packed = self.post("briefcase/", device=self.uuid, label="Android Chrome").json()
        self.people = {person["key"]: person for person in packed.get("people", ())}
        return packed

    def now(self, **ago):
        return timezone.now() + self.clock - timedelta(**ago)

    def log(self, person, *, ago=None, **more):
        """A visit as this phone writes it down, so long ago."""
        said = {"uuid": str(uuid4()), "person": person.pk, "manner": "door", "result": "self"}
        return {**said, "made_at": self.now(**(ago or {})).isoformat(), **more}

    def change(self, person, fact, to):
        """A change of a fact, read in the briefcase."""
        return {"fact": fact, "version": self.people[person.pk]["facts"][fact]["version"], "to": to}

    def send(self, *items):
        """Send items and return what is said of each."""
        return self.answer(*items)["items"]

    def answer(self, *items):
        return self.post("visits/", device=self.uuid, device_at=self.now().isoformat(), items=list(items)).json()


def states(items):
    return [item["state"] for item in items]
