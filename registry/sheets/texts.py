"""A .csv or .txt, or rows pasted from a sheet, as one sheet, whatever their encoding and delimiter."""

import csv
import io
from itertools import islice

from django.utils.translation import gettext as _

from registry.refusals import Refusal
from registry.sheets.sheet import Sheet, damaged

DELIMITERS = "\t,;|"
HEAD = 20  # lines by which the delimiter is told


def read_text(content, score):
    """Return the Sheet in a text; `score(cells)` tells by the header how its columns are divided."""
    encoding = encoding_of(content)
    if encoding is None or (b"\0" in content and not encoding.startswith("utf-16")):
        raise unreadable(content)
    rows = Lines(content, encoding, _delimiter(content, encoding, score))
    try:
        height = max((number for number, cells in enumerate(rows, 1) if any(cells)), default=0)
    except csv.Error as error:  # a quote that is never closed swallows the rest of the file
        raise damaged() from error
    return Sheet("", rows, height)


def unreadable(content):
    """Return the Refusal for bytes that are text in no encoding we know."""
    return damaged() if b"\0" in content else Refusal(_("无法识别文件的编码，请另存为 UTF-8 或 GBK。"))


def encoding_of(content):
    """Return the encoding in which every byte of a text has a meaning, or None."""
    return next((encoding for encoding in _likely(content) if _is_whole(content, encoding)), None)


def _likely(content):
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):  # what Excel calls Unicode text
        return ("utf-16",)
    even, odd = content[:4096:2].count(0), content[1:4096:2].count(0)
    if even or odd:  # empty bytes at every second place: UTF-16 that does not say so
        return ("utf-16-le" if odd > even else "utf-16-be",)
    return "utf-8-sig", "gb18030"


def _is_whole(content, encoding):
    text = _decoded(content, encoding)
    try:
        while text.read(1 << 20):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content, encoding):
    """Return the text as a file that is decoded while it is read; every line end becomes a plain one."""
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline=None)


class Lines:
    """The rows of a text, decoded and divided anew each time they are gone through."""

    def __init__(self, content, encoding, delimiter):
        self.content, self.encoding, self.delimiter = content, encoding, delimiter

    def __iter__(self):
        return csv.reader(_decoded(self.content, self.encoding), delimiter=self.delimiter)


def _delimiter(content, encoding, score):
    """Return the delimiter that shows the best header; of equals the one that divides most."""

    def shown(delimiter):
        try:
            rows = list(islice(Lines(content, encoding, delimiter), HEAD))
        except csv.Error:
            return 0, 0
        return max(map(score, rows), default=0), sum(map(len, rows))

    return max(DELIMITERS, key=shown)
