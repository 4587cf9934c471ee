"""What a standard promises, when each step is due, and how its six pips look. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """The kinds of service that a promise can name."""

    BRIEFING = "briefing", _("政策宣讲")
    PUSH = "push", _("岗位推送")
    GUIDANCE = "guidance", _("职业指导")
    INTERNSHIP = "internship", _("就业见习")
    TRAINING = "training", _("技能培训")
    EVENT = "event", _("招聘活动")
