"""Two files of what may be one person, told side by side, masked."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from followup.forms.merge import PREFIX
from registry.identity import mask_id_number, mask_phone
from registry.merging import CHOICES


class Row(NamedTuple):
    """One fact of both files; `field` is the choice to be made, None where they agree."""

    label: str
    kept: str
    gone: str
    field: object


def side_by_side(kept, gone, form):
    """Return the Rows: what can be chosen first by name, then what both keep."""
    facts = {
        choice: Row(str(label), _told(kept, choice), _told(gone, choice), _field(form, choice))
        for choice, (label, _columns) in CHOICES.items()
    }
    rows = [row for row in facts.values() if row.field is not None or row.kept]
    return [
        *rows,
        Row(_("电话"), _phones(kept), _phones(gone), None),
        Row(_("重点群体"), _groups(kept), _groups(gone), None),
    ]


def _field(form, choice):
    name = PREFIX + choice
    return form[name] if name in form.fields else None


def _told(person, choice):
    """Return a fact as a reader may see it: the number masked, the address only as there or not."""
    if choice == "id_number":
        return mask_id_number(person.id_number)
    if choice == "address":
        return "***" if person.address else ""
    show = getattr(person, f"get_{choice}_display", None)
    value = show() if show else getattr(person, choice)
    return "" if value is None else str(value)


def _phones(person):
    return "、".join(mask_phone(phone.number) for phone in person.phones.all())


def _groups(person):
    return "、".join(row.get_group_display() for row in person.groups.all() if row.until is None)


def hanging_on(person):
    """Return [(label, count)] of what moves along with a file."""
    found = (
        (_("走访"), person.visits.made()),
        (_("政策宣讲"), person.briefings),
        (_("岗位推送"), person.pushes),
        (_("职业指导"), person.sessions),
        (_("就业见习"), person.internships),
        (_("去向"), person.outcomes),
        (_("台账"), person.cases),
    )
    return [(label, count) for label, rows in found if (count := rows.count())]
