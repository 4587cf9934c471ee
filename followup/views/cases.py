"""Jobs for a person, outcomes, excuses, opening and closing a case."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from followup import closing, opening
from followup.crediting import excuse_step
from followup.forms import case as forms
from followup.models import OutcomeCheck, Step
from followup.offering import hear_answer, offer_jobs
from followup.views.doors import back_to, carried_out, person_of, show_form
from matching import pushing
from matching.candidates import search_for, why_not
from matching.controls import newest_for
from matching.models import Posting, Push
from matching.telling import parts, tell, tell_relaxation
from matching.weights import weights_by_number
from registry.models import Person

SHOWN = 20  # postings of a list
ARMS = {"ranked": Push.Arm.RANKED, "newest": Push.Arm.NEWEST}  # how what is taken from a list was chosen
ASKED_ABOUT = 5  # postings that "why not?" answers for at a time
FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@permission_required("matching.push_posting", raise_exception=True)
def jobs(request, pk):
    """The best open postings for a person with the reasons; tick and push."""
    person, today = person_of(request, pk), timezone.localdate()
    order = "newest" if request.GET.get("order") == "newest" else "ranked"
    matches, relaxations = _listed(person, order, today)
    form = forms.PushForm(request.POST or None, matches=matches, today=today)
    if carried_out(request, form, lambda data: _push(request, person, matches, order, data)):
        return back_to(person, "jobs")
    postings = Posting.objects.for_list().in_bulk([match.posting_id for match in matches])
    ticked = set(request.POST.getlist("postings"))
    context = {
        "person": person,
        "order": order,
        "rows": _shown([match for match in matches if match.posting_id in postings], postings, ticked),
        "form": form,
        "pushes": _told(person.pushes.select_related("posting__employer", "by")),
        "relaxations": [(tell_relaxation(one), one.gain) for one in relaxations],
        "asked": request.GET.get("why", "").strip(),
        "answers": _answers(person, request.GET.get("why", "").strip(), today),
    }
    return render(request, "followup/jobs.html", context)


def _listed(person, order, today):
    """Return (Matches, what would bring more) in the order asked for."""
    if order == "newest":
        return newest_for(person, on=today, limit=SHOWN), []
    return search_for(person, on=today, limit=SHOWN)


def _told(pushes):
    """Pushes with the components and reasons they were made by, out of what their version had to give."""
    pushes = list(pushes)
    weights = weights_by_number({push.ranking for push in pushes})
    return [
        {
            "push": push,
            "parts": parts(push.components, weights[push.ranking]),
            "reasons": [tell(reason) for reason in push.reasons],
        }
        for push in pushes
    ]


def _answers(person, words, today):
    """Return (posting, sentences) of the postings these words could mean: why each is, or is not, in the list."""
    if len(words) < 2:
        return []
    postings = list(Posting.objects.for_list().about(words).order_by("-pk")[:ASKED_ABOUT])
    why = why_not(person, postings, on=today)
    return [(posting, [tell(reason) for reason in why[posting.pk]]) for posting in postings]


def _push(request, person, matches, order, data):
    chosen = [match for match in matches if match.posting_id in data["postings"]]
    arms = {(person.pk, match.posting_id): ARMS[order] for match in chosen}
    pushes = offer_jobs(person, chosen, channel=data["channel"], by=request.user, on=data["pushed_on"], arms=arms)
    messages.success(request, _("已推送 %(n)s 个岗位。") % {"n": len(pushes)})


def _shown(matches, postings, ticked):
    weights = weights_by_number({match.version for match in matches})
    return [
        {
            "match": match,
            "posting": postings[match.posting_id],
            "reasons": [tell(reason) for reason in match.reasons],
            "parts": parts(match.components, weights[match.version]),
            "ticked": str(match.posting_id) in ticked,
        }
        for match in matches
    ]


@FORM
@permission_required("matching.push_posting", raise_exception=True)
def push_answer(request, pk):
    """Record the person's answer to a push."""
    push = get_object_or_404(Push.objects.visible_to(request.user).select_related("person", "posting"), pk=pk)
    form = forms.AnswerPushForm(request.POST or None)
    answer = partial(hear_answer, push, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: answer(**data)):
        messages.success(request, _("答复已记录。"))
        return back_to(push.person, "jobs")
    return show_form(request, push.person, form, title=_("本人答复"), submit=_("保存"), hint=push.posting.title)


