"""Writes the file of an export: people in chunks, every look recorded, then the bytes, sealed, in pieces."""

import struct
import zlib

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.columns_out import TEXT, chosen_columns, loads_of, looks_of, row_of, voice_of
from followup.ledger import with_service
from followup.models import Export, ExportChunk
from followup.office_forms import fill, words_of
from followup.scratch import scratch_folder
from followup.workbooks import Marks, Workbook
from registry.models import Look, Person
from registry.parts import in_chunks
from registry.pouring import pour_objects
from registry.refusals import Refusal
from registry.sealed import seal_bytes

PURPOSE = "export"
CHUNK = 2_000  # people at a time
PIECE = 1 << 20  # bytes of the file in one row of the database
UNUSED = ("id_number", "address", "sources", "name_keys")  # not read from the database unless a column shows it


class Superseded(Exception):
    """Another writer has taken the export since: what this one still holds is not written."""


def packed(keys):
    """Return the keys of people as an export keeps them."""
    return zlib.compress(struct.pack(f"<{len(keys)}Q", *keys))


def keys_of(export):
    """Return the keys of the people in an export, in its order."""
    packed = zlib.decompress(bytes(export.people))
    return list(struct.unpack(f"<{len(packed) // 8}Q", packed))


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
            self._fill_template(self.export.template)
        else:
            self._write_list()
        self._finish()

    def _fill_template(self, template):
        if list(template.columns.values()) != self.export.columns:
            raise Refusal(_("模板的列在申请后改过，请重新导出。"))
        fill(template, self._rows(), self.pieces, marks_of(self.export))

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
        for some in in_chunks(keys, CHUNK):
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
        mine = Export.objects.filter(pk=self.export.pk, run=self.run, stage=Export.Stage.WRITING)
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
        self._hold(stage=Export.Stage.READY, size=self.pieces.size, people=b"")

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
