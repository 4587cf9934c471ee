"""The forms of the pool: a list to upload, a posting by hand, why one is closed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.editing import EDITABLE
from matching.kinds import AUDIENCES
from matching.models import Inquiry, Posting
from registry.statuses import Education, WorkKind

LARGEST = 20 * 1024 * 1024


class UploadForm(forms.Form):
    file = forms.FileField(label=_("表格文件"), help_text=_(".xlsx、.xls 或 .csv，最大 20 MB。"))
    source = forms.CharField(label=_("发布来源"), max_length=60, help_text=_("例如：某市紧缺人才目录。"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 20 MB，请分成几份。"))
        return file


class AudienceField(forms.MultipleChoiceField):
    """Whom a posting is kept for."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        help_text = _("只招这些人；不勾选即面向所有人。")
        super().__init__(label=_("面向群体"), choices=AUDIENCES, required=False, help_text=help_text, **options)


class PostingForm(forms.ModelForm):
    """A posting as an employer gives it over the counter."""

    employer_name = forms.CharField(label=_("单位名称"), max_length=120)
    audience = AudienceField()

    class Meta:
        model = Posting
        fields = (
            "title",
            "area_text",
            "education",
            "majors_text",
            "pay_min",
            "pay_max",
            "experience_years",
            "headcount",
            "kind",
            "audience",
            "closes_on",
            "details",
        )
        widgets = {
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "majors_text": forms.TextInput(),
            "details": forms.Textarea(attrs={"rows": 3}),
        }

    field_order = ("employer_name", "title")

    def clean(self):
        return _with_pay_in_order(self, super().clean())


def _with_pay_in_order(form, data):
    low, high = data.get("pay_min"), data.get("pay_max")
    if low and high and low > high:
        form.add_error("pay_max", _("月薪下限不能高于上限。"))
    return data


class EditForm(forms.ModelForm):
    """What an officer puts right after what was read."""

    audience = AudienceField()

    class Meta:
        model = Posting
        fields = EDITABLE
        widgets = {
            "closes_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "majors_text": forms.TextInput(),
        }

    def clean(self):
        return _with_pay_in_order(self, super().clean())

    def changes(self):
        """Return {fact: value} of what was changed."""
        return {fact: self.cleaned_data[fact] for fact in self.changed_data}


class AskedFilter(forms.Form):
    """Whose postings to ask about, and whether they were asked."""

    employer = forms.IntegerField(required=False)
    asked = forms.ChoiceField(choices=[("", ""), ("yes", ""), ("no", "")], required=False)

    def chosen(self):
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def apply(self, postings):
        chosen = self.chosen()
        if "employer" in chosen:
            postings = postings.filter(employer=chosen["employer"])
        if "asked" in chosen:
            postings = postings.filter(asked_on__isnull=chosen["asked"] == "no")
        return postings


class InquiryForm(forms.Form):
    """Which postings were asked about, or what was said of them."""

    ASKED = "asked"

    postings = forms.TypedMultipleChoiceField(coerce=int, choices=(), required=False)
    all = forms.BooleanField(required=False)
    act = forms.ChoiceField(choices=[(ASKED, ""), *Inquiry.Answer.choices[1:]])

    def __init__(self, data):
        super().__init__(data)
        given = [key for key in data.getlist("postings") if key.isdecimal()]
        self.fields["postings"].choices = [(key, key) for key in given]

    def chosen(self, narrowed, listed):
        """Return the keys of the ticked postings, or of all of one source: nobody answers for everybody at once."""
        everything = self.cleaned_data["all"] and "employer" in narrowed.chosen()
        return (
            list(narrowed.apply(listed).values_list("pk", flat=True)) if everything else self.cleaned_data["postings"]
        )


class CloseForm(forms.Form):
    reason = forms.ChoiceField(label=_("关闭原因"), choices=Posting.ClosedReason.choices, widget=forms.RadioSelect)


class ReopenForm(forms.Form):
    """Why a closing was a mistake."""

    reason = forms.CharField(label=_("重新开放原因"), max_length=200)


class PostingFilter(forms.Form):
    """Narrows the pool and says so as a sentence."""

    q = forms.CharField(label=_("岗位或单位"), required=False)
    kind = forms.ChoiceField(label=_("工作性质"), choices=[("", "—"), *WorkKind.choices], required=False)
    education = forms.ChoiceField(label=_("学历要求"), choices=[("", "—"), *Education.choices], required=False)
    pay = forms.IntegerField(label=_("月薪不低于（元）"), min_value=0, required=False)
    area = forms.CharField(label=_("工作地"), required=False)
    experience = forms.ChoiceField(label=_("工作经验"), choices=[("", "—"), ("none", _("应届可"))], required=False)
    audience = forms.ChoiceField(label=_("面向群体"), choices=[("", "—"), *AUDIENCES], required=False)
    closed = forms.ChoiceField(
        label=_("已关闭的"),
        choices=[("", "—"), ("yes", _("含已关闭")), ("only", _("只看已关闭"))],
        required=False,
    )

    def chosen(self):
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def apply(self, postings, today):
        chosen = self.chosen()
        if chosen.get("closed") == "only":
            postings = postings.exclude(closed_on=None)
        elif "closed" not in chosen:
            postings = postings.open_on(today)
        if "q" in chosen:
            postings = postings.about(chosen["q"])
        if "kind" in chosen:
            postings = postings.filter(kind=chosen["kind"])
        if "education" in chosen:
            postings = postings.filter(education=chosen["education"])
        if "pay" in chosen:
            postings = postings.paying(chosen["pay"])
        if "experience" in chosen:
            postings = postings.for_graduates()
        if "audience" in chosen:
            postings = postings.kept_for(chosen["audience"])
        if "area" in chosen:
            postings = postings.filter(area_text__contains=chosen["area"])
        return postings

    def sentence(self, query):
        """Return the chips: what narrows the list, each with the address without it."""
        return [
            {"label": self._told(name, value), "remove_url": _without(query, name)}
            for name, value in self.chosen().items()
        ]

    def _told(self, name, value):
        if name in ("kind", "education", "experience", "audience", "closed"):
            return dict(self.fields[name].choices)[value]
        if name == "pay":
            return _("月薪 ≥ %(pay)s") % {"pay": value}
        return f"“{value}”"


def _without(query, name):
    rest = query.copy()
    for key in (name, "page"):
        rest.pop(key, None)
    return "?" + rest.urlencode()
