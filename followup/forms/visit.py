"""The visit at the door: one screen, only what changed is asked; the phone's shell shows the same without a person."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.forms.fields import Day, one_of, some_of, words
from followup.models import Briefing, Visit
from followup.models.guidance import Manner
from registry.cleaning import split_list
from registry.forms import PhonesField
from registry.identity import mask_phone
from registry.models import Phone
from registry.statuses import OUT, PLACED, Status

MANNERS = (
    ("door", _("上门")),
    ("phone", _("电话")),
    ("video", _("视频")),
    ("wechat", _("微信")),
    ("office", _("到站")),
)
RESULTS = (
    "self",
    "family",
    "no_answer",
    "nobody_home",
    "off",
    "dead_number",
    "wrong_number",
    "refused",
    "elsewhere",
    "no_such_person",
    "postponed",
)
# A placement needs its proof and "unreachable" its ladder: they are recorded on forms of their own, not at the door.
STATUSES = [(status.value, status.label) for status in Status if status not in PLACED | OUT | {Status.UNREACHABLE}]


class VisitForm(forms.Form):
    """How the contact went. `uuid` is made with the form, so a double press stores one visit.

    A fact left as it stands is not touched: its field carries what it was, and only what differs is brought home.
    """

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    manner = one_of(MANNERS, _("方式"))
    result = one_of([(Visit.Result(code).value, Visit.Result(code).label) for code in RESULTS], _("联系结果"))
    phone = forms.ModelChoiceField(
        label=_("拨打的号码"),
        queryset=Phone.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
    )
    status = one_of(STATUSES, _("状态"), required=False)
    status_note = forms.CharField(label=_("状态说明"), max_length=200, required=False)
    occupation = forms.CharField(label=_("期望职业"), max_length=60, required=False)
    pay_floor = forms.IntegerField(label=_("期望月薪下限（元）"), min_value=0, max_value=1_000_000, required=False)
    areas = forms.CharField(label=_("期望地区"), max_length=200, required=False, help_text=_("多个用顿号分开。"))
    skills = forms.CharField(label=_("技能"), max_length=400, required=False, help_text=_("多个用顿号分开。"))
    number = PhonesField(
        label=_("新的号码"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    whose = one_of(Phone.Whose.choices, _("机主"), required=False)
    briefing_topics = some_of(Briefing.Topic.choices, _("宣讲了哪些政策"), required=False)
    session_booked_for = forms.DateTimeField(
        label=_("预约职业指导"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    barriers = some_of(Visit.Barrier.choices, _("就业障碍"), required=False)
    findings = words(_("情况"), rows=2, required=False)
    next_on = Day(label=_("下次联系"), required=False)
    made_on = Day(label=_("走访日期"))

    def __init__(self, *args, today=None, person=None, standard=None, **kwargs):
        given = _as_it_stands(person, today) if person else {}
        kwargs["initial"] = {"manner": "door", "whose": "self", **given, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.today, self.person = today, person
        for field in self.fields.values():
            field.quiet = True
        if person:
            self._for_person(person, standard)

    def _for_person(self, person, standard):
        self.fields["phone"].queryset = person.phones.all()
        self.fields["phone"].label_from_instance = _shown_phone
        self.fields["made_on"].widget.attrs["max"] = self.today.isoformat()
        self.fields["next_on"].widget.attrs["min"] = self.today.isoformat()
        self.fields["next_on"].help_text = _proposal(person, standard)

    def clean_made_on(self):
        made_on = self.cleaned_data["made_on"]
        if made_on > self.today:
            raise forms.ValidationError(_("走访日期不能晚于今天。"))
        return made_on

    def clean_next_on(self):
        next_on = self.cleaned_data["next_on"]
        if next_on and next_on < self.today:
            raise forms.ValidationError(_("下次联系不能早于今天。"))
        return next_on

    def clean_areas(self):
        return split_list(self.cleaned_data["areas"])

    def clean_skills(self):
        return list(dict.fromkeys(skill[:40] for skill in split_list(self.cleaned_data["skills"])))

    def clean(self):
        """A number was dialled only in a call."""
        data = super().clean()
        if data.get("manner") != Manner.PHONE:
            data["phone"] = None
        return data

    def stands(self):
        """Return {fact: words} of how things stand, as the form shows them beside what can be changed."""
        wish = [self.initial["occupation"], self.initial["pay_floor"] and f"≥{self.initial['pay_floor']}"]
        return {
            "status": " · ".join(filter(None, (self.person.get_status_display(), self.person.status_note))),
            "wish": " ".join(filter(None, [*wish, self.initial["areas"]])) or _("未登记"),
            "skills": self.initial["skills"] or _("未登记"),
            "phone": "、".join(mask_phone(phone.number) for phone in self.fields["phone"].queryset) or _("未登记"),
        }

    def contact(self):
        """Return what record_visit takes: the contact itself and what was given."""
        names = ("uuid", "manner", "result", "phone", "barriers", "findings", "next_on", "made_on")
        given = ("briefing_topics", "session_booked_for")
        return {name: self.cleaned_data[name] for name in (*names, *given)} | self._status()

    def brought(self):
        """Return {fact: value} of the facts beside the status that are not as they stood."""
        data, changed = self.cleaned_data, set(self.changed_data)
        facts = {}
        if {"occupation", "pay_floor", "areas"} & changed and data["occupation"]:
            facts["wish"] = {name: data[name] for name in ("occupation", "pay_floor", "areas")}
        if "skills" in changed:
            facts["skills"] = data["skills"]
        if data["number"]:
            facts["phone"] = {"number": data["number"][0], "whose": data["whose"]}
        return facts

    def _status(self):
        """A new status takes a new note; the old note says something about the old one."""
        changed = {"status", "status_note"} & set(self.changed_data)
        if not changed:
            return {}
        note = self.cleaned_data["status_note"] if "status_note" in changed else ""
        return {"status": self.cleaned_data["status"] or None, "status_note": note}


def _as_it_stands(person, today):
    wish = person.wishes.first()
    return {
        "uuid": uuid.uuid4(),
        "result": "self",
        "phone": person.phones.first(),
        "status": person.status,
        "status_note": person.status_note,
        "occupation": wish.occupation if wish else "",
        "pay_floor": wish.pay_floor if wish else None,
        "areas": "、".join(wish.areas) if wish else "",
        "skills": "、".join(skill.name for skill in person.skills.all()),
        "made_on": today,
    }


def _shown_phone(phone):
    return f"{mask_phone(phone.number)} {phone.get_whose_display()}·{phone.get_state_display()}"


def _proposal(person, standard):
    """What happens when no date is given, as the standard has it."""
    if standard is None:
        return _("留空则不安排。")
    in_group = any(row.until is None for row in person.groups.all())
    days = standard.key_group_days if in_group else standard.routine_days
    return _("留空则按服务标准安排，最迟 %(days)s 天后。") % {"days": days}


class CancelVisitForm(forms.Form):
    """Why a planned visit is dropped."""

    reason = forms.CharField(label=_("取消原因"), max_length=200)


class PlanVisitForm(forms.Form):
    """A day agreed with the person."""

    planned_for = Day(label=_("约定日期"))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["planned_for"].widget.attrs["min"] = today.isoformat()

    def clean_planned_for(self):
        if self.cleaned_data["planned_for"] < self.today:
            raise forms.ValidationError(_("约定日期不能早于今天。"))
        return self.cleaned_data["planned_for"]
