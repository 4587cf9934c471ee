"""Turns the reason codes of a row into sentences in the reader's language. Pure."""

from django.utils.translation import gettext as _

from registry.columns import printed
from registry.identity import sentence_of


def tell(reason):
    """Return the sentence of one reason {"code", "fact", ...}."""
    code = reason["code"]
    if code.startswith("bad_id_"):
        return sentence_of(code.removeprefix("bad_id_"))
    values = {"text": reason.get("text", ""), "row": reason.get("row", ""), "column": printed(reason.get("fact", ""))}
    if code == "unread_phone":  # the text itself could be a number, and is not repeated
        return _("“%(column)s”中没有识别出电话号码，此项留空。") % values
    if code.startswith("unread_"):
        return _("“%(column)s”中的“%(text)s”未能识别，此项留空。") % values
    return _sentences().get(code, code) % values


def _sentences():
    return {
        "bad_name_empty": _("未填写姓名。"),
        "bad_name_long": _("姓名超过 60 个字。"),
        "bad_name_lost": _("姓名中有问号或方框，可能是生僻字没有显示出来。"),
        "bad_name_characters": _("姓名中有数字或没有文字。"),
        "bad_no_person": _("这一行是合计、落款、注释或重复的表头，不是人员。"),
        "bad_date": _("“%(column)s”中的“%(text)s”不是日期。"),
        "bad_ambiguous_date": _("“%(column)s”中的“%(text)s”分不清月和日，请写成 2025-07-01 的样子。"),
        "bad_ambiguous_month": _("“%(column)s”中的数字“%(text)s”分不清是 1 月还是 10 月，请写成 2025-10 的样子。"),
        "bad_repeated": _("与第 %(row)s 行的身份证号码重复。"),
        "listed_twice": _("名单中有几行用同一身份证号码，只取了一行。"),
        "bad_elsewhere": _("该身份证号码不在本站点范围内，须由上级站点处理。"),
        "repaired_name": _("姓名中的空格、间隔号已统一。"),
        "repaired_full_width": _("身份证号码中的全角字符已改为半角。"),
        "repaired_spaces": _("身份证号码中的空格等符号已去掉。"),
        "repaired_lower_x": _("身份证号码末位已改为大写 X。"),
        "repaired_number": _("身份证号码末尾的“.0”已去掉。"),
        "repaired_from_15": _("15 位身份证号码已换算为 18 位，请核对。"),
        "undo_left": _("入库后已有人办理过业务，未撤销。"),
        "undo_changed_since": _("“%(column)s”在入库后又被改动，未恢复。"),
        "part_phone": _("“%(column)s”中有一个号码未能识别，已略过，其余照收。"),
        "sex_differs": _("性别与身份证号码不符，以身份证号码为准。"),
    }


def tell_remark(remark):
    """Return the sentence of what a reader should know about a whole file {"code", ...}."""
    values = {name: "、".join(map(str, value)) if isinstance(value, list) else value for name, value in remark.items()}
    return _remarks()[remark["code"]] % values


def _remarks():
    return {
        "several_sheets": _("工作簿里有多张名单，只读取了“%(sheet)s”；另有：%(others)s。"),
        "header_guessed": _("没有认识的列名，把第 %(row)s 行当作表头；请在“列与工作表”中指定各列。"),
        "empty_sheets": _("空白的工作表：%(sheets)s。"),
        "hidden_sheet": _("名单所在的工作表“%(sheet)s”是隐藏的，已照常读取。"),
        "hidden_rows": _("有 %(total)s 行是隐藏的（第 %(rows)s 行），已照常读取。"),
        "hidden_columns": _("有隐藏的列（%(columns)s），已照常读取。"),
        "merged_cells": _("有 %(total)s 处单元格是上下合并的，其内容已用于所跨的每一行。"),
        "formulas": _("有 %(total)s 个单元格是公式，读取的是算出的结果。"),
        "formulas_without_value": _(
            "有 %(total)s 个公式没有算出的结果（%(cells)s），按空白读取；请用 Excel 打开并保存一次，再上传。"
        ),
        "torn_characters": _("有 %(total)s 行里的字已残缺，显示为 �（第 %(rows)s 行），请核对。"),
        "digits_lost": _("许多身份证号码以 000 结尾，应是曾被表格存成数字而丢了末几位；这些行须按文本重新录入。"),
        "error_cells": _("有 %(total)s 个单元格是错误值，如 #N/A（%(cells)s），按空白读取。"),
        "duplicate_header": _("有几列都是“%(column)s”：读取了 %(used)s 列，未读 %(ignored)s 列。"),
        "columns_remembered": _("各列按本站点以前对同样表样的指定来识别。"),
        "applied_before": _("这份文件已于 %(day)s 入库过一次。"),
    }


def tell_suspect(suspect):
    """Return why a row may be somebody's who is known, or the same as a row before: {"person" or "row", "why"}."""
    traits = {"born": _("出生日期相同"), "phone": _("电话相同"), "masked": _("遮盖的号码相符且院校相同")}
    why = "、".join(traits[code] for code in suspect["why"])
    if "row" in suspect:
        return _("与第 %(row)s 行同名：%(why)s。") % {"row": suspect["row"], "why": why}
    return _("与册中一人同名：%(why)s。") % {"why": why}


def is_blocking(reason):
    return reason["code"].startswith("bad_")