@FORM
@permission_required("matching.push_posting", raise_exception=True)
def push_employer(request, pk):
    """Record what the employer said."""
    push = get_object_or_404(Push.objects.visible_to(request.user).select_related("person", "posting"), pk=pk)
    form = forms.EmployerAnswerForm(request.POST or None)
    answer = partial(pushing.record_employer_answer, push, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: answer(**data)):
        messages.success(request, _("单位反馈已记录。"))
        return back_to(push.person, "jobs")
    return show_form(request, push.person, form, title=_("单位反馈"), submit=_("保存"), hint=push.posting.title)


@FORM
@permission_required("followup.change_case", raise_exception=True)
def outcome_new(request, pk):
    """Record what became of the person, with its proof."""
    person = person_of(request, pk)
    form = forms.OutcomeForm(request.POST or None)
    record = partial(closing.record_outcome, person, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: record(**data)):
        messages.success(request, _("去向已登记，系统已安排就业后核实。"))
        return back_to(person)
    return show_form(request, person, form, title=_("登记去向"), submit=_("保存"), fields_class="fields-2")


@FORM
@permission_required("followup.change_case", raise_exception=True)
def outcome_check(request, pk):
    """Record the next check whether the person is still there."""
    person = person_of(request, pk)
    waiting = OutcomeCheck.objects.waiting().filter(outcome__person=person).select_related("outcome__person")
    check = get_object_or_404(waiting.order_by("days")[:1])
    form = forms.CheckForm(request.POST or None)
    record = partial(closing.check_outcome, check, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: record(still_there=data["still_there"] == "yes")):
        messages.success(request, _("核实已记录。"))
        return back_to(person)
    hint = _("就业后 %(days)s 天，应于 %(due)s 核实") % {"days": check.days, "due": check.due_on.isoformat()}
    return show_form(request, person, form, title=_("核实是否在岗"), submit=_("保存"), hint=hint)


@FORM
@permission_required("followup.excuse_step", raise_exception=True)
def step_excuse(request, pk):
    """Free one step from being given, with a reason."""
    step = get_object_or_404(Step.objects.visible_to(request.user).select_related("case__person"), pk=pk)
    form = forms.ExcuseForm(request.POST or None)
    excuse = partial(excuse_step, step, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: excuse(**data)):
        messages.success(request, _("该步骤已免除。"))
        return back_to(step.case.person)
    return show_form(request, step.case.person, form, title=_("免除步骤"), submit=_("确认免除"))


@FORM
@permission_required("followup.open_case", raise_exception=True)
def case_open(request, pk):
    """Open a case for one person under a standard."""
    person = person_of(request, pk)
    form = forms.OpenCaseForm(request.POST or None)
    start = partial(opening.open_case, person, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: start(**data)):
        messages.success(request, _("台账已建立。"))
        return back_to(person)
    return show_form(request, person, form, title=_("建立台账"), submit=_("建立"))


@FORM
@permission_required("followup.change_case", raise_exception=True)
def case_close(request, pk):
    """Close the person's open case with a reason."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    case = get_object_or_404(person.cases.open())
    form = forms.CloseCaseForm(request.POST or None)
    close = partial(closing.close_case, case, by=request.user, on=timezone.localdate())
    if carried_out(request, form, lambda data: close(**data)):
        messages.success(request, _("台账已结案。"))
        return back_to(person)
    return show_form(request, person, form, title=_("结案"), submit=_("确认结案"))
