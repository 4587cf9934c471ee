"""What the tests of the service's pages share: a visit made, through the verb."""

from uuid import uuid4

from django.utils import timezone

from followup.visiting import record_visit


def visit(person, by, *, made_on=None, manner="door", result="self", **facts):
    """Record a visit; facts are those of record_visit."""
    now = timezone.now()
    return record_visit(
        person,
        by=by,
        uuid=uuid4(),
        made_at=now,
        made_on=made_on or timezone.localdate(now),
        manner=manner,
        result=result,
        **facts,
    )
