"""What is asked before a list is handed out, and the templates it may be poured into."""

from django import forms
from django.utils.translation import gettext_lazy as _

from followup.columns_out import CHOICES
from followup.exporting import SHORTEST
from followup.forms.fields import some_of
from followup.models import ExportTemplate
from followup.office_forms import NUMBERS
from registry.columns import letter


class ExportForm(forms.Form):
    """What for, to whom, which columns; whole numbers only for those who may."""

    purpose = forms.CharField(
        label=_("用途"),
        min_length=SHORTEST,
        max_length=180,
        help_text=_("写明给谁、做什么用；会写在封面和每个人的查阅记录里。"),
    )
    recipient = forms.CharField(label=_("提供给"), max_length=80, required=False)
    template = forms.ModelChoiceField(
        label=_("按模板填写"),
        queryset=ExportTemplate.objects.none(),
        required=False,
        empty_label=_("不用模板"),
        help_text=_("选了模板，就按模板的列、顺序和格式填写，下面选的列不起作用。"),
    )
    columns = some_of(CHOICES, _("列"), required=False)
    whole = forms.BooleanField(
        label=_("证件号码、电话、住址、出生日期不遮蔽"),
        required=False,
        help_text=_("本次导出会标为“未遮蔽”，并逐人记入查阅记录。"),
    )

    def __init__(self, *args, user, shown, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = ExportTemplate.objects.visible_to(user)
        # Those shown come first, in the list's order: what is ticked is sent in the order in which it stands here.
        self.fields["columns"].initial = shown
        self.fields["columns"].choices = sorted(CHOICES, key=lambda choice: _place(choice[0], shown))
        self.fields["columns"].widget.wide = True
        if not user.has_perm("followup.export_unmasked"):
            del self.fields["whole"]
        else:
            self.fields["whole"].widget.wide = True

    def clean(self):
        data = super().clean()
        if not data.get("columns") and not data.get("template"):
            self.add_error("columns", _("请至少选择一列。"))
        return data


def _place(key, shown):
    return shown.index(key) if key in shown else len(shown)


class TemplateForm(forms.Form):
    """An empty workbook the office was given."""

    file = forms.FileField(
        label=_("模板文件"),
        help_text=_(".xlsx，最大 5 MB，不含任何人的信息；宏、外部链接、图表、图片和透视表不支持。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    name = forms.CharField(label=_("名称"), max_length=80)


class ColumnsForm(forms.Form):
    """One choice for each column of a template."""

    def __init__(self, *args, template, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("不填写")), (NUMBERS, _("序号")), *CHOICES]
        for number, header in template.headers.items():
            self.fields[number] = forms.ChoiceField(
                label=f"{letter(int(number) - 1)} · {header}",
                choices=choices,
                required=False,
                initial=template.columns.get(number, ""),
            )
            self.fields[number].quiet = True
