"""Handing out lists: asked for with a purpose, written in sealed pieces, fetched by who asked, gone when it expires.

Whose rows are in it is fixed when it is asked for, so that what was told is what is written; what stands in a row is
true at the moment of writing, and who is out of the asker's sight by then is left out and counted. Every person's look
is recorded before there is a byte of the file that could be fetched.
"""

import logging
import struct
import zlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from followup.columns_out import TEXT, chosen_columns, loads_of, looks_of, row_of, voice_of
from followup.ledger import with_service
from followup.models import Export, ExportChunk
from followup.office_forms import MOST_ROWS, fill, words_of
from followup.scratch import scratch_folder
from followup.workbooks import Marks, Workbook
from registry.models import Look, Person
from registry.pouring import pour_objects
from registry.refusals import Refusal
from registry.sealed import seal_bytes, unseal_bytes

PURPOSE = "export"
CHUNK = 2_000  # people at a time
PIECE = 1 << 20  # bytes of the file in one row of the database
SHORTEST = 4  # characters of a purpose
STALLED = timedelta(minutes=5)  # a writer that has not moved for so long was killed; a chunk takes seconds
MOST_RUNS = 4
UNUSED = ("id_number", "address", "sources", "name_keys")  # not read from the database unless a column shows it
Stage = Export.Stage
log = logging.getLogger(__name__)


class Superseded(Exception):
    """Another writer has taken the export since: what this one still holds is not written."""


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
        people=_packed(keys),
        rows_total=len(keys),
        unmasked=whole,
        template=template,
    )


def _refuse_strangers(by, whole):
    if not by.has_perm("followup.export_people"):
        raise Refusal(_("您没有导出名单的权限。"))
    if whole and not by.has_perm("followup.export_unmasked"):
        raise Refusal(_("您没有导出完整证件号、电话和住址的权限。"))


def _packed(keys):
    return zlib.compress(struct.pack(f"<{len(keys)}Q", *keys))


def keys_of(export):
    """Return the keys of the people in an export, in its order."""
    packed = zlib.decompress(bytes(export.people))
    return list(struct.unpack(f"<{len(packed) // 8}Q", packed))


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


class Pieces:
    """A stream that passes its content on in pieces of one size, and the rest when it is told to."""

    def __init__(self, keep):
        self.keep, self.held, self.size = keep, bytearray(), 0

    def write(self, content):
        self.held += content
        self.size += len(content)
        while len(self.held) >= PIECE:
            self._pass_on()
        return len(content)

    def flush(self):
        """A library's flush means nothing here: only whole pieces go on before the end."""

    def rest(self):
        if self.held:
            self._pass_on()

    def _pass_on(self):
        self.keep(bytes(self.held[:PIECE]))
        del self.held[:PIECE]


