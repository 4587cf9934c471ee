"""Reads a list apart: rows cleaned into facts, chunk by chunk, a large file in a process of its own with limits."""

import os
import pickle
import re
import resource
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from registry import columns
from registry.cleaning import plain_text
from registry.comparing import read_row
from registry.parts import in_chunks
from registry.refusals import Refusal
from registry.sealed import digest
from registry.spreadsheets import read_table

SMALL = 256 * 1024  # bytes read within the calling process: starting another costs more than they do
CHUNK = 1000
AS_NUMBER = 1e17  # an ID number as a sheet keeps it that takes it for a number
NUMBERED = re.compile(r"\d{4}")  # where an ID number stands, whole or not
STORED = frozenset([str, int, float, bool, type(None)])  # what a received cell is kept as; anything else as text
MEMORY = 2 * 1024**3  # bytes a reading process may take before it is stopped
CHILD = "import django; django.setup(); from registry.staging import main; main()"
PROCESSOR = 600  # seconds of processor time, likewise


@dataclass
class Head:
    """What is known before the first row."""

    header: list
    sheet: str
    sheets: list
    remarks: list
    columns: dict  # {column index: fact}
    rows_total: int


@dataclass
class Asked:
    """What a reader is told: which file, which sheet, what the columns hold ({} to recognise them), the day."""

    name: str
    content: bytes = field(repr=False)
    today: date
    sheet: str = ""
    columns: dict = field(default_factory=dict)
    memories: dict = field(default_factory=dict)  # {shape of the headers: {"index": fact}} put right before
    words: dict = field(default_factory=dict)  # {plain header: fact} that such a list knows beside the dictionary
    language: str = "zh-hans"


@contextmanager
def staged(asked):
    """Yield (Head, iterator of chunks of (number, cells, facts, reasons, digest of the ID number)).

    Raises Refusal with a sentence for a file that cannot be read, too large or too slow to read included.
    """
    frames = _frames_here(asked) if len(asked.content) <= SMALL else _frames_apart(asked)
    try:
        head = next(frames)
        yield head, frames
    finally:
        frames.close()


def _frames_here(asked):
    """Yield the Head, then the chunks, in this process."""
    table = read_table(asked.name, asked.content, columns.header_score, asked.sheet, guess=True)
    found, remarks = _columns_of(table, asked)
    lost = _has_lost_digits(table, found)
    remarks = [*table.remarks, *remarks, *[{"code": "digits_lost"}] * lost]
    if found:  # somebody has said what the columns hold
        remarks = [remark for remark in remarks if remark["code"] != "header_guessed"]
    yield Head(table.header, table.sheet, table.sheets, remarks, found, table.rows_total)
    for numbered in in_chunks(table.rows, CHUNK):
        yield [read_cells(number, cells, found, asked.today, lost=lost) for number, cells in numbered]


def _columns_of(table, asked):
    """Return ({index: fact}, remarks): as asked for, as remembered for this shape, or as recognised."""
    if asked.columns:
        return asked.columns, []
    remembered = asked.memories.get(columns.shape(table.header))
    if remembered:
        return {int(index): fact for index, fact in remembered.items()}, [{"code": "columns_remembered"}]
    return columns.recognise(table.header, asked.words), columns.remarks(table.header)


def _has_lost_digits(table, found):
    """Whether ID numbers end in 000 too often for chance, one in a thousand: a sheet took them for numbers.

    Such a sheet saved as a text looks whole, and one in eleven of the numbers would even pass for somebody's.
    """
    numbers = (str(raw_facts(cells, found).get("id_number")).strip() for _row, cells in islice(table.rows, CHUNK))
    noughts = [number.endswith("000") for number in numbers if len(number) == 18]
    return sum(noughts) > max(1, len(noughts) // 50)


def read_cells(number, cells, found, today, *, lost=False):
    """Return (number, plain cells, facts, reasons, digest of the ID number) of one row.

    `lost` says that ID numbers ending in 000 are numbers that lost their digits, which then nobody can restore.
    """
    raw = raw_facts(cells, found)
    if lost and str(raw.get("id_number")).strip().endswith("000"):
        raw["id_number"] = AS_NUMBER
    facts, reasons = read_row(raw, today=today)
    if "id_number" not in facts and not NUMBERED.search(str(raw.get("id_number"))) and columns.is_no_person(cells):
        reasons = [{"code": "bad_no_person", "fact": ""}]
    key = digest(facts["id_number"], "id_number") if facts.get("id_number") else ""
    return number, [cell if type(cell) in STORED else str(cell) for cell in cells], facts, reasons, key


def raw_facts(cells, found):
    """Return {fact: cell} of a row; of several columns with one fact the cells that say something are put together."""
    raw = {}
    for index, fact in found.items():
        if not fact or index >= len(cells):
            continue
        cell = cells[index]
        if fact not in raw or raw[fact] in (None, ""):
            raw[fact] = cell
        elif cell not in (None, ""):
            raw[fact] = f"{plain_text(raw[fact])}、{plain_text(cell)}"
    return raw


# --- In a process of its own -------------------------------------------------------------------


def _frames_apart(asked):
    """Yield the same from a child process: what it cannot bear stops the child, not the server."""
    asked.language = translation.get_language() or asked.language
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "placement.settings")
    }
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env=environment,
    )
    try:
        _ask(child, asked)
        yield from _answers(child)
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _ask(child, asked):
    try:
        with child.stdin as pipe:
            pickle.dump(asked, pipe)
    except BrokenPipeError:  # it ended before it had heard all: what it says last tells why
        pass


def _answers(child):
    while True:
        try:
            kind, answer = pickle.load(child.stdout)  # noqa: S301 - from our own child, through a pipe nobody else holds
        except (EOFError, pickle.UnpicklingError):
            raise Refusal(_("文件过大或过于复杂，读取时超出限度；请分成几份。")) from None
        if kind == "refused":
            raise Refusal(answer)
        if kind == "end":
            return
        yield answer


def main():
    """The child: hear what is asked, answer frame by frame."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    # Whatever a library prints must not stand between two frames.
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    translation.activate(asked.language)
    try:
        for frame in _frames_here(asked):
            pickle.dump(("frame", frame), answers, pickle.HIGHEST_PROTOCOL)
    except Refusal as refusal:
        pickle.dump(("refused", refusal.sentence), answers)
    else:
        pickle.dump(("end", None), answers)
    answers.flush()
