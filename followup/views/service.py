"""Briefing, guidance, the plan and the internship: short forms, real records, each lighting its pip."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from followup import guiding, interning
from followup.forms import service as forms
from followup.models import Action, Internship, Session
from followup.views.doors import back_to, carried_out, person_of, show_form
from registry.models import Person

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _mine(model, request, pk, link="person"):
    """A record of a person the user may see, or 404."""
    seen = Person.objects.visible_to(request.user).values("pk")
    return get_object_or_404(model.objects.filter(**{f"{link}__in": seen}).select_related(link), pk=pk)


@FORM
@permission_required("followup.change_case", raise_exception=True)
def briefing_new(request, pk):
    """Record a policy briefing given to this person."""
    person = person_of(request, pk)
    form = forms.BriefingForm(request.POST or None, today=timezone.localdate())
    if carried_out(request, form, lambda data: guiding.give_briefing(person, by=request.user, **data)):
        messages.success(request, _("政策宣讲已记录。"))
        return back_to(person)
    return show_form(request, person, form, title=_("记录政策宣讲"), submit=_("保存"))


@FORM
@permission_required("followup.change_case", raise_exception=True)
def session_new(request, pk):
    """Record a guidance session that was held, or book one for later."""
    if request.GET.get("book") == "yes":
        return _book_session(request, person_of(request, pk))
    person = person_of(request, pk)
    form = forms.HoldSessionForm(request.POST or None, today=timezone.localdate())
    if carried_out(request, form, lambda data: guiding.hold_session(person, by=request.user, **data)):
        messages.success(request, _("职业指导已记录。"))
        return back_to(person)
    look = {"template": "followup/session_new.html", "booking": False}
    return show_form(request, person, form, title=_("记录职业指导"), submit=_("保存"), **look)


def _book_session(request, person):
    today = timezone.localdate()
    form = forms.BookSessionForm(request.POST or None, today=today)
    if carried_out(request, form, lambda data: guiding.book_session(person, by=request.user, on=today, **data)):
        messages.success(request, _("职业指导已预约。"))
        return back_to(person)
    look = {"template": "followup/session_new.html", "booking": True}
    return show_form(request, person, form, title=_("预约职业指导"), submit=_("预约"), **look)


@FORM
@permission_required("followup.change_case", raise_exception=True)
def session_hold(request, pk):
    """Record what happened in a session that was booked."""
    session = _mine(Session, request, pk)
    form = forms.HoldSessionForm(request.POST or None, today=timezone.localdate())
    hold = partial(guiding.hold_session, session.person, session=session, by=request.user)
    if carried_out(request, form, lambda data: hold(**data)):
        messages.success(request, _("职业指导已记录。"))
        return back_to(session.person)
    return show_form(request, session.person, form, title=_("记录职业指导"), submit=_("保存"))


@FORM
@permission_required("followup.change_case", raise_exception=True)
def plan_edit(request, pk):
    """Write the individual plan; saving makes a new version and carries on what is not yet done."""
    person, today = person_of(request, pk), timezone.localdate()
    plan = person.plans.filter(replaced_on=None).prefetch_related("actions").first()
    open_actions = [action for action in plan.actions.all() if action.done_on is None] if plan else []
    initial = {"goals": plan.goals, "situation": plan.situation, "review_on": plan.review_on} if plan else {}
    lines = [{"text": action.text, "actor": action.actor, "due_on": action.due_on} for action in open_actions]
    form = forms.PlanForm(request.POST or None, initial=initial)
    formset = forms.ActionFormSet(request.POST or None, initial=lines, prefix="actions")
    write = partial(guiding.write_plan, person, by=request.user, on=today)
    if formset.is_valid() and carried_out(request, form, lambda data: write(actions=_lines(formset), **data)):
        messages.success(request, _("一人一策已更新。"))
        return back_to(person, "plan")
    return show_form(
        request,
        person,
        form,
        title=_("一人一策"),
        submit=_("保存为新版本"),
        template="followup/plan_edit.html",
        formset=formset,
    )


def _lines(formset):
    return [(row["text"], row["actor"], row["due_on"]) for row in formset.cleaned_data if row.get("text")]


@require_POST
@permission_required("followup.change_case", raise_exception=True)
def action_done(request, pk):
    """Tick an action of the plan as done."""
    action = _mine(Action, request, pk, "plan__person")
    guiding.finish_action(action, by=request.user, on=timezone.localdate())
    return back_to(action.plan.person, "plan")


@FORM
@permission_required("followup.change_case", raise_exception=True)
def internship_new(request, pk):
    """Offer an internship at a unit that takes interns."""
    person = person_of(request, pk)
    form = forms.InternshipForm(request.POST or None, today=timezone.localdate())
    if carried_out(request, form, lambda data: interning.offer_internship(person, by=request.user, **data)):
        messages.success(request, _("就业见习已提供，待本人答复。"))
        return back_to(person)
    return show_form(request, person, form, title=_("提供就业见习"), submit=_("保存"))


def _internship_form(request, pk, form_class, act, title, done):
    internship = _mine(Internship, request, pk)
    form = form_class(request.POST or None)
    if carried_out(request, form, lambda data: act(internship, by=request.user, **data)):
        messages.success(request, done)
        return back_to(internship.person)
    return show_form(request, internship.person, form, title=title, submit=_("保存"), hint=str(internship.employer))


@FORM
@permission_required("followup.change_case", raise_exception=True)
def internship_answer(request, pk):
    """Record whether the person takes it."""

    def answer(internship, *, by, answer):
        interning.answer_internship(internship, answer=answer, by=by, on=timezone.localdate())

    return _internship_form(request, pk, forms.AnswerInternshipForm, answer, _("见习答复"), _("答复已记录。"))


@FORM
@permission_required("followup.change_case", raise_exception=True)
def internship_start(request, pk):
    """Begin an accepted internship under its agreement."""
    act, title = interning.start_internship, _("开始见习")
    return _internship_form(request, pk, forms.StartInternshipForm, act, title, _("见习已开始。"))


@FORM
@permission_required("followup.change_case", raise_exception=True)
def internship_end(request, pk):
    """End an internship, with its reason."""
    act, title = interning.end_internship, _("结束见习")
    return _internship_form(request, pk, forms.EndInternshipForm, act, title, _("见习已结束。"))
