"""Turns the pages of a list by where one stopped, not by how many rows came before: deep pages cost what the first does.

A cursor names the order, the values of a page's edge row in it, and the way on. It travels in the address, so it is
sealed: nobody reads a name in it or makes one up, and one that does not fit begins the list anew.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.db.models import F, Q

from registry.sealed import seal_bytes, unseal_bytes

PURPOSE = "cursor"


@dataclass(frozen=True)
class Term:
    """One expression a list is ordered by; no value is more than every value."""

    name: str
    falls: bool = False
    may_be_null: bool = False

    @classmethod
    def of(cls, text, nullable=()):
        name = text.removeprefix("-")
        return cls(name, text.startswith("-"), name in nullable)

    def reversed(self):
        return Term(self.name, not self.falls, self.may_be_null)

    def ordering(self):
        if not self.may_be_null:
            return F(self.name).desc() if self.falls else F(self.name).asc()
        return F(self.name).desc(nulls_first=True) if self.falls else F(self.name).asc(nulls_last=True)

    def same(self, value):
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value):
        """The rows that come after those with this value; None when nothing can."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if self.falls else None
        rest = Q(**{f"{self.name}__{'lt' if self.falls else 'gt'}": value})
        return rest | Q(**{f"{self.name}__isnull": True}) if self.may_be_null and not self.falls else rest

    def from_on(self, value):
        """A range that an index can begin at, holding the rows with this value and all after; None if there is none."""
        if value is None or (self.may_be_null and not self.falls):
            return None
        return Q(**{f"{self.name}__{'lte' if self.falls else 'gte'}": value})


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the cursors of its neighbours; None where the list ends."""

    rows: list
    before: str | None
    after: str | None


def terms_of(order, nullable=()):
    """Return the terms of an order like ("-name", "pk"); the key always comes last, so that no two rows are equal."""
    terms = [Term.of(text, nullable) for text in order]
    if not any(term.name == "pk" for term in terms):
        terms.append(Term("pk", terms[0].falls if terms else True))
    return terms


def page_of(people, terms, token, size, rows=None):
    """Return one page of a queryset in the order of the terms, at the place a cursor names.

    The page is found by its keys alone; what it shows is taken from `rows`, a queryset of the same model.
    """
    edge, is_back = read_cursor(token, terms)
    turned = [term.reversed() for term in terms] if is_back else terms
    names = [term.name for term in terms]
    found = people.order_by(*(term.ordering() for term in turned))
    if edge is not None:
        found = found.filter(beyond(turned, edge))
    keys = list(found.values_list(*names)[: size + 1])
    more, keys = len(keys) > size, keys[:size]
    if is_back and not more:  # back at the beginning: a whole first page, whatever was added meanwhile
        return page_of(people, terms, None, size, rows)
    if is_back:
        keys.reverse()
    return _page(people if rows is None else rows, terms, keys, before=edge is not None, after=is_back or more)


def _page(rows, terms, edges, *, before, after):
    place = [term.name for term in terms].index("pk")
    rows = rows.order_by().in_bulk([edge[place] for edge in edges])
    return Page(
        rows=[rows[edge[place]] for edge in edges if edge[place] in rows],
        before=write_cursor(edges[0], terms, is_back=True) if before and edges else None,
        after=write_cursor(edges[-1], terms, is_back=False) if after and edges else None,
    )


def beyond(terms, edge):
    """The rows that come after an edge row: greater in the first term that differs."""
    condition = Q(pk__in=[])
    for term, value in reversed(list(zip(terms, edge, strict=True))):
        further = term.same(value) & condition
        rest = term.beyond(value)
        condition = further if rest is None else rest | further
    start = terms[0].from_on(edge[0])
    return condition if start is None else start & condition


# --- Cursors ----------------------------------------------------------------------------------


def write_cursor(edge, terms, *, is_back):
    """Return the text that says: from this row on, forwards or backwards, in this order."""
    values = [value.isoformat() if hasattr(value, "isoformat") else value for value in edge]
    content = json.dumps([_signature(terms), is_back, values]).encode()
    return base64.urlsafe_b64encode(seal_bytes(content, PURPOSE)).decode().rstrip("=")


def read_cursor(token, terms):
    """Return (edge values, whether it goes back), or (None, False) when it says nothing about this order."""
    if not token:
        return None, False
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        signature, is_back, values = json.loads(unseal_bytes(sealed, PURPOSE))
    except (binascii.Error, InvalidTag, ValueError):
        return None, False
    return (values, is_back) if signature == _signature(terms) else (None, False)


def _signature(terms):
    return ",".join(("-" if term.falls else "") + term.name for term in terms)
