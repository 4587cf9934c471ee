"""What the graduate reads: the message that goes with a push, in their own words and language."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from matching.telling import tell

# Reasons worth saying to the person; the others are for the officer.
SAID = frozenset(
    {
        "title_same",
        "title_near",
        "major_exact",
        "major_class",
        "major_discipline",
        "skills",
        "pay_above",
        "pay_reaches",
        "area_wished",
        "same_county",
    }
)


def message_for(person, offered, *, by):
    """Return the message to a person about [(posting, reasons)], from an officer."""
    with override(settings.LANGUAGE_CODE):
        lines = [_greeting(person, by)]
        lines += [f"{number}. {_told(*one)}" for number, one in enumerate(offered, 1)]
        lines.append(_("愿意了解的请回复序号；不合适也请告诉我原因，我再为您留意。"))
        return "\n".join(lines)


def _greeting(person, by):
    told = {"name": person.name, "station": by.station or "", "by": by.name}
    return _("%(name)s，您好！我是%(station)s%(by)s，为您找到下面的岗位：") % told


def _told(posting, reasons):
    facts = [str(posting.employer), posting.area_text, _pay(posting)]
    why = [tell(reason) for reason in reasons if reason["code"] in SAID]
    told = f"{posting.title}（{'，'.join(filter(None, facts))}）"
    return f"{told}：{'；'.join(why)}" if why else told


def _pay(posting):
    if posting.pay_min or posting.pay_max:
        return _("月薪 %(span)s 元") % {"span": posting.pay}
    return posting.pay
