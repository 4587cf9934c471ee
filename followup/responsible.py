"""Who counts a person, who is responsible and who helps, and what is under way between stations."""

from dataclasses import dataclass

from followup.briefs import brief_of, tell_briefs
from followup.caseloads import Part
from followup.models import HandingLine, Transfer
from registry.models import Helper, Person, Tier


@dataclass(frozen=True)
class Responsible:
    """What the case page says about responsibility."""

    person: Person
    rungs: list  # (tier, its helper or None)
    transfer: Transfer | None  # that waits for an answer
    line: HandingLine | None  # by which the person came to whoever is responsible now
    brief: list

    def held(self):
        """Return (name, label, officer) of every responsibility that can be given here."""
        person = self.person
        parts = [Part.OWNER, *([Part.ALSO] if person.also_station_id else []), Part.COUNSELLOR]
        held = [(part.value, str(part.label), getattr(person, part)) for part in parts]
        rungs = [(f"tier-{tier.pk}", str(tier), helper and helper.user) for tier, helper in self.rungs]
        return [*held, *rungs]


def responsible_for(person, today):
    """Return who is responsible for a person that was loaded through visible_to()."""
    helpers = {helper.tier_id: helper for helper in Helper.objects.filter(person=person).select_related("user")}
    line = brief_of(person)
    return Responsible(
        person=person,
        rungs=[(tier, helpers.get(tier.pk)) for tier in Tier.objects.all()],
        transfer=person.transfers.waiting().for_list().first(),
        line=line,
        brief=tell_briefs([line.brief], today)[0] if line else [],
    )
