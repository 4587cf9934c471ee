"""Reads composed postings as the product reads real ones; each distinct text once."""

from functools import lru_cache

from matching import requirements, titles
from matching.pay import read_pay

_KEPT = 1 << 15  # distinct texts remembered; bounds the memory


@lru_cache(maxsize=_KEPT)
def title_of(raw):
    """Return the job title of a cell, and the term that matching compares."""
    title = (titles.split_titles(raw) or [raw])[0]
    return title, titles.term_of(title)


@lru_cache(maxsize=_KEPT)
def pay_of(text):
    """Return the lowest and highest monthly pay a text states, None where it states none."""
    pay = read_pay(text)
    return pay.low, pay.high


@lru_cache(maxsize=_KEPT)
def education_of(text):
    """Return the code of the least education a text asks for."""
    return str(requirements.read_education(text))


@lru_cache(maxsize=_KEPT)
def majors_of(text):
    """Return the majors a text asks for, in the shape matching keeps."""
    return requirements.read_majors(text)