class Writer:
    """One run over an export: people in chunks, each settled with its looks; the file's bytes when all are in it."""

    def __init__(self, export, run, today):
        self.export, self.run = export, run
        self.columns = chosen_columns(export.columns)
        self.looks = looks_of(self.columns, export.unmasked)
        own = words_of(export.template) if export.template else {}
        self.voice = voice_of(today, whole=export.unmasked, own=own)
        self.pieces, self.pieces_stored, self.written = Pieces(self._store), 0, 0

    def write(self):
        if self.export.template:
            fill(self.export.template, self._rows(), self.pieces, marks_of(self.export))
        else:
            self._write_list()
        self._finish()

    def _write_list(self):
        columns = [(column.label, column.width, column.kind == TEXT) for column in self.columns]
        names = {"title": _("导出说明"), "name": _("名单")}
        with scratch_folder() as folder:
            book = Workbook(self.pieces, columns, marks=marks_of(self.export), folder=folder, **names)
            book.write(self._rows())
            book.close(self._cover())

    def _rows(self):
        people = loaded(Person.objects.visible_to(self.export.by), self.columns)
        keys = keys_of(self.export)
        for start in range(0, len(keys), CHUNK):
            some = keys[start : start + CHUNK]
            found = {person.pk: person for person in people.filter(pk__in=some).order_by("pk")}
            seen = [key for key in some if key in found]
            self._settle(seen, left_out=len(some) - len(seen))
            yield from (row_of(found[key], self.columns, self.voice) for key in seen)

    @transaction.atomic
    def _settle(self, seen, *, left_out):
        """Record the looks at one chunk of people."""
        self._hold(rows_done=F("rows_done") + len(seen) + left_out, left_out=F("left_out") + left_out)
        pour_objects(self._looks_at(seen))
        self.written += len(seen)

    def _hold(self, **changed):
        mine = Export.objects.filter(pk=self.export.pk, run=self.run, stage=Stage.WRITING)
        if not mine.update(moved_at=timezone.now(), **changed):
            raise Superseded

    def _looks_at(self, seen):
        """A look of each kind at everyone, but for those that a run before this one has recorded."""
        export, known = self.export, set()
        if self.run > 1:
            before = Look.objects.filter(person__in=seen, by=export.by, at=export.at)
            known = set(before.values_list("person", "what"))
        reason = f"{export.serial} {export.purpose}"[:200]
        return [
            Look(person_id=key, by=export.by, at=export.at, what=what, reason=reason)
            for key in seen
            for what in self.looks
            if (key, what) not in known
        ]

    @transaction.atomic
    def _store(self, piece):
        self._hold()
        content = seal_bytes(piece, PURPOSE)
        ExportChunk.objects.create(export=self.export, number=self.pieces_stored, content=content)
        self.pieces_stored += 1

    @transaction.atomic
    def _finish(self):
        if not self.written:
            raise Refusal(_("名单中的人均已不在您的可见范围内。"))
        self.pieces.rest()
        self._hold(stage=Stage.READY, size=self.pieces.size, people=b"")

    def _cover(self):
        """The lines of the cover; asked for last, when what was written is known."""
        export = self.export
        whole = _("完整（未遮蔽）") if export.unmasked else _("已遮蔽")
        lines = [
            (_("编号"), export.serial),
            (_("导出人"), f"{export.by.name} · {export.by.get_role_display()} · {export.station}"),
            (_("时间"), timezone.localtime(export.at).strftime("%Y-%m-%d %H:%M")),
            (_("用途"), export.purpose),
            (_("提供给"), export.recipient or "—"),
            (_("范围"), export.sentence),
            (_("行数"), self.written),
            (_("证件号、电话、住址"), whole),
            (
                _("口径"),
                _("一人一行，不重复；导出人可见范围内的在册毕业生，含两地协同服务的人。数据为生成时的最新值。"),
            ),
            (_("下载有效至"), timezone.localtime(export.expires_at).strftime("%Y-%m-%d %H:%M")),
            (_("须知"), _("本文件含个人信息，只可用于上述用途，用后销毁；编号已写入每页与文件属性，可追溯到导出人。")),
        ]
        if self.written < export.rows_total:
            told = _("申请时 %(n)s 人，其中 %(left)s 人在生成前已不可见，未写入。")
            lines.insert(7, ("", told % {"n": export.rows_total, "left": export.rows_total - self.written}))
        return lines


def loaded(people, columns):
    """With everything the columns show, in a constant number of queries for a chunk."""
    loads, keys = loads_of(columns), {column.key for column in columns}
    people = with_service(people) if loads & {"cases", "visits"} else people.select_related("station", "owner")
    people = people.prefetch_related(*sorted(loads - {"cases", "visits"}))
    return people.defer(*(name for name in UNUSED if name not in keys))


def marks_of(export):
    """What tells where a sheet came from, on paper and in the file."""
    whom = _("%(who)s → %(whom)s") % {"who": export.by.name, "whom": export.recipient or "—"}
    header = _("护航 1311 · %(purpose)s") % {"purpose": export.purpose}
    day = timezone.localdate(export.at).isoformat()
    return Marks(export.serial, export.by.name, header, f"{whom} · {day} · {export.serial}")


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
    return _content(export)


def _content(export):
    chunks = export.chunks.order_by("number").values_list("content", flat=True)
    for number in range(-(-export.size // PIECE)):
        yield unseal_bytes(chunks.get(number=number), PURPOSE)


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
