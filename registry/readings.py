"""How a name can be typed: its characters from any one on, pinyin and initials, every reading of its surname. Pure."""

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

# Surnames whose reading as a name is not the one dictionaries give first.
SURNAMES = {
    "曾": ["zeng"], "单": ["shan"], "解": ["xie"], "仇": ["qiu"], "区": ["ou"], "查": ["zha"], "朴": ["piao"],
    "覃": ["qin", "tan"], "任": ["ren"], "盖": ["ge", "gai"], "乐": ["yue", "le"], "万俟": ["mo qi"], "尉迟": ["yu chi"],
    "令狐": ["ling hu"], "澹台": ["tan tai"], "长孙": ["zhang sun"], "缪": ["miao"], "翟": ["zhai", "di"], "员": ["yun"],
    "冼": ["xian"], "纪": ["ji"], "繁": ["po"], "折": ["she"], "种": ["chong"], "秘": ["bi"], "黑": ["he", "hei"],
    "卜": ["bu"], "隗": ["wei", "kui"], "薄": ["bo", "bao"], "阚": ["kan"], "都": ["du", "dou"], "能": ["nai"],
    "乜": ["nie"], "句": ["gou", "ju"], "召": ["shao"], "六": ["lu"], "句龙": ["gou long"], "子车": ["zi ju"],
}  # fmt: skip
# Characters of given names that are read in two ways; who types the other one finds the person, too.
GIVEN = {
    "乐": ["le", "yue"], "茜": ["qian", "xi"], "行": ["xing", "hang"], "朝": ["chao", "zhao"], "晟": ["sheng", "cheng"],
    "会": ["hui", "kuai"], "柏": ["bai", "bo"], "莎": ["sha", "suo"], "娜": ["na", "nuo"], "重": ["chong", "zhong"],
    "长": ["chang", "zhang"], "盛": ["sheng", "cheng"], "藏": ["cang", "zang"], "尉": ["wei", "yu"], "曾": ["zeng", "ceng"],
}  # fmt: skip
MOST = 4  # readings kept of one name
LONGEST = 300  # letters of all keys of one name
# Rare forms that a keyboard rarely has, by the character people type instead.
VARIANTS = str.maketrans("𠮷髙﨑靑淸敎囯", "吉高崎青清教国")
_PARTED = re.compile(r"[\s·•・‧．.\-]+")
_LETTERS = re.compile(r"[a-z]+")


def plain(text):
    """Return a text as it is compared: rare forms, full width, case, dots and spaces make no difference."""
    folded = unicodedata.normalize("NFKC", text.translate(VARIANTS)).lower()
    return "".join(filter(str.isalnum, folded))


def letters(text):
    """Return typed pinyin as the keys have it: no tones, v for ü where pinyin has one; empty if it is anything else."""
    bare = unicodedata.normalize("NFD", text.lower())
    bare = re.sub("(?<=[ln])u\u0308", "v", bare)
    bare = plain("".join(sign for sign in bare if not unicodedata.combining(sign)))
    return bare if _LETTERS.fullmatch(bare) else ""


@lru_cache(maxsize=65536)
def search_keys(name):
    """Return the Latin keys a name is found by, space-separated: "zhangwei zw -wei".

    A dash marks an inner part: the given name, or a long name from a later syllable on.
    """
    parts = [part for part in map(plain, _PARTED.split(name)) if part]
    whole, inner = [], []
    for syllables, begins in _readings(parts):
        whole += ["".join(syllables), "".join(syllable[0] for syllable in syllables)]
        inner += ["-" + "".join(syllables[begin:]) for begin in begins]
    keys = list(dict.fromkeys(key for key in map(_bare, whole + inner) if key.strip("-")))
    while len(" ".join(keys)) > LONGEST:
        keys.pop()
    return " ".join(keys)


def _bare(key):
    if key.isascii():
        return key
    return "".join(sign for sign in unicodedata.normalize("NFD", key) if not unicodedata.combining(sign))


def _readings(parts):
    """Yield (syllables, where an inner part begins) for every reading of the name that is kept."""
    plain_name = "".join(parts)
    if len(plain_name) > 6 or len(parts) > 1:  # a transliterated name: one reading, polyphones would only multiply
        options = [[syllable] for part in parts for syllable in lazy_pinyin(part)]
    else:
        options = _options(plain_name)
    begins = range(1, max(2, len(options) - 1)) if len(options) > 1 else ()
    for syllables in islice(product(*options), MOST):
        yield [syllable for reading in syllables for syllable in reading.split()], begins


def _options(name):
    """Return the readings of each character of a name, the usual one first."""
    for length in (2, 1):
        surname = name[:length]
        if surname in SURNAMES and len(name) > length:
            rest = name[length:]
            readings = zip(*(reading.split() for reading in SURNAMES[surname]), strict=True)
            return [*map(list, readings), *_given(rest)]
    return [*_given(name[:1]), *_given(name[1:])]


@lru_cache(maxsize=32768)
def _syllable(character):
    return "".join(lazy_pinyin(character))


def _given(name):
    # Only a phrase is read otherwise than its characters one by one; asking for each name whole costs ten times more.
    syllables = lazy_pinyin(name) if len(name) > 2 or name in PHRASES_DICT else [*map(_syllable, name)]
    if len(syllables) != len(name):  # letters or signs among the characters stay together
        return [[syllable] for syllable in syllables]
    return [
        list(dict.fromkeys([syllable, *GIVEN.get(character, ())]))
        for character, syllable in zip(name, syllables, strict=True)
    ]


def inner_parts(name):
    """Return a name from its second character on, from its third …; never a single one, nor parts of Latin words."""
    whole = plain(name)
    return [] if whole.isascii() else [whole[begin:] for begin in range(1, len(whole) - 1)]
