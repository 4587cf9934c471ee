"""Turns the reason codes of a match or a row into sentences in the reader's language. Pure."""

from django.utils.translation import gettext as _

from matching.ranking import Weights
from registry.statuses import WorkKind


def tell(reason):
    """Return the sentence of one reason {"code": ..., facts}; an unknown code shows itself."""
    return _sentences().get(reason["code"], reason["code"]) % reason


def parts(components, weights=None):
    """Return [(label, points, the most there could be)] of a score's components, in the order they weigh."""
    weights = weights or Weights()
    return [(label, components.get(name, 0), getattr(weights, name)) for name, label in _components().items()]


def tell_relaxation(relaxation):
    """Return what could give way, as a few words; how many it brings stands beside them."""
    told = {
        "relax_kind": _("也考虑%(value)s"),
        "relax_pay": _("期望月薪降到 %(value)s"),
        "relax_area": _("可以去外省"),
    }
    value = WorkKind(relaxation.value).label if relaxation.code == "relax_kind" else relaxation.value
    return told[relaxation.code] % {"value": value}


def _components():
    return {
        "title": _("意向"),
        "major": _("专业"),
        "skills": _("技能"),
        "pay": _("薪酬"),
        "distance": _("距离"),
        "freshness": _("时效"),
    }


def _sentences():
    return {
        "no_wish": _("未登记就业意向"),
        "title_same": _("意向“%(wish)s”与岗位“%(title)s”一致"),
        "title_near": _("意向“%(wish)s”与岗位“%(title)s”相近"),
        "title_part": _("意向“%(wish)s”与岗位“%(title)s”部分相近"),
        "title_far": _("岗位“%(title)s”与意向“%(wish)s”不同"),
        "major_exact": _("专业“%(major)s”符合要求"),
        "major_class": _("专业“%(major)s”属于“%(node)s”，符合要求"),
        "major_discipline": _("专业“%(major)s”属于“%(node)s”门类，符合要求"),
        "major_related": _("专业“%(major)s”与要求的专业同属“%(node)s”"),
        "major_any": _("专业不限"),
        "major_unknown": _("专业要求或本人专业不明，需核对"),
        "major_none": _("要求“%(node)s”，本人专业“%(major)s”不在其中"),
        "skills": _("技能匹配 %(held)s/%(asked)s：%(names)s"),
        "skills_none": _("要求的技能尚未登记：%(names)s"),
        "skills_unknown": _("未说明技能要求"),
        "pay_unknown": _("薪酬面议或未说明"),
        "pay_said": _("月薪 %(span)s 元"),
        "pay_above": _("月薪 %(span)s 元，达到期望 %(floor)s 元"),
        "pay_reaches": _("月薪 %(span)s 元，上限可达期望 %(floor)s 元"),
        "pay_below": _("月薪 %(span)s 元，低于期望 %(floor)s 元"),
        "area_wished": _("工作地“%(area)s”在期望地区内"),
        "area_unknown": _("工作地不明"),
        "same_county": _("与常住地同区县"),
        "same_prefecture": _("与常住地同地州"),
        "same_province": _("与常住地同省"),
        "other_province": _("在外省：%(area)s"),
        # why a posting is not in a list
        "was_pushed": _("已经向本人推送过"),
        "is_closed": _("岗位已关闭或已过期"),
        "is_ranked": _("可以推荐：得分 %(score)s，排在第 %(place)s 位"),
        "limit_schooling": _("要求的学历高于本人"),
        "limit_audience": _("只面向特定群体，本人不在其中"),
        "limit_kind": _("工作性质不在本人意向之内"),
        "limit_pay": _("薪酬低于本人期望的最低值"),
        "limit_area": _("在外省，本人未表示可以去"),
        # rows of a batch
        "bad_no_title": _("没有可用的岗位名称。"),
        "bad_past": _("截止日期已过。"),
        "bad_repeated": _("与第 %(row)s 行重复。"),
        "old_year": _("名录为 %(year)s 年，请向来源核实岗位是否仍有效。"),
        "joins": _("与“%(source)s”的岗位 %(posting)s 相同，并入该岗位。"),
        "replaces": _("该来源更新了岗位 %(posting)s 的内容。"),
        "kept_apart": _("已按工作人员意见单独入库，不并入其他来源。"),
        "closed_by_hand": _("岗位已由工作人员关闭，未重新开放。"),
        "split": _("一格中有 %(count)s 个岗位，已拆开。"),
        "pay_unread": _("薪酬“%(text)s”未能读懂，原文保留。"),
        "education_unread": _("学历“%(text)s”未能读懂，原文保留，不作限制。"),
        "majors_unread": _("专业“%(text)s”未能对应目录，原文保留，不作限制。"),
        "headcount_unread": _("人数“%(text)s”未能读懂。"),
        "no_employer": _("未写用人单位，记在发布来源名下。"),
    }
