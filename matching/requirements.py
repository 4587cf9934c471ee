"""Reads what a posting asks for: education, headcount, and majors down to the catalogue's nodes. Pure.

The shape kept in Posting.majors: {"any": true} when any major will do; {} when nothing was said or understood; else
{"majors": [...], "classes": [...], "disciplines": [...], "related": bool, "not": [...]}, names as in the catalogue.
A text that asks different majors of different schooling (本科：…；研究生：…) adds "levels": {level: the same shape},
and the lists outside hold them all.
"""

import re
import unicodedata
from functools import cache

from matching.branches import branches, comma_names
from matching.nearest import INFORMAL, beginning_with, heads, wards, within
from registry.catalogue import class_names, discipline_names, find_major, majors, plain_major
from registry.statuses import EDUCATION_RANK, Education

_EDUCATIONS = (
    ("博士", Education.DOCTOR),
    ("硕士", Education.MASTER),
    ("研究生", Education.MASTER),
    ("本科", Education.BACHELOR),
    ("学士", Education.BACHELOR),
    ("专升本", Education.BACHELOR),
    ("大专", Education.COLLEGE),
    ("专科", Education.COLLEGE),
    ("高职", Education.COLLEGE),
    ("中专", Education.SECONDARY),
    ("中职", Education.SECONDARY),
    ("技校", Education.SECONDARY),
    ("中技", Education.SECONDARY),
    ("职高", Education.SECONDARY),
    ("高中", Education.HIGH_SCHOOL),
    ("初中", Education.JUNIOR),
    ("小学", Education.JUNIOR),
)
ANY = re.compile(r"^(专业)?不限(专业)?(要求)?(?=[,;。(]|$)|^无(要求|限制)?(?=[,;。(]|$)|^各类专业$|^专业不作?要求$")
# A cell of majors that holds a word and names none; what it says of schooling is schooling's.
_NAMES_NONE = re.compile(
    r"[\W_]*(?:其[他它]|(?:相关|相近|相应|对口)(?:专业|学科)?|类|[同见详].{0,12}(?:要求|备注|说明|简章))?[\W_]*"
)
_SCHOOLING_ALONE = re.compile(
    r"(?:(?:全日制|普通|高等|博士|硕士|研究生|大学|本科|大专|专科|高职|中专|高中|学历|学位|毕业生?|及?以上|或)[,、/()]?)+"
)


def _plain(text):
    return unicodedata.normalize("NFKC", str(text or "")).strip()


def read_education(text):
    """Return the least Education that will do, or "" when the text does not say (不限 is junior school)."""
    plain = _plain(text)
    if not plain:
        return ""
    if re.match(r"(学历)?不限|无(?:学历)?(?:要求|限制)|无$", plain):
        return Education.JUNIOR
    if re.fullmatch(r"大学(?:毕业|学历)?(?:及?以上)?", plain):
        return Education.BACHELOR
    # Only the beginning speaks of schooling; long cells go on with skills and years.
    head = re.split(r"[,。;]", plain)[0].replace("士研究生", "士")
    found = [education for word, education in _EDUCATIONS if word in head]
    return min(found, key=EDUCATION_RANK.__getitem__) if found else ""


def read_experience(text):
    """Return the least years of work asked for, 0 when a graduate will do, None when the text does not say."""
    plain = _plain(text)
    if re.search(r"不限|无(?:需)?(?:经验|工作经历|要求)?$|应届|在校|毕业生", plain):
        return 0
    numbers = re.sub(r"半(?=年)", "0", plain)
    numbers = re.sub(r"[一二两三四五六七八九十](?=年|至|-|到)", lambda match: str(_NUMBERS[match.group()]), numbers)
    found = re.search(r"(\d{1,2})(?:\s*(?:-|—|~|至|到)\s*\d{1,2})?\s*年(?!内|以[下内])", numbers)
    if found:
        return int(found.group(1))
    return 0 if re.search(r"年以[下内]|年内", numbers) else None


_NUMBERS = {digit: number for number, digit in enumerate("零一二三四五六七八九十")} | {"两": 2}


