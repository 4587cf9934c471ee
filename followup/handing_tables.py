"""Acts of handing over as columns; no query is made while a row is drawn."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from followup.models import Handing

COUNT = {"td": {"class": "num"}, "th": {"class": "num"}}


class HandingTable(tables.Table):
    """Acts that gave people to officers, the newest first."""

    at = tables.DateTimeColumn(
        verbose_name=_("时间"), format="Y-m-d H:i", linkify=True, attrs={"td": {"class": "lead"}}
    )
    way = tables.Column(verbose_name=_("方式"), attrs={"td": {"class": "plain"}})
    n = tables.Column(verbose_name=_("项数"), attrs=COUNT)
    leaver = tables.Column(verbose_name=_("移交人"), default="—")
    station = tables.Column(verbose_name=_("站点"))
    by = tables.Column(verbose_name=_("经办"))
    reason = tables.Column(verbose_name=_("原因"), default="—")
    undone_at = tables.DateTimeColumn(verbose_name=_("撤销时间"), format="Y-m-d H:i", default="—")

    class Meta:
        model = Handing
        fields = ()
        orderable = False
        empty_text = _("还没有分配过")
