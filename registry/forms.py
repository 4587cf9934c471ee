"""The forms of the registry: a roster to upload, a person by hand, facts put right."""

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from registry import columns
from registry.cleaning import plain_text, split_list
from registry.identity import clean_name, clean_phones
from registry.models import Person, RosterRow
from registry.sources import SourceKind
from registry.statuses import Group, NeedKind, WorkKind

LARGEST = 40 * 1024 * 1024  # bytes: 100,000 rows of 27 columns are about 12 MB


def stations_of(user):
    return apps.get_model("accounts.Station").objects.within(user.station).standing()


class UploadForm(forms.Form):
    """A roster as a file or as rows pasted from a sheet, whose it is, and who sent it."""

    file = forms.FileField(
        label=_("表格文件"),
        required=False,
        help_text=_(".xlsx、.xls、.csv 或 .txt，最大 %(n)s MB；表头可以不在第一行。") % {"n": LARGEST // 1024**2},
    )
    pasted = forms.CharField(
        label=_("或从表格中粘贴"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("连同表头一起复制、粘贴。"),
    )
    station = forms.ModelChoiceField(label=_("所属站点"), queryset=None)
    source = forms.CharField(
        label=_("来源部门"), max_length=40, required=False, help_text=_("例如：教育局、民政局、高校。")
    )
    source_kind = forms.ChoiceField(
        label=_("来源类别"),
        required=False,
        choices=[("", _("按来源部门判断")), *SourceKind.choices],
        help_text=_("已由工作人员核实、或由主管部门提供的信息，不会被其他来源覆盖。"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations_of(user)
        self.fields["station"].initial = user.station_id

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 %(n)s MB，请分成几份。") % {"n": LARGEST // 1024**2})
        return file

    def clean(self):
        data = super().clean()
        if not self.errors and bool(data["file"]) == bool(data["pasted"].strip()):
            self.add_error("file", _("请选择文件，或粘贴表格内容，二者取一。"))
        return data

    def received(self):
        """Return (file name, bytes) of what was sent."""
        file = self.cleaned_data["file"]
        if file:
            return file.name, file.read()
        return str(_("粘贴的表格.txt")), self.cleaned_data["pasted"].encode()


class ColumnsForm(forms.Form):
    """One choice for every column of a received file, and which of its sheets is read."""

    def __init__(self, *args, roster, **kwargs):
        super().__init__(*args, **kwargs)
        self.roster = roster
        sheets = [(name, f"{name}（{rows}）") for name, rows in roster.sheets]
        self.fields["sheet"] = forms.ChoiceField(
            label=_("工作表"), choices=sheets, required=False, initial=roster.sheet, disabled=len(sheets) < 2
        )
        facts = [("", _("不导入")), *((fact, columns.printed(fact)) for fact in columns.HEADERS)]
        for index, header in enumerate(roster.header):
            label = f"{columns.letter(index)} · {header or _('（无列名）')}"
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=label, choices=facts, required=False, initial=roster.columns.get(str(index), "")
            )

    def chosen(self):
        """Return {column index: fact} of the columns that hold one."""
        named = {index: self.cleaned_data[f"column_{index}"] for index in range(len(self.roster.header))}
        return {index: fact for index, fact in named.items() if fact}


class CellsForm(forms.Form):
    """The cells of one row under the headers that hold facts."""

    def __init__(self, *args, roster, row, **kwargs):
        super().__init__(*args, **kwargs)
        cells = row.content["cells"]
        wrong = {reason.get("fact") for reason in row.reasons}
        for index, fact in sorted((int(index), fact) for index, fact in roster.columns.items()):
            if fact:
                cell = cells[index] if index < len(cells) else ""
                self.fields[f"cell_{index}"] = forms.CharField(
                    label=roster.header[index], required=False, strip=False, max_length=2000, initial=plain_text(cell)
                )
                self.fields[f"cell_{index}"].widget.attrs |= {"aria-invalid": "true"} if fact in wrong else {}

    def cells(self):
        """Return {column index: text}."""
        return {int(name.removeprefix("cell_")): text for name, text in self.cleaned_data.items()}


class DecideForm(forms.Form):
    """What becomes of doubtful rows; `person` where a row has several suspects."""

    decision = forms.ChoiceField(choices=RosterRow.Decision.choices)
    person = forms.IntegerField(required=False)

    def people_of(self, user):
        return Person.objects.visible_to(user)


class BringBackForm(forms.Form):
    """An error sheet that was put right."""

    file = forms.FileField(label=_("改好的更正表"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 %(n)s MB，请分成几份。") % {"n": LARGEST // 1024**2})
        return file


class NameField(forms.CharField):
    """A name in any script, spaces and dots unified."""

    problems = {
        "empty": _("请填写姓名。"),
        "long": _("姓名不能超过 60 个字。"),
        "characters": _("姓名中不能有数字，且须有文字。"),
    }

    def clean(self, value):
        name, problem = clean_name(super().clean(value))
        if problem:
            raise forms.ValidationError(self.problems[problem])
        return name


class PhonesField(forms.CharField):
    """One or several numbers in one box; returns a list."""

    def clean(self, value):
        numbers, problem = clean_phones(super().clean(value))
        if problem:
            raise forms.ValidationError(_("没有识别出电话号码，请核对。"))
        return numbers


class FactsForm(forms.ModelForm):
    """The plain facts of a person; only what differs is written."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = NameField(label=_("姓名"), max_length=80)
    phones = PhonesField(label=_("增加电话"), required=False, help_text=_("原有号码保留。"))
    wishes = forms.CharField(label=_("就业意向"), required=False, help_text=_("最多三个，用顿号隔开，按意愿先后。"))
    pay_floor = forms.IntegerField(label=_("期望月薪下限（元）"), min_value=0, max_value=200_000, required=False)
    skills = forms.CharField(label=_("技能"), required=False, help_text=_("用顿号隔开。"))
    groups = forms.MultipleChoiceField(
        label=_("重点群体"), choices=Group.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.MultipleChoiceField(
        label=_("服务需求"), choices=NeedKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    BELONGINGS = ("phones", "wishes", "pay_floor", "skills", "groups", "needs", "version")

    class Meta:
        model = Person
        fields = (
            "name",
            "ethnicity",
            "education",
            "school",
            "major",
            "graduated_on",
            "cohort",
            "hukou_text",
            "version",
        )
        widgets = {"graduated_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        person = self.instance
        if person.pk:
            wishes = list(person.wishes.all())
            self.initial |= {
                "version": person.version,
                "wishes": "、".join(wish.occupation for wish in wishes),
                "pay_floor": wishes[0].pay_floor if wishes else None,
                "skills": "、".join(skill.name for skill in person.skills.all()),
                "groups": [row.group for row in person.groups.filter(until=None)],
                "needs": [row.kind for row in person.needs.all()],
            }

    def clean_wishes(self):
        wishes = split_list(self.cleaned_data["wishes"])
        if len(wishes) > 3:
            raise forms.ValidationError(_("就业意向最多三个。"))
        return [wish[:60] for wish in wishes]

    def clean_skills(self):
        return list(dict.fromkeys(skill[:40] for skill in split_list(self.cleaned_data["skills"])))

    def plain_facts(self):
        """Return the facts that change_facts takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name not in self.BELONGINGS}

    def wished(self):
        """Return the wishes as set_wishes takes them."""
        floor = self.cleaned_data["pay_floor"]
        return [
            {"occupation": text, "pay_floor": floor, "kind": WorkKind.FULL_TIME} for text in self.cleaned_data["wishes"]
        ]


class NewPersonForm(forms.Form):
    """One person over the counter; everything else is added on the case page."""

    name = NameField(label=_("姓名"), max_length=80)
    id_number = forms.CharField(label=_("身份证号码"), max_length=40)
    phones = PhonesField(label=_("联系电话"), required=False)
    station = forms.ModelChoiceField(label=_("服务站点"), queryset=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations_of(user)
        self.fields["station"].initial = user.station_id


class RevealForm(forms.Form):
    what = forms.ChoiceField(choices=[("phone", _("电话")), ("id_number", _("身份证号码")), ("address", _("住址"))])
    reason = forms.CharField(max_length=200)