def names_no_major(text):
    """Whether a cell of majors holds words and no major: 其他, 相关专业, 同经历要求, or schooling alone."""
    plain = _plain(text)
    return bool(_NAMES_NONE.fullmatch(plain) or _SCHOOLING_ALONE.fullmatch(plain))


def read_headcount(text):
    """Return how many are wanted, or None when the text does not say; 3-5 is 5, and 2026年3人 is 3."""
    plain = _SPOKEN_COUNT.sub(lambda match: str(_count(match.group())), _plain(text))
    numbers = re.findall(r"(\d{1,6})\s*[人名个位]", plain) or re.findall(r"(?<![\d.])\d{1,6}(?![\d年月.届])", plain)
    numbers = [int(number) for number in numbers]
    return max(numbers) if numbers and 0 < max(numbers) <= 100_000 else None


_SPOKEN_COUNT = re.compile(r"[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九](?=[人名个位]|$)")


def _count(spoken):
    tens, ten, ones = spoken.rpartition("十")
    return (_NUMBERS.get(tens, 1) * 10 if ten else 0) + _NUMBERS.get(ones, 0)


# The disciplines (门类) by the first two digits of a code; the catalogue's own column names the degrees instead.
_CODES = """
01:哲学 02:经济学 03:法学 04:教育学 05:文学 06:历史学 07:理学 08:工学
09:农学 10:医学 11:军事学 12:管理学 13:艺术学 14:交叉学科
"""
DISCIPLINES = dict(part.split(":") for part in _CODES.split())
_DISCIPLINE_NAMES = frozenset(DISCIPLINES.values())
_SCHOOLING = {"本科": Education.BACHELOR, "研究生": Education.MASTER, "专科": Education.COLLEGE}
_LEVEL = re.compile(r"((?:博士|硕士)?研究生|本科生?|专科|大专|高职)(?:专业|学历|要求|[一二]级学科)*[::]")
_LABEL = re.compile(r"(?:门类|[一二]级(?:学科|专业|学位)?|专业|学科)[::]|(?<!\d)\d{1,2}[.、](?!\d)|^\d{1,2}[)]")
_RANK_WORDS = re.compile(r"\((?:含)?[一二]级(?:学科|专业)[^()]*\)|\(专业学位\)|\((?:学术|专业)型?(?:学位)?\)")
_CODE_IN_FRONT = re.compile(r"(?:^|(?<=[、,;/\s]))\(((?:\d{4}|\d{6})[A-Z]{0,2})\)(?=[一-鿿])")
_CODE_BEHIND = re.compile(r"(?<=[一-鿿])(\d{6}[A-Z]{0,2})(?![\dA-Z一-鿿])")
_SHORT_CODE = re.compile(r"(?<!\d)([1-9]\d{4})(?=[一-鿿])")  # a spreadsheet took the zero in front for nothing
_DISCIPLINE_CODE = re.compile(rf"(?<!\d)(?:0\d|1[0-4])(?=(?:{'|'.join(DISCIPLINES.values())})(?:[、,;\s]|$))")
_DOT = re.compile(r"(?<=[一-鿿)])\.(?=[一-鿿(])")
_CODE = re.compile(r"\(((?:\d{2}|\d{4}|\d{6})[A-Z]{0,2})\)")
_ONLY = re.compile(r"[^,、;。(]+\(\d{2,6}[A-Z]{0,2},\s*(?:仅限|限)([^()]*)\)")
_CODE_FIRST = re.compile(r"(?<![\d#])(\d{4}|\d{6})([A-Z]{0,2})([一-鿿][^、,;/|\n。\s]*)")
_SPLIT = re.compile(r"[、,;/|\n。+]|\s+")
_AND = re.compile(r"以及|或者?|(?<=[一-鿿])和(?=[一-鿿])|及(?!其)")
_TAIL = re.compile(r"(?:及其|等)?(?:相关|相近|类似)?(?:专业|学科|类专业|方向|领域|背景)*(?:者)?(?:优先)?(?:毕业)?$|等$")
_EXCLUDED = re.compile(r"(?:不含|不包括|除)([^,;。)]+?)(?:外|专业|[)]|$)")


