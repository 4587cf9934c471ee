"""Reads what a posting asks for: education, headcount, and majors down to the catalogue's nodes. Pure.

The shape kept in Posting.majors: {"any": true} when any major will do; {} when nothing was said or understood;
else {"majors": [...], "classes": [...], "disciplines": [...], "related": bool, "not": [...]}, names as in the catalogue.
"""

import re
import unicodedata

from registry.catalogue import class_names, discipline_names, find_major, plain_major
from registry.statuses import Education

# Longest words first: 硕士研究生 must not be read as 研究生.
_EDUCATIONS = (
    ("博士", Education.DOCTOR),
    ("硕士", Education.MASTER),
    ("研究生", Education.MASTER),
    ("本科", Education.BACHELOR),
    ("学士", Education.BACHELOR),
    ("大专", Education.COLLEGE),
    ("专科", Education.COLLEGE),
    ("高职", Education.COLLEGE),
    ("中专", Education.SECONDARY),
    ("中职", Education.SECONDARY),
    ("技校", Education.SECONDARY),
    ("高中", Education.HIGH_SCHOOL),
    ("初中", Education.JUNIOR),
)
_RANKS = {Education.JUNIOR: 1, Education.HIGH_SCHOOL: 2, Education.SECONDARY: 2, Education.COLLEGE: 3}
_RANKS.update({Education.BACHELOR: 4, Education.MASTER: 5, Education.DOCTOR: 6})
ANY = re.compile(r"^(专业)?不限(专业)?(要求)?$|^无(要求|限制)?$|^各类专业$|^专业不作?要求$")


def _plain(text):
    return unicodedata.normalize("NFKC", str(text or "")).strip()


def read_education(text):
    """Return the least Education that will do, or "" when the text does not say (不限 is junior school)."""
    plain = _plain(text)
    if not plain:
        return ""
    if re.match(r"(学历)?不限|无要求", plain):
        return Education.JUNIOR
    # Only the beginning speaks of schooling; long cells go on with skills and years.
    head = re.split(r"[,。;]", plain)[0]
    found = [education for word, education in _EDUCATIONS if word in head]
    return min(found, key=_RANKS.__getitem__) if found else ""


def read_headcount(text):
    """Return how many are wanted, or None when the text does not say; 3-5 is 5."""
    plain = _plain(text)
    numbers = [int(number) for number in re.findall(r"\d{1,6}", plain)]
    return max(numbers) if numbers and 0 < max(numbers) <= 100_000 else None


_LEVEL = re.compile(r"(?:博士|硕士)?研究生[::]|本科(?:生)?[::]|专科[::]|大专[::]|门类[::]|[一二]级(?:学科|专业)[::]|\d+[.、)]")
_SPLIT = re.compile(r"[、,;/|\n。]|\s+|以及|或者?|(?<=[一-鿿])和(?=[一-鿿])|及(?!其)")
_TAIL = re.compile(r"(?:等)?(?:相关|相近|类似)?(?:专业|学科|类专业|方向|领域|背景)*(?:者)?(?:优先)?(?:毕业)?$|等$")
_EXCLUDED = re.compile(r"(?:不含|不包括|除)([^,;。)]+?)(?:外|专业|[)]|$)")


def read_majors(text):
    """Return the requirement in the shape this file states; names that no catalogue knows are left out."""
    plain = _plain(text)
    if not plain:
        return {}
    if ANY.match(plain) or "不限专业" in plain or "专业不限" in plain:
        return {"any": True}
    excluded = [name for part in _EXCLUDED.findall(plain) for name in _names(part)]
    wanted = {"majors": [], "classes": [], "disciplines": [], "related": bool(re.search(r"相关|相近|类", plain))}
    for name in _names(_EXCLUDED.sub("", plain)):
        _place(name, wanted)
    if not (wanted["majors"] or wanted["classes"] or wanted["disciplines"]):
        return {}
    if excluded:
        wanted["not"] = excluded
    return {key: list(dict.fromkeys(value)) if isinstance(value, list) else value for key, value in wanted.items()}


def _names(text):
    text = _LEVEL.sub("、", re.sub(r"[()\[\]【】]", "、", text))
    for part in _SPLIT.split(text):
        bare = _TAIL.sub("", part.strip())
        if len(bare) > 1:
            yield bare


def _place(name, wanted):
    """File a name under discipline, class or major, whichever the catalogue knows."""
    bare = name.removesuffix("门类").removesuffix("大类").removesuffix("类") or name
    if bare in discipline_names() or bare + "大类" in discipline_names():
        wanted["disciplines"].append(bare if bare in discipline_names() else bare + "大类")
    elif name.endswith("类") and (name in class_names() or bare in class_names()):
        wanted["classes"].append(name if name in class_names() else bare)
    elif find_major(name):
        major = find_major(name)
        wanted["majors"].append(plain_major(name))
        if not major.name:
            wanted["classes"].append(major.class_name)
    elif bare + "类" in class_names():
        wanted["classes"].append(bare + "类")
    elif bare + "学" in discipline_names():
        wanted["disciplines"].append(bare + "学")
