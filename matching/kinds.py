"""What sort of work a posting is and whom it is kept for, read from its words. Pure."""

import re

from django.utils.translation import gettext_lazy as _

from registry.statuses import Group, WorkKind

# In the order in which they decide: an internship that is paid by the day is an internship.
_KINDS = (
    (WorkKind.GRASSROOTS, r"三支一扶|西部计划|特岗|大学生村官|大学生乡村医生|基层(?:服务)?项目"),
    (WorkKind.PUBLIC, r"公益性?岗|公益性"),
    (WorkKind.INTERNSHIP, r"见习|实习(?!指导|教[师学]|管理|基地)"),
    (WorkKind.GIG, r"零工|日结|众包|按单结算"),
    (WorkKind.SHORT, r"临时|短期|季节性|[暑寒]假工"),
    (WorkKind.FLEXIBLE, r"兼职|灵活|小时工|钟点工|非全日制"),
    (WorkKind.FULL_TIME, r"全职|全日制"),
)

MOTHERS, OLDER = "mothers", "older"  # whom no list of graduates names, so that these go to none of them
# 就业困难人员: what the state's lists of hardship have in common.
IN_HARDSHIP = (
    Group.OUT_OF_POVERTY,
    Group.MINIMUM_ALLOWANCE,
    Group.LOW_INCOME,
    Group.ZERO_EMPLOYMENT,
    Group.DISABLED,
    Group.EXTREME_HARDSHIP,
    Group.LONG_UNEMPLOYED,
)
AUDIENCES = ((MOTHERS, _("妈妈岗")), (OLDER, _("大龄人员")), *Group.choices)
_FOR = r"(?:限|专招|只招|面向|定向招[聘录收]?|专门?为)"
_AUDIENCES = (
    ((Group.DISABLED,), rf"残疾人?(?:士|员工)?(?:专岗|专场|岗位?)|{_FOR}残疾"),
    ((MOTHERS,), rf"[妈宝]妈(?:专?岗|班)|{_FOR}[妈宝]妈"),
    ((OLDER,), rf"(?:大龄|4050|银[龄发])(?:人员)?(?:专?岗|专场)|退休返聘|{_FOR}(?:大龄|4050|退休)"),
    (
        (Group.VETERAN,),
        rf"退役(?:军人|士兵)(?:专?岗|专场)|(?:{_FOR}|^|[,;。、])(?:高校毕业生)?退役(?:军人|士兵|大学生)",
    ),
    (IN_HARDSHIP, rf"(?:就业困难|重点)(?:人员|群体|对象)(?:专?岗|专场)|{_FOR}(?:就业困难|重点群体)"),
)
_NAMED = (  # in a column of its own a name alone is enough
    ((Group.DISABLED,), "残疾"),
    ((MOTHERS,), "妈妈|宝妈"),
    ((OLDER,), "大龄|4050|银[龄发]|退休"),
    ((Group.VETERAN,), "退役"),
    (IN_HARDSHIP, "就业困难|重点群体|困难群体"),
)
# A wish or an openness keeps nobody out; an office that cares for a group is no post for it.
_ONLY_LIKED = r"(?!.{0,6}(?:优先|亦可|也可|均可|不限|事务|服务|康复|委员))"


def kind_of(*texts):
    """Return the WorkKind that the first telling text says; what says nothing is full-time work."""
    for text in texts:
        for kind, words in _KINDS:
            if re.search(words, text):
                return kind
    return WorkKind.FULL_TIME


def audience_of(column, *texts):
    """Return the codes of those a posting is kept for, by a column that names them or by its other words."""
    found = [codes for codes, words in _NAMED if re.search(f"(?:{words}){_ONLY_LIKED}", column)]
    found += [codes for codes, words in _AUDIENCES for text in texts if re.search(f"(?:{words}){_ONLY_LIKED}", text)]
    return [str(code) for code in dict.fromkeys(code for codes in found for code in codes)]


def tell_audience(codes):
    """Return whom a posting is kept for as words; all groups in hardship together have one name."""
    labels, hardship = dict(AUDIENCES), set(map(str, IN_HARDSHIP))
    if hardship <= set(codes):
        rest = [labels.get(code, code) for code in codes if code not in hardship]
        return [_("就业困难人员"), *rest]
    return [labels.get(code, code) for code in codes]
