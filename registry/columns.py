"""The names that real forms give their columns, and the fact each one holds. Pure."""

import hashlib
import re
import unicodedata

# fact → the headers seen on real forms; the first is the one we print ourselves.
HEADERS = {
    "name": "姓名 学生姓名 毕业生姓名 人员姓名 名字 name",
    "id_number": "身份证号码 身份证号 身份证 公民身份号码 公民身份证号码 证件号码 证件号 居民身份证号码 idnumber",
    "phones": "联系电话 手机号码 手机号 手机 电话 联系方式 本人电话 本人联系电话 移动电话 phone",
    "family_phones": "家庭电话 家长电话 家属电话 备用电话 紧急联系电话 家庭联系电话",
    "sex": "性别",
    "ethnicity": "民族",
    "education": "学历 学历层次 最高学历 文化程度 培养层次",
    "school": "毕业院校 毕业学校 院校名称 学校名称 学校 院校 高校名称 毕业院校名称",
    "major": "专业 专业名称 所学专业 毕业专业",
    "graduated_on": "毕业日期 毕业时间 毕业年月 离校时间 毕业年份",
    "cohort": "届别 毕业届别 届次 毕业年度",
    "hukou_text": "户籍地址 户籍所在地 户籍地 户口所在地 生源地 生源地区 户籍",
    "address": "常住详细地址 常住地址 常住地 现住址 居住地址 家庭住址 家庭地址 通讯地址 联系地址 现居住地",
    "station": "所属街道 街道 街道乡镇 乡镇街道 所属社区 社区 社区村 服务站点 站点 所属站点 团场 连队",
    "status": "就业状态 就业情况 目前状态 状态 毕业去向 就业状况 当前状态",
    "willingness": "有无就业意愿 就业意愿 是否有就业意愿",
    "unemployed_reason": "未就业原因 原因",
    "wish": "意向岗位 求职意向 就业意向 期望岗位 期望职业 意向职业 求职意愿",
    "wish_area": "意向地区 期望地区 意向地 期望工作地 意向就业地",
    "wish_pay": "期望薪资 期望薪酬 期望月薪 薪资要求 薪酬要求",
    "skills": "技能 技能证书 职业技能 技能特长 职业资格证书 证书",
    "groups": "重点群体 困难类型 困难类别 人员类别 重点群体类别 困难生类别",
    "needs": "就业服务需求 服务需求 需求 就业需求",
    "note": "备注 说明",
}  # fmt: skip
REQUIRED = ("name", "id_number")
SEVERAL = frozenset(["phones", "family_phones"])  # facts that several columns may hold together

OWN = frozenset(["name", "id_number", "phones", "sex", "ethnicity", "education", "address"])  # others have theirs too
_FAMILY = re.compile("家长|家庭|家属|亲属|父|母|监护|配偶|紧急")
_OTHERS = re.compile("单位|企业|公司|责任|负责|干部|经办|帮扶|结对|调查|填表|填报|审核|联系人|推荐")
JOINT = " › "  # between the names above each other in a header of several rows

_NOISE = re.compile(r"[\s*＊※:：·、,，。.\-_/\\›]|（[^）]*）|\([^)]*\)|【[^】]*】")


def plain_header(text):
    """Return a header as the dictionary knows it: no width, space, star, bracketed remark or punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", str(text or ""))).lower()


KNOWN = {plain_header(name): fact for fact, names in HEADERS.items() for name in names.split()}


def look_up(header, known):
    """Return what a dictionary of plain headers knows of a header, or of the lowest of the names joined in it."""
    header = str(header or "")
    return known.get(plain_header(header)) or known.get(plain_header(header.rpartition(JOINT)[2]), "")


def fact_of(header):
    """Return the fact that a header names, or "" when the dictionary does not know it.

    A telephone under 家长信息 is the family's; a name under 帮扶责任人 is nothing of this person's.
    """
    fact = look_up(header, KNOWN)
    group = str(header or "").rpartition(JOINT)[0]
    if group and fact in OWN and fact_of(group) != fact:
        if _FAMILY.search(group):
            return "family_phones" if fact == "phones" else ""
        return "" if _OTHERS.search(group) else fact
    return fact


def recognise(headers, words=()):
    """Return {column index: fact}; of two columns with one fact the first wins, but telephone columns add up.

    `words` are what a list of this sort says beside, or instead of, what all lists do: {plain header: fact}.
    """
    found = {}
    for index, header in enumerate(headers):
        fact = look_up(header, dict(words)) or fact_of(header)
        if fact and (fact in SEVERAL or fact not in found.values()):
            found[index] = fact
    return found


def duplicates(headers):
    """Return {fact: [column indices]} of the facts that several columns name."""
    named = {}
    for index, header in enumerate(headers):
        if fact_of(header):
            named.setdefault(fact_of(header), []).append(index)
    return {fact: indices for fact, indices in named.items() if len(indices) > 1}


def remarks(headers):
    """Return a remark for every column that is passed over because an earlier one holds the same fact."""
    return [
        {
            "code": "duplicate_header",
            "column": printed(fact),
            "used": letter(indices[0]),
            "ignored": [letter(index) for index in indices[1:]],
        }
        for fact, indices in duplicates(headers).items()
        if fact not in SEVERAL
    ]


def letter(index):
    """Return the letters a spreadsheet shows above a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def shape(headers):
    """Return a digest of the headers in their order: the same form has the same shape."""
    return hashlib.sha256("\n".join(map(plain_header, headers)).encode()).hexdigest()


def missing(columns):
    """Return the required facts that no column holds."""
    return [fact for fact in REQUIRED if fact not in columns.values()]


def printed(fact):
    """Return the header we print for a fact."""
    return HEADERS[fact].split()[0] if fact in HEADERS else fact


def header_score(cells):
    """Return how much a row looks like a header: the number of cells the dictionary knows."""
    return len({fact_of(cell) for cell in cells} - {""})
