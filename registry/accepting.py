"""What a list said is taken on within the registry: facts put right, two identities joined or told apart, rows sent on."""

import csv
import io

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.comparing import difference
from registry.importing import receive_roster
from registry.judging import known_facts
from registry.models import Finding, Likeness, Person
from registry.reconciling import compare_again
from registry.registering import PLAIN_FACTS, change_facts, set_groups

What = Finding.What


# --- Facts -------------------------------------------------------------------------------------


def people_compared(findings):
    """Return {key: Person} of whom these findings speak, with everything a comparison looks at."""
    people = Person.objects.prefetch_related("phones", "groups", "needs", "skills", "wishes")
    return people.in_bulk({finding.person_id for finding in findings} - {None})


def changes_said(finding, person):
    """Return (changes, held) of what the list says otherwise of a person as registered now: {fact: [was, becomes]}."""
    kind = finding.comparison.source_kind
    changes, held = difference(finding.content.get("facts", {}), known_facts(person), sources=person.sources, kind=kind)
    return (
        {fact: pair for fact, pair in found.items() if fact in (*PLAIN_FACTS, "groups")} for found in (changes, held)
    )


def correct_person(finding, person, *, by, on):
    """Set what the list says and may say: a stronger source's word stays. Returns whether anything changed."""
    changes, _held = changes_said(finding, person)
    groups = changes.pop("groups", None)
    facts = {fact: _value(fact, becomes) for fact, (_was, becomes) in changes.items()}
    comparison = finding.comparison
    source = comparison.source_kind, comparison.file_name
    changed = change_facts(person, facts, by=by, source=source) if facts else []
    if groups:
        set_groups(person, groups[1], on=on, by=by, evidence=comparison.file_name[:80])
    return bool(changed or groups)


def _value(fact, becomes):
    return Person._meta.get_field(fact).to_python(becomes) if fact == "graduated_on" else becomes


# --- Who is who --------------------------------------------------------------------------------


def take_as_same(findings, *, by):
    """Remember that these listed identities are the suspected persons; returns the findings for which that holds.

    A number that is somebody's already stays theirs.
    """
    taken = Likeness.objects.filter(digest__in=[finding.id_digest for finding in findings], is_same=True)
    owner, same = dict(taken.values_list("digest", "person")), []
    for finding in findings:
        if owner.setdefault(finding.id_digest, finding.person_id) == finding.person_id:
            same.append(finding)
    _remember(same, True, by)
    others = Finding.objects.filter(comparison__in={finding.comparison_id for finding in same}, what=What.DOUBTFUL)
    others = others.filter(id_digest__in=[finding.id_digest for finding in same])
    others.exclude(pk__in=[finding.pk for finding in same]).waiting().update(
        decision=Finding.Decision.REJECTED, decided_by=by, decided_at=timezone.now()
    )
    return same


def take_as_different(findings, *, by):
    """Remember that these listed identities are not the suspected persons."""
    _remember(findings, False, by)
    return findings


def _remember(findings, is_same, by):
    Likeness.objects.bulk_create(
        [
            Likeness(digest=finding.id_digest, person_id=finding.person_id, is_same=is_same, by=by)
            for finding in findings
        ],
        update_conflicts=True,
        unique_fields=["digest", "person"],
        update_fields=["is_same", "by"],
    )


def look_again(findings):
    """Once it is decided who the rows are, find what the list says of them; rows with another suspect left wait."""
    for comparison in {finding.comparison for finding in findings}:
        waiting = comparison.findings.waiting().filter(what=What.DOUBTFUL).values_list("number", flat=True)
        numbers = {finding.number for finding in findings if finding.comparison == comparison} - set(waiting)
        rows = [finding for finding in findings if finding.comparison == comparison and finding.number in numbers]
        if rows:
            compare_again(comparison, rows)


# --- Rows sent on ------------------------------------------------------------------------------


@transaction.atomic
def send_on(comparison, findings, *, by):
    """Make a roster of rows that are missing here, as they were received; it is judged and applied as any other."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(comparison.header)
    writer.writerows(finding.content["cells"] for finding in findings)
    return receive_roster(
        station=comparison.station,
        file_name=_("%(list)s-缺漏人员.csv") % {"list": comparison.file_name[:180]},
        content=text.getvalue().encode("utf-8-sig"),
        source=comparison.get_kind_display(),
        source_kind=comparison.source_kind,
        by=by,
    )
