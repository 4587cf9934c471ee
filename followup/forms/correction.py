"""A recorded visit put right or taken back, always with a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.correcting import MAY_DIFFER
from followup.forms.fields import Day, one_of, some_of, words
from followup.forms.visit import MANNERS, RESULTS
from followup.models import Briefing, Visit
from followup.models.guidance import Manner
from registry.identity import mask_phone


class CorrectVisitForm(forms.Form):
    """The visit as it was written, each fact to be changed where it was wrong."""

    made_on = Day(label=_("走访日期"))
    manner = one_of(MANNERS, _("方式"))
    phone = forms.ModelChoiceField(label=_("拨打的号码"), queryset=None, required=False, empty_label=_("未拨打电话"))
    result = one_of([(Visit.Result(code).value, Visit.Result(code).label) for code in RESULTS], _("联系结果"))
    topics = some_of(Briefing.Topic.choices, _("宣讲了哪些政策"), required=False)
    barriers = some_of(Visit.Barrier.choices, _("就业障碍"), required=False)
    findings = words(_("情况"), required=False)
    next_on = Day(label=_("下次联系"), required=False)
    reason = forms.CharField(label=_("更正原因"), max_length=200)

    def __init__(self, *args, visit, **kwargs):
        written = {name: getattr(visit, name) for name in MAY_DIFFER}
        super().__init__(*args, initial=written, **kwargs)
        self.fields["phone"].queryset = visit.person.phones.all()
        self.fields["phone"].label_from_instance = lambda phone: mask_phone(phone.number)

    def clean(self):
        """A number was dialled only in a call."""
        data = super().clean()
        if data.get("manner") != Manner.PHONE:
            data["phone"] = None
        return data


class WithdrawVisitForm(forms.Form):
    """Why a recorded visit is taken back."""

    reason = forms.CharField(label=_("撤销原因"), max_length=200)
