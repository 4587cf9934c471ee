"""Templates a station keeps: received, their columns put right by hand, thrown away."""

from django.db import transaction
from django.utils.translation import gettext as _

from followup.models import Export, ExportTemplate
from followup.office_forms import NUMBERS, PURPOSE, read_layout
from registry.refusals import Refusal
from registry.sealed import seal_bytes


@transaction.atomic
def keep_template(*, name, file_name, content, by):
    """Keep a template for the user's station, its columns recognised as far as the dictionary goes."""
    if by.station_id is None:
        raise Refusal(_("未分配站点，不能保存模板。"))
    layout = read_layout(file_name, content)
    return ExportTemplate.objects.create(
        station_id=by.station_id,
        name=name,
        content=seal_bytes(content, PURPOSE),
        sheet=layout.sheet,
        header_row=layout.header_row,
        headers=layout.headers,
        columns=layout.columns,
        by=by,
    )


@transaction.atomic
def name_columns(template, columns, *, by):
    """Say what a template's columns hold: {column number as text: key}; those without a key stay empty."""
    columns = {number: key for number, key in columns.items() if key and number in template.headers}
    if not set(columns.values()) - {NUMBERS}:
        raise Refusal(_("请至少为一列选择内容。"))
    _refuse_change(template, by)
    ExportTemplate.objects.filter(pk=template.pk).update(columns=columns)


@transaction.atomic
def drop_template(template, *, by):
    """Forget a template; what was handed out in it stays on record."""
    _refuse_change(template, by)
    ExportTemplate.objects.filter(pk=template.pk).delete()


def _refuse_change(template, by):
    """While a list is being poured into a template, its columns stay as they were when the list was asked for."""
    if template.station_id != by.station_id:
        raise Refusal(_("只能修改本站点的模板。"))
    ExportTemplate.objects.select_for_update().filter(pk=template.pk).exists()
    if Export.objects.unfinished().filter(template=template).exists():
        raise Refusal(_("有名单正按此模板生成，请稍后再试。"))
