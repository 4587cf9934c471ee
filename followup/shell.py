"""The shell of the door on a phone: which files it is made of, which release this is, and its sentences."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from followup.forms.visit import VisitForm

LANGUAGES = ("zh-hans", "en")
STYLES = ("tokens", "base", "layout", "components", "pages", "door")
MODULES = (
    "app",
    "briefcase",
    "clock",
    "conflicts",
    "form",
    "holder",
    "office",
    "outbox",
    "page",
    "people",
    "photos",
    "queue",
    "seal",
    "store",
    "visits",
    "words",
)
FILES = (
    *(f"css/{name}.css" for name in STYLES),
    *(f"js/door/{name}.js" for name in MODULES),
    "favicon.svg",
    "icons/192.png",
    "icons/512.png",
)
# What the phone says by itself; %(…)s is filled in there.
WORDS = {
    "overdue": _("已逾期"),
    "today": _("今天"),
    "week": _("本周"),
    "first": _("待首次联系"),
    "size": _("%(people)s 人，约 %(kb)s KB"),
    "carried": _("%(people)s 人 · %(when)s 下载 · %(until)s 后自动删除"),
    "download": _("下载到手机（%(size)s）"),
    "refresh": _("更新（%(size)s）"),
    "nobody": _("没有找到。"),
    "due": _("最迟 %(day)s"),
    "days_late": _("逾期 %(days)s 天"),
    "last": _("%(day)s %(result)s"),
    "not_yet": _("还没有走访记录"),
    "none": _("未登记"),
    "next": _("留空则按规则安排：%(day)s"),
    "age": _("%(age)s 岁"),
    "saved": _("已保存：%(name)s"),
    "saved_twice": _("这次走访已保存过，没有重复。"),
    "choose_result": _("请先选联系结果。"),
    "reached_only": _("没有联系到人，不能记录宣讲或预约指导。"),
    "unsent": _("%(n)s 条未发送"),
    "draft": _("草稿"),
    "waiting": _("待发送"),
    "sending": _("发送中"),
    "stored": _("已送达"),
    "already": _("此前已送达"),
    "refused": _("被退回"),
    "conflict": _("待选择"),
    "tries": _("已尝试 %(n)s 次"),
    "retry": _("%(time)s 再试"),
    "error": _("上次未成：%(why)s"),
    "signed_out": _("登录已过期"),
    "offline": _("没有网络"),
    "trouble": _("系统暂时不可用（%(why)s）"),
    "drop": _("删除这条走访记录？删除后不能恢复。"),
    "photos": _("照片 %(n)s 张"),
    "photo_refused": _("照片被退回：%(why)s"),
    "others": _("另有 %(n)s 条他人未发送的走访，待其本人登录后发送。"),
    "chosen": _("已按所选保存。"),
    "need_network": _("需要网络。"),
    "wiped": _("管理员已要求清除，本机数据已删除。"),
    "no_room": _("本机不能安全保存数据：请用 https 地址或换一个浏览器。"),
    "refused_by_office": _("系统未接受：%(why)s"),
    "whose_self": _("本人"),
}


def page_of(language):
    """Return the shell page in a language: the same text for everybody, with nobody's facts in it."""
    with translation.override(language):
        context = {
            "language": language,
            "form": VisitForm(auto_id="visit_%s"),
            "words": {name: str(sentence) for name, sentence in WORDS.items()},
            "modules": [static(f"js/door/{name}.js") for name in MODULES],
        }
        return render_to_string("followup/door.html", context)


def notice_of(language):
    """Return the page that is shown where there is no network and nothing kept to show."""
    with translation.override(language):
        return render_to_string("followup/door_offline.html", {"language": language})


@cache
def release():
    """Return what the service worker keeps: {version, door, notice, languages, files}; a changed file is a new one."""
    door, notice = reverse("followup:door"), reverse("followup:door_offline")
    digest = hashlib.sha256()
    for language in LANGUAGES:
        digest.update(page_of(language).encode() + notice_of(language).encode())
    for file in FILES:
        digest.update(static(file).encode() + Path(finders.find(file)).read_bytes())
    return {
        "version": f"door-{digest.hexdigest()[:16]}",
        "door": door,
        "notice": notice,
        "languages": LANGUAGES,
        "files": [static(file) for file in FILES],
    }


def worker(is_module):
    """Return the service worker: the shell's keeper, and, where modules can be loaded, the outbox's errand too."""
    keeper, errand = static("js/door/worker.js"), static("js/door/errand.js")
    shell = f"self.SHELL = {json.dumps(release())};\n"
    if is_module:
        return f'import "{keeper}";\nimport "{errand}";\n{shell}'
    return f'{shell}importScripts("{keeper}");\n'