def level_of(education):
    """Return which part of a requirement speaks to someone of this schooling: 研究生, 本科, 专科 or "" when unknown."""
    rank = EDUCATION_RANK.get(education, 0)
    return ("", "", "", "专科", "本科", "研究生", "研究生")[rank]


def read_majors(text):
    """Return the requirement in the shape this file states; names that no catalogue knows are left out."""
    parts = [(level, _read_part(part, level)) for level, part in _parts(_tidied(_plain(text)))]
    found = [part for _level, part in parts if part]
    if not found:
        return {}
    if all(part.get("any") for part in found) and len(found) == len(parts):
        return found[0]
    merged = {"majors": [], "classes": [], "disciplines": []}
    merged |= {kind: list(dict.fromkeys(name for part in found for name in part.get(kind, ()))) for kind in merged}
    merged["related"] = any(part.get("related") for part in found)
    excluded = [name for part in found for name in part.get("not", ())]
    if excluded:
        merged["not"] = excluded
    levels = {level: part for level, part in parts if level and part}
    return merged | {"levels": levels} if levels else merged


def _tidied(plain):
    """Return a requirement with its codes behind their names' marks and one mark between two names."""
    plain = plain.replace("#", "")  # our own mark between a name and its code
    plain = _RANK_WORDS.sub(lambda match: "、" if plain[match.end() : match.end() + 1] > "一" else "", plain)
    plain = _CODE_BEHIND.sub(r"(\1)", _CODE_IN_FRONT.sub(r"\1", _SHORT_CODE.sub(r"0\1", plain)))
    plain = _DOT.sub("、", _DISCIPLINE_CODE.sub("", plain))
    for name in comma_names():
        plain = plain.replace(name, plain_major(name))
    return re.sub(
        r"学?(?:学科)?门类(?:所属专业)?", lambda match: "学门类" if match.group()[0] == "学" else "门类", plain
    )


def _parts(plain):
    """Yield (level, text): 本科：A；研究生：B holds two parts; what names no level has ""."""
    pieces = _LEVEL.split(plain)
    if pieces[0].strip(" ,;、。"):
        yield "", pieces[0]
    for word, part in zip(pieces[1::2], pieces[2::2], strict=True):
        yield ("研究生" if "研究生" in word else "本科" if "本科" in word else "专科"), part


def _read_part(plain, level):
    if not plain:
        return {}
    excluded = [name for part in _EXCLUDED.findall(plain) for name, _code in _names(part)]
    if ANY.match(plain.strip(" ,;、。")) or re.search(r"不限专业|专业不限|(?<!级)专业[::]不限", plain):
        return {"any": True, "not": excluded} if excluded else {"any": True}
    wanted = {"majors": [], "classes": [], "disciplines": [], "related": bool(re.search(r"相关|相近|类", plain))}
    names = list(_names(_EXCLUDED.sub("", plain)))
    disciplines = {name for name, code in names if not code and name in _DISCIPLINE_NAMES}
    broad = len(disciplines) > 1 or any(not _is_narrow(name, level) for name in disciplines)
    unknown = [name for name, code in names if not _place(name, code, level, broad, wanted)]
    _place_nearest(unknown, level, broad, wanted)
    if not (wanted["majors"] or wanted["classes"] or wanted["disciplines"]):
        return {}
    if excluded:
        wanted["not"] = excluded
    return {key: list(dict.fromkeys(value)) if isinstance(value, list) else value for key, value in wanted.items()}


def _names(text):
    """Yield (name, code) of every name in a text; the code is "" where none stands beside it."""
    text = _ONLY.sub(r"\1", _RANK_WORDS.sub("", _LABEL.sub("、", text)))
    text = _CODE_FIRST.sub(r"\3#\1\2", _CODE.sub(r"#\1", text))
    for part in _SPLIT.split(re.sub(r"[()\[\]【】]", "、", text)):
        name, _mark, code = part.strip().partition("#")
        whole = code or _TAIL.sub("", name) in branches() or find_major(name)  # 交通信息工程及控制 is one name
        for one in [name] if whole else _AND.split(name):
            bare = one if code else _TAIL.sub("", one)
            if len(plain_major(bare)) > 1 and bare != "不限":
                yield from ((single, code) for single in _joined(bare))


