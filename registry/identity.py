"""Who is who: ID numbers (GB 11643), names and phone numbers put right, checked and masked. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from operator import mul

from django.utils.translation import gettext as _

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
# First two digits of the area (GB/T 2260): the provinces, and the residents of Hong Kong, Macao and Taiwan.
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
LONGEST = 40  # characters of what may still be an ID number, written or masked somehow
OLDEST = 120  # years: a birth date before that is a typing mistake

_WHOLE = re.compile(r"[0-9]{17}[0-9X]")  # nothing to repair
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,2}")
# What copying leaves between the digits: spaces, quotes, dashes, ="…" of a .csv, marks of writing direction.
_AROUND = re.compile(r"""[\s='"‘’“”`–—-]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]""")
_MASKED = re.compile(r"\d{3,}[*＊xX]{3,}\w*")


@dataclass(frozen=True, slots=True)
class CheckedId:
    """What became of an ID number: its value when it is one, what was repaired, or what is wrong."""

    value: str = ""
    problem: str = ""
    repairs: tuple = ()
    born_on: date | None = None
    sex: str = "0"
    pattern: str = ""  # of a masked number: 18 characters, "*" where one is hidden

    @property
    def sentence(self):
        return sentence_of(self.problem) if self.problem else ""


def sentence_of(problem):
    """Return the sentence for a problem code of an ID number."""
    return {
        "empty": _("未填写身份证号码。"),
        "precision": _("身份证号码被表格存成了数字，末几位已丢失，无法还原；请按文本重新录入。"),
        "masked": _("身份证号码已被遮盖，无法核对。"),
        "length": _("身份证号码应为 18 位（或旧的 15 位）。"),
        "characters": _("身份证号码只能是数字，末位可以是 X。"),
        "area": _("身份证号码前两位不是任何省份。"),
        "birth": _("身份证号码中的出生日期不存在。"),
        "future": _("身份证号码中的出生日期晚于今天。"),
        "check": _("身份证号码校验位不对，可能抄错了一位。"),
    }[problem]


def check_id_number(raw, today):
    """Return a CheckedId for whatever a cell held: text, an integer or a float; never a guess.

    Full-width digits, spaces and a lower-case x are repaired and said so; 15 digits become 18. A number that a
    spreadsheet stored as a number has lost its last digits (more than 15 significant ones) and is refused.
    """
    if raw is None or raw == "":
        return CheckedId(problem="empty")
    if isinstance(raw, bool) or (isinstance(raw, (int, float)) and raw >= 10**15):
        return CheckedId(problem="precision")
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
    if _WHOLE.fullmatch(text):
        return _checked(text, (), today)
    text, repairs = _repaired(text)
    if not text:
        return CheckedId(problem="empty")
    if len(text) > LONGEST:
        return CheckedId(problem="length")
    if _SCIENTIFIC.fullmatch(text):
        return CheckedId(problem="precision")
    if _MASKED.fullmatch(text) and not text[:17].isdigit():
        return CheckedId(problem="masked", pattern=_pattern(text))
    return _checked(text, repairs, today)


def _pattern(text):
    """Return a masked number with one "*" for every hidden character, "" when it has not 18 of them."""
    pattern = re.sub(r"[*＊xX](?!$)", "*", text).upper()
    return pattern if len(pattern) == 18 else ""


def fits(pattern, id_number):
    """Whether a masked number can be this one: every character that shows is the same."""
    shown = zip(pattern, id_number, strict=False)
    return len(pattern) == len(id_number) and all(mask in ("*", digit) for mask, digit in shown)


def _repaired(text):
    repairs = []
    plain = unicodedata.normalize("NFKC", text)
    if plain != text:
        repairs.append("full_width")
    tight = _AROUND.sub("", plain)
    if tight != plain.strip():
        repairs.append("spaces")
    if tight.endswith(".0") and tight[:-2].isdigit():
        tight = tight[:-2]
        repairs.append("number")
    if tight.endswith("x"):
        tight = tight[:-1] + "X"
        repairs.append("lower_x")
    return tight, tuple(repairs)


def _checked(text, repairs, today):
    if len(text) == 15 and _digits(text):
        text = text[:6] + "19" + text[6:]
        text += check_digit(text)
        repairs += ("from_15",)
    if len(text) != 18:
        return CheckedId(problem="length", repairs=repairs)
    if not _digits(text[:17]) or not (_digits(text[17]) or text[17] == "X"):
        return CheckedId(problem="characters", repairs=repairs)
    if text[:2] not in PROVINCES:
        return CheckedId(problem="area", repairs=repairs)
    try:
        born_on = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return CheckedId(problem="birth", repairs=repairs)
    if born_on > today:
        return CheckedId(problem="future", repairs=repairs)
    if today.year - born_on.year > OLDEST:
        return CheckedId(problem="birth", repairs=repairs)
    if check_digit(text) != text[17]:  # a sheet keeps 15 digits of a number and fills up with noughts
        return CheckedId(problem="precision" if text.endswith("000") else "check", repairs=repairs)
    sex = "1" if int(text[16]) % 2 else "2"
    return CheckedId(value=text, repairs=repairs, born_on=born_on, sex=sex)


def _digits(text):
    return text.isascii() and text.isdigit()


def check_digit(seventeen):
    """Return the check character of the first 17 digits."""
    return CHECKS[sum(map(mul, WEIGHTS, map(int, seventeen[:17]))) % 11]


def mask_id_number(value):
    """Return 659012********123X: area and tail stay, the birth date does not."""
    return f"{value[:6]}{'*' * 8}{value[14:]}" if len(value) == 18 else "*" * len(value)


def mask_phone(value):
    """Return 138****1234."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 8 else "*" * len(value)


def age_on(born_on, day):
    """Return whole years of age on a day, or None when the birth date is unknown."""
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


_DOTS = re.compile(r"[•‧∙⋅･・．.﹒●ᐧ᛫⸱゠]")
_LATIN = re.compile(r"[A-Za-z]")
_USUAL_NAME = re.compile(r"[\u4e00-\u9fff]{1,20}(·[\u4e00-\u9fff]{1,20})?")  # nothing to repair
_LOST = re.compile(r"[?？□■▯�]")  # what stands where a character could not be shown
_HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


def clean_name(raw):
    """Return (name, problem): spaces and dots unified, rare characters kept as they are.

    Inner spaces vanish between Han characters and stay between the words of other scripts; a space that divides a
    long name in two, 阿依古丽 买买提, stands for its dot.
    """
    text = str(raw or "")
    if _USUAL_NAME.fullmatch(text):
        return text, ""
    if not text.isascii():
        text = "".join(ch for ch in text if unicodedata.category(ch) not in ("Cc", "Cf") or ch.isspace())
    text = " ".join(text.split())
    if _HAN.search(text):
        text = text if _LATIN.search(text) else _han_name(text)
    else:
        text = " ".join(unicodedata.normalize("NFKC", text).split())  # letters as a keyboard or a scan presents them
    return text, _problem_of_name(text)


def _han_name(text):
    text = _DOTS.sub("·", text)
    parts = text.split(" ")
    if len(parts) == 2 and min(map(len, parts)) > 1 and len(text) > 5 and "·" not in text:
        text = "·".join(parts)
    return re.sub(r"·{2,}", "·", text.replace(" ", "")).strip("·")


def _problem_of_name(text):
    if not text:
        return "empty"
    if len(text) > 60:
        return "long"
    if _LOST.search(text):
        return "lost"
    if any(ch.isdigit() for ch in text) or not any(ch.isalpha() for ch in text):
        return "characters"
    return ""


_PHONE_SPLIT = re.compile(r"[/、,，;；|\n]|或|\s{2,}|(?<=\d{11})\s(?=\+?\d{11})")
_NOUGHT = re.compile(r"(?<=\d{7})\.0(?!\d)")  # of a number that a program wrote out as a fraction
_MOBILE = re.compile(r"1[3-9]\d{9}")
_TWO_MOBILES = re.compile(r"(1[3-9]\d{9}){2}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")


def clean_phones(raw):
    """Return (numbers, problem): every mobile or landline number in a cell, without +86, spaces and dashes.

    The problem is "phone" when there is none, "part_phone" when something beside the numbers looks like one.
    """
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = unicodedata.normalize("NFKC", str(raw or "")).strip()
    if _MOBILE.fullmatch(text):
        return [text], ""
    text = _NOUGHT.sub("", text)
    if not text:
        return [], ""
    numbers, unread = [], False
    for part in _PHONE_SPLIT.split(text):
        found = _phones_in(part)
        numbers += found
        unread |= not found and len(re.findall(r"\d", part)) >= 5
    if not numbers:
        return [], "phone"
    return list(dict.fromkeys(numbers)), "part_phone" if unread else ""


def _phones_in(part):
    """Return the number that a part of a cell is, or the two mobile numbers that were run together in it."""
    tight = re.sub(r"[^\d+]", "", part)
    tight = re.sub(r"^(\+|00)?86(?=1\d{10}$)", "", tight).lstrip("+")
    if _MOBILE.fullmatch(tight) or _LANDLINE.fullmatch(tight):
        return [tight]
    return [tight[:11], tight[11:]] if _TWO_MOBILES.fullmatch(tight) else []
