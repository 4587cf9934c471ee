"""What a row of a list of postings says: one row may hold several jobs. Pure."""

import hashlib
import math
import re
import unicodedata
from datetime import date, timedelta

from matching.kinds import audience_of, kind_of
from matching.pay import read_pay
from matching.places import area_of, plain_place
from matching.requirements import names_no_major, read_education, read_experience, read_headcount, read_majors
from matching.titles import split_titles, term_of
from registry import cleaning
from registry.cleaning import Unclear

OPEN_FOR = 90  # days a posting without a closing date stays open after it was published or received


def employer_key(name):
    """Return the normalised name by which one employer is one row."""
    plain = re.sub(r"[^\w&+]|_", "", unicodedata.normalize("NFKC", name).lower())
    return (re.sub(r"有限责任公司$|股份有限公司$|有限公司$", "", plain) or plain)[:120]


def same_key(employer, term, area_text):
    """Return the key by which two boards' postings may be one job: employer, term and place."""
    return _digest([employer_key(employer), term, plain_place(area_text)])


def spans_agree(one, other):
    """Whether two pay spans (low, high) may be one pay: they overlap, or one of them is not said."""
    if one == (None, None) or other == (None, None):
        return True
    (low, high), (least, most) = ((span[0] or 0, span[1] or math.inf) for span in (one, other))
    begin, end = max(low, least), min(high, most)
    return begin < end or (begin == end and (low == high or least == most))


def _digest(parts):
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def read_row(cells, *, source, today, headers=None):
    """Return (postings, reasons) of {fact: raw cell}: a list of dicts of Posting facts, and what is to be said.

    `headers` are what stands above the cells, {fact: header}: the unit of pay may be there.
    Reasons whose code starts with "bad_" mean that no posting came of the row.
    """
    text = {fact: cleaning.plain_text(raw) for fact, raw in cells.items()}
    titles = split_titles(cells.get("title"))
    if not titles:
        return [], [{"code": "bad_no_title"}]
    reasons = [{"code": "split", "count": len(titles)}] if len(titles) > 1 else []
    text["pay"] = text.get("pay") or "-".join(filter(None, (text.get("pay_low"), text.get("pay_high"))))
    common = _common(text, reasons, source, headers or {})
    common |= _dates(cells, text, reasons, today)
    if common["closes_on"] and common["closes_on"] < today.isoformat():
        reasons.append({"code": "bad_past"})
        return [], reasons
    return [_posting(title, common, text, source) for title in titles], reasons


def _common(text, reasons, source, headers):
    pay = read_pay(text.get("pay"), headers.get("pay") or headers.get("pay_low", ""))
    majors = read_majors(text.get("major"))
    schooling_in_majors = not majors and names_no_major(text.get("major"))
    education = read_education(text.get("education") or (text.get("major") if schooling_in_majors else ""))
    headcount = read_headcount(text.get("headcount"))
    for fact, understood in (
        ("pay", pay.understood),
        ("education", education),
        ("major", majors or schooling_in_majors),
        ("headcount", headcount or re.search("不限|若干", text.get("headcount", ""))),
    ):
        if text.get(fact) and not understood:
            code = "majors_unread" if fact == "major" else f"{fact}_unread"
            reasons.append({"code": code, "text": text[fact][:40]})
    area_text = _area(text.get("province", ""), text.get("area", ""))
    employer = text.get("employer", "")
    if not employer:
        reasons.append({"code": "no_employer"})
    return {
        # A list that names no employers stands for them: 贵州省·急需紧缺人才目录.
        "employer": (employer or "·".join(filter(None, (area_text, source))) or "未署名来源")[:120],
        "is_source": not employer,
        "title_raw": text.get("title", "")[:500],
        "category": text.get("category", "")[:60],
        "area_text": area_text[:80],
        "area_code": area_of(area_text),
        "education": str(education),
        "education_text": text.get("education", "")[:120],
        "majors_text": text.get("major", "")[:2000],
        "majors": majors,
        "skills": [part[:40] for part in cleaning.split_list(text.get("skills"))[:10]],
        "experience_text": text.get("experience", "")[:200],
        "experience_years": read_experience(text.get("experience")),
        "pay_min": pay.low,
        "pay_max": pay.high,
        "pay_text": text.get("pay", "")[:200],
        "headcount": headcount,
        "kind": str(kind_of(text.get("kind", ""), text.get("title", ""), text.get("category", ""))),
        "audience": audience_of(
            text.get("audience", ""), *(text.get(fact, "") for fact in ("title", "kind", "details"))
        ),
        "details": text.get("details", "")[:2000],
    }


def _area(province, area):
    """Return 贵州遵义 of two cells, and 安徽省 of 安徽 and 安徽省."""
    return area if not province or area.startswith(province) else province + area


def _dates(cells, text, reasons, today):
    """What says no closing date stays open for OPEN_FOR days; what is of an earlier year is to be asked about."""
    found = {"confirmed_on": today.isoformat()}
    if re.fullmatch(r"20\d\d", text.get("year", "")) and int(text["year"]) < today.year:
        reasons.append({"code": "old_year", "year": text["year"]})
        found["confirmed_on"] = f"{text['year']}-12-31"
    for fact in ("opens_on", "closes_on"):
        try:
            found[fact] = None if cleaning.is_empty(cells.get(fact)) else cleaning.read_date(cells[fact]).isoformat()
        except Unclear:
            found[fact] = None
    if not found["opens_on"]:
        found["opens_on"] = today.isoformat()
    if not found["closes_on"]:
        found["closes_on"] = (date.fromisoformat(found["opens_on"]) + timedelta(days=OPEN_FOR)).isoformat()
    return found


def _posting(title, common, text, source):
    told = [employer_key(common["employer"]), term_of(title), common["area_text"], common["education_text"]]
    told += [common["majors_text"], common["pay_text"], text.get("number", ""), text.get("category", ""), source]
    known_by = same_key(common["employer"], term_of(title), common["area_text"]) if not common["is_source"] else ""
    return {**common, "title": title, "term": term_of(title), "source_key": _digest(told), "same_key": known_by}
