"""Handing out lists: asked for with a purpose, written in sealed pieces, fetched by who asked, gone when it expires.

Whose rows are in it is fixed when it is asked for, so that what was told is what is written; what stands in a row is
true at the moment of writing, and who is out of the asker's sight by then is left out and counted. Every person's look
is recorded before there is a byte of the file that could be fetched.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from followup.models import Export, ExportChunk
from followup.office_forms import MOST_ROWS
from followup.writing_out import PURPOSE, Superseded, Writer, packed
from registry.refusals import Refusal
from registry.sealed import unseal_bytes

SHORTEST = 4  # characters of a purpose
STALLED = timedelta(minutes=5)  # a writer that has not moved for so long was killed; a chunk takes seconds
MOST_RUNS = 4
Stage = Export.Stage
log = logging.getLogger(__name__)


# --- Asking -----------------------------------------------------------------------------------


@transaction.atomic
def ask_for_export(people, *, columns, purpose, by, recipient="", whole=False, template=None, sentence="", query=""):
    """Fix who is in the export, in the order given, and return it; it is written after the commit."""
    _refuse_strangers(by, whole)
    if len(purpose.strip()) < SHORTEST:
        raise Refusal(_("请写明用途，至少 %(n)s 个字。") % {"n": SHORTEST})
    keys = list(dict.fromkeys(people.values_list("pk", flat=True)))
    if not keys:
        raise Refusal(_("没有符合条件的毕业生，没有可导出的内容。"))
    if template and len(keys) > MOST_ROWS:
        raise Refusal(
            _("按模板导出一次最多 %(most)s 人，现有 %(n)s 人；请缩小范围，或不用模板。")
            % {"most": MOST_ROWS, "n": len(keys)}
        )
    now = timezone.now()
    return Export.objects.create(
        station_id=by.station_id,
        by=by,
        at=now,
        expires_at=now + timedelta(hours=settings.EXPORT_HOURS),
        purpose=purpose.strip(),
        recipient=recipient.strip(),
        query=query[:500],
        sentence=sentence[:500],
        language=translation.get_language() or settings.LANGUAGE_CODE,
        columns=list(template.columns.values()) if template else list(columns),
        people=packed(keys),
        rows_total=len(keys),
        unmasked=whole,
        template=template,
    )


def _refuse_strangers(by, whole):
    if not by.has_perm("followup.export_people"):
        raise Refusal(_("您没有导出名单的权限。"))
    if whole and not by.has_perm("followup.export_unmasked"):
        raise Refusal(_("您没有导出完整证件号、电话和住址的权限。"))


# --- Writing ----------------------------------------------------------------------------------


def write_export(export, *, today):
    """Write the file of an export. Run twice, or again after a kill, there is one file and one look of each kind."""
    run = _take(export)
    if run is None:
        return
    with translation.override(export.language):
        try:
            _refuse_strangers(export.by, export.unmasked)
            Writer(export, run, today).write()
        except Refusal as refusal:
            _fail(Export.objects.filter(pk=export.pk, run=run, stage=Stage.WRITING), refusal.sentence)
        except Superseded:
            log.info("export %s was taken over", export.serial)


@transaction.atomic
def _take(export):
    """Make this writer the one that holds the export and return its number, or None when there is nothing to do.

    A writer that still moves is left alone: the message may have come twice.
    """
    now = timezone.now()
    free = Q(stage=Stage.WAITING) | Q(moved_at__lt=now - STALLED)
    unfinished = Export.objects.unfinished().filter(free, pk=export.pk)
    if _fail(unfinished.filter(run__gte=MOST_RUNS), _("多次中断，未能生成；请重新导出。")):
        return None
    beginning = {"rows_done": 0, "left_out": 0, "began_at": now, "moved_at": now}
    if not unfinished.update(stage=Stage.WRITING, run=F("run") + 1, **beginning):
        return None
    ExportChunk.objects.filter(export=export).delete()
    return Export.objects.values_list("run", flat=True).get(pk=export.pk)


@transaction.atomic
def _fail(exports, sentence):
    """Give up what is left of a queryset of one export, and say why; returns whether there was any."""
    keys = list(exports.values_list("pk", flat=True))
    failed = exports.filter(pk__in=keys).update(stage=Stage.FAILED, problem=str(sentence)[:300], people=b"")
    if failed:
        ExportChunk.objects.filter(export__in=keys).delete()
    return failed


# --- Fetching and forgetting ------------------------------------------------------------------


def fetch_export(export, *, by):
    """Count one download and return the file's bytes piece by piece; refused unless all is as it was when asked."""
    if export.by_id != by.pk or export.station_id != by.station_id:
        raise Refusal(_("只有导出人本人可以下载。"))
    _refuse_strangers(by, export.unmasked)
    now = timezone.now()
    ready = Export.objects.filter(pk=export.pk, stage=Stage.READY, expires_at__gt=now)
    if not ready.update(fetched=F("fetched") + 1, fetched_at=now):
        raise Refusal(_("文件尚未生成或已过期，请重新导出。"))
    log.info("export %s fetched by user %s", export.serial, by.pk)
    numbers = list(export.chunks.order_by("number").values_list("number", flat=True))
    return (_piece(export, number) for number in numbers)


def _piece(export, number):
    """One piece; should the file expire meanwhile, the download breaks off instead of ending as if it were whole."""
    return unseal_bytes(export.chunks.values_list("content", flat=True).get(number=number), PURPOSE)


def expire_exports(*, now):
    """Delete the files that may not be fetched any more; the record of who had what stays."""
    for export in Export.objects.expired(now).order_by("pk"):
        with transaction.atomic():
            Export.objects.filter(pk=export.pk).update(stage=Stage.EXPIRED, people=b"", size=0)
            ExportChunk.objects.filter(export=export).delete()


def stalled_exports(*, now):
    """Return the keys of exports whose writer never began or was killed."""
    idle = now - STALLED
    unfinished = Export.objects.unfinished()
    waiting = unfinished.filter(moved_at=None, at__lt=idle) | unfinished.filter(moved_at__lt=idle)
    return list(waiting.order_by("pk").values_list("pk", flat=True))
