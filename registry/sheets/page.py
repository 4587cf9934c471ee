"""The tables of a web page: what many systems export under the name of .xls."""

import re
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from registry.refusals import Refusal
from registry.sheets.grid import Grid
from registry.sheets.texts import encoding_of, unreadable

_BEGINS = re.compile(r"\s*<(!doctype\s+html|!--|html|head|meta|body|table|style|div)\b", re.I)
_CHARSET = re.compile(rb"""charset=["']?([\w-]+)""", re.I)
_APART = re.compile(r"<frameset\b", re.I)
_ARCHIVE = b"MIME-Version:"  # a page and all that belongs to it in one file


def is_page(content):
    """Whether the bytes are a web page, whatever the file is called."""
    start = content[:400]
    text = start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "ignore")
    return start.startswith(_ARCHIVE) or bool(_BEGINS.match(text))


def read_page(content):
    """Yield a Sheet for every table of a page."""
    text = _decoded(content)
    if content.startswith(_ARCHIVE) or _APART.search(text):
        raise Refusal(_("这是带附属文件的网页，名单不在其中；请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。"))
    page = _Page()
    page.feed(text)
    page.close()
    for number, grid in enumerate(page.tables, 1):
        yield grid.sheet(_("表 %(n)s") % {"n": number} if len(page.tables) > 1 else "")


def _decoded(content):
    """Return a page as text: its own word for its encoding first, if the bytes bear it out."""
    named = _CHARSET.search(content[:4096])
    name = named[1].decode().lower() if named else ""
    try:
        return content.decode("gb18030" if name in ("gb2312", "gbk") else name or "utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        encoding = encoding_of(content)
    if encoding is None:
        raise unreadable(content)
    return content.decode(encoding)


class _Page(HTMLParser):
    """Gathers the tables of a page; one within another is read by itself."""

    def __init__(self):
        super().__init__()
        self.tables, self.open = [], []
        self.cell = None  # (pieces of text, attributes) while within one

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.end_cell()
            self.tables.append(Grid())
            self.open.append(self.tables[-1])
        elif self.open and tag == "tr":
            self.end_cell()
            self.open[-1].begin_row(is_hidden=_is_unseen(dict(attributes)))
        elif self.open and tag in ("td", "th"):
            self.end_cell()
            self.cell = ([], dict(attributes))
        elif self.cell and tag in ("br", "p", "div") and self.cell[0]:
            self.cell[0].append("\n")

    def handle_endtag(self, tag):
        if tag in ("td", "th", "tr", "table"):
            self.end_cell()
        if tag == "table" and self.open:
            self.open.pop()

    def handle_data(self, data):
        if self.cell:
            self.cell[0].append(re.sub(r"\s+", " ", data))

    def end_cell(self):
        if self.cell and self.open and self.open[-1].rows:
            pieces, attributes = self.cell
            down, across = _span(attributes, "rowspan"), _span(attributes, "colspan")
            column = self.open[-1].place("".join(pieces).strip(), down=down, across=across)
            if _is_unseen(attributes):
                self.open[-1].hide_column(column, column)
        self.cell = None


def _is_unseen(attributes):
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "hidden" in attributes


def _span(attributes, name):
    said = attributes.get(name) or "1"
    return max(int(said), 1) if said.isascii() and said.isdigit() and len(said) < 8 else 1
