"""Where one can go from any page, by permission; and how the page should look."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.devices import holder_key
from placement.preferences import THEME_COOKIE, THEMES

PLACE = "M12 21s7-6 7-11a7 7 0 0 0-14 0c0 5 7 11 7 11zM12 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
LENS = "M10 4a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l6 6"
LETTER = "M3 6h18v12H3zM3 7l9 7 9-7"
ROOM = "M3 20h18M5 20V9l7-5 7 5v11M9 20v-6h6v6"
HANDSET = "M7 3h10v18H7zM11 18h2"
HANDS = "M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4"

# Label, URL name, permission, path that marks it as the current place, icon of the phone's bar.
PLACES = (
    (gettext_lazy("今日"), "dashboards:today", "dashboards.view_today", "/", "M3 11l9-7 9 7M5 10v10h14V10"),
    (
        gettext_lazy("名册"),
        "followup:people",
        "registry.view_person",
        "/people/",
        "M8 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 20c0-4 3-6 6-6s6 2 6 6M16 5a3 3 0 0 1 0 6M17 14c3 0 5 2 5 5",
    ),
    (gettext_lazy("走访"), "followup:visits", "followup.view_visits", "/visits/", "M12 5v14M5 12h14"),
    (
        gettext_lazy("岗位"),
        "matching:postings",
        "matching.view_posting",
        "/postings/",
        "M4 8h16v12H4zM9 8V5h6v3M4 13h16",
    ),
    (
        gettext_lazy("名册导入"),
        "registry:rosters",
        "registry.view_roster",
        "/rosters/",
        "M12 4v11M7 10l5 5 5-5M4 20h16",
    ),
    (
        gettext_lazy("数据比对"),
        "followup:comparisons",
        "registry.view_comparison",
        "/comparisons/",
        "M8 4v16M16 4v16M8 8h8M8 16h8",
    ),
    (gettext_lazy("岗位导入"), "matching:batches", "matching.view_batch", "/batches/", "M4 6h16M4 12h16M4 18h10"),
    (gettext_lazy("交接"), "followup:handings", "followup.view_handing", "/handings/", HANDS),
    (gettext_lazy("交来的人"), "followup:came", "followup.receive_person", "/handings/", HANDS),
    (gettext_lazy("集中活动"), "followup:gatherings", "followup.view_gathering", "/gatherings/", ROOM),
    (gettext_lazy("失联认定"), "followup:lost", "followup.decide_lost", "/lost/", LENS),
    (gettext_lazy("推送跟进"), "followup:pushes", "matching.push_posting", "/pushes/", LETTER),
    (
        gettext_lazy("推荐效果"),
        "matching:truth",
        "matching.view_ranking",
        "/rankings/",
        "M4 18l6-6 4 4 6-8M15 8h5v5",
    ),
    (
        gettext_lazy("看板"),
        "dashboards:figures",
        "dashboards.view_figures",
        "/dashboards/",
        "M4 20V10M10 20V4M16 20v-7M22 20H2",
    ),
    (
        gettext_lazy("查阅日志"),
        "followup:look_log",
        "registry.view_look",
        "/looks/",
        "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    ),
    (
        gettext_lazy("排期依据"),
        "followup:calendar",
        "followup.change_schedule",
        "/calendar/",
        "M4 5h16v15H4zM4 9h16M8 3v4M16 3v4",
    ),
    (gettext_lazy("站点"), "stations:stations", "accounts.manage", "/stations/", PLACE),
    (gettext_lazy("手机端"), "followup:devices", "accounts.manage", "/devices/", HANDSET),
    (
        gettext_lazy("设置"),
        "admin:index",
        "accounts.manage",
        "/admin/",
        "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3",
    ),
)
RECORD = "followup:visits"
MOST_BELOW = 5


def navigation(request):
    """Give every template `navigation`, `theme` and the theme to switch to."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    theme = theme if theme in THEMES else "auto"
    following = {"auto": "dark", "dark": "light", "light": "auto"}[theme]
    labels = {"auto": _("跟随系统"), "dark": _("深色"), "light": _("浅色")}
    return {
        "theme": theme,
        "next_theme": following,
        "next_theme_label": labels[following],
        "navigation": _places_of(request),
    }


def _places_of(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"rail": [], "bottom": [], "can_search": False, "words": "", "holder": ""}
    places = [
        {
            "label": label,
            "url": reverse(name),
            "icon": icon,
            "record": name == RECORD,
            "current": request.path == path if path == "/" else request.path.startswith(path),
        }
        for label, name, permission, path, icon in PLACES
        if user.has_perm(permission)
    ]
    return {
        "rail": places,
        "bottom": [_on_a_phone(place, user) for place in places[:MOST_BELOW]],
        "can_search": user.has_perm("registry.view_person"),
        "words": request.GET.get("q", ""),
        "holder": holder_key(user) if user.has_perm("followup.record_visit") else "",
    }


def _on_a_phone(place, user):
    """Whoever records visits does it where it also works without a network."""
    if place["record"] and user.has_perm("followup.record_visit"):
        return place | {"url": reverse("followup:door")}
    return place