def _joined(name):
    """Split disciplines written without a mark between them (工学理学), and 理工 into its two."""
    if re.fullmatch(r"理工[科类]*", name):
        return ["理学", "工学"]
    found = re.findall("|".join(_DISCIPLINE_NAMES), name)
    return found if len(found) > 1 and "".join(found) == name else [name]


def _is_narrow(name, level):
    """Whether the name of a discipline is the name of a major or a class at this level, too (法学, 经济学, 哲学)."""
    found = find_major(name, _SCHOOLING.get(level, ""))
    return found is not None and (not level or level in found.level)


def _place(name, code, level, broad, wanted):
    """File a name under discipline, class or major: by its code, or as the catalogue knows it; False when unknown."""
    if code and _place_code(code, name, level, wanted):
        return True
    bare = _bare(name)
    if _is_discipline(name, bare, level, broad):
        wanted["disciplines"].append(name if name in discipline_names() else bare)
    elif name.endswith("类") and (name in class_names() or bare in class_names()):
        wanted["classes"].append(name if name in class_names() else bare)
    elif find_major(name, _SCHOOLING.get(level, "")):
        _place_major(name, find_major(name, _SCHOOLING.get(level, "")), wanted)
    elif name in branches():
        wanted["majors"].append(plain_major(name))
    elif bare in INFORMAL:
        return _place(INFORMAL[bare], "", level, broad, wanted)
    elif bare + "类" in class_names():
        wanted["classes"].append(bare + "类")
    elif bare != name and find_major(bare, _SCHOOLING.get(level, "")):
        _place_major(bare, find_major(bare, _SCHOOLING.get(level, "")), wanted)
    else:
        return False
    return True


def _bare(name):
    return name.removesuffix("门类").removesuffix("大类").removesuffix("类") or name


def _place_nearest(unknown, level, broad, wanted):
    """File what no catalogue knows as it stands; what is found this way speaks of related majors, too.

    A branch of medicine by its ward, a word that known names begin with; and where a requirement names nothing else,
    names written without a mark between them, or the word a name begins with: 机电控制 is of 机电.
    """
    for name in map(_bare, unknown):
        for one in wards(name) or beginning_with(name):
            wanted["classes" if one in class_names() else "majors"].append(one)
            wanted["related"] = True
    if unknown and not any(wanted[kind] for kind in ("majors", "classes", "disciplines")):
        for name in map(_bare, unknown):
            for part in within(name) or heads(name):
                wanted["related"] = _place(part, "", level, broad, wanted) or wanted["related"]


def _is_discipline(name, bare, level, broad):
    if name in discipline_names() or (name.endswith("大类") and bare in discipline_names()):
        return name not in _DISCIPLINE_NAMES or broad or not _is_narrow(name, level)
    if bare not in _DISCIPLINE_NAMES or (name != bare and name in class_names()):
        return False
    # 法学 beside 理学 and 工学 is the discipline; beside 社区矫正 it is the major.
    return broad or name.endswith("门类") or not _is_narrow(bare, level)


def _place_major(name, major, wanted):
    if major.name:
        wanted["majors"].append(plain_major(name))
    else:
        wanted["classes"].append(major.class_name)


@cache
def _classes_by_code():
    return {major.code[:4]: major.class_name for major in reversed(majors()) if major.level == "本科"}


def _place_code(code, name, level, wanted):
    """File by the code that stands beside a name; False when it says nothing."""
    digits = re.match(r"\d+", code).group()
    digits = digits.removesuffix("00") if level != "专科" and len(digits) == 6 else digits
    if len(digits) == 2:
        wanted["disciplines"].append(DISCIPLINES.get(digits, name) if level != "专科" else name)
    elif len(digits) == 4:
        known = name in class_names() or level != "本科"
        wanted["classes"].append(name if known else _classes_by_code().get(digits, name))
    elif len(digits) == 6:
        wanted["majors"].append(plain_major(name))
    return len(digits) in (2, 4, 6)
