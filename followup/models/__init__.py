"""Standards, cases and steps, visits and their plan, guidance and plans, gatherings, internships, outcomes."""

from followup.models.case import Case, Evidence, Step
from followup.models.door import Carried, Device, FactConflict, VisitPhoto
from followup.models.gathering import Attendance, Gathering
from followup.models.guidance import Action, Briefing, Plan, Session
from followup.models.handing import Handing, HandingLine
from followup.models.internship import Internship
from followup.models.listing import Export, ExportChunk, ExportTemplate, SavedView
from followup.models.lost import LadderStep, Lost, Rung
from followup.models.outcome import Outcome, OutcomeCheck
from followup.models.schedule import Absence, CadenceRule, CalendarDay, Escalation, ParkedCase, PlanRun
from followup.models.standard import Promise, Standard
from followup.models.transfer import Transfer
from followup.models.visit import Visit

__all__ = [
    "Absence",
    "Action",
    "Attendance",
    "Briefing",
    "CadenceRule",
    "CalendarDay",
    "Carried",
    "Case",
    "Device",
    "Escalation",
    "Evidence",
    "Export",
    "ExportChunk",
    "ExportTemplate",
    "FactConflict",
    "Gathering",
    "Handing",
    "HandingLine",
    "Internship",
    "LadderStep",
    "Lost",
    "Outcome",
    "OutcomeCheck",
    "ParkedCase",
    "Plan",
    "PlanRun",
    "Promise",
    "Rung",
    "SavedView",
    "Session",
    "Standard",
    "Step",
    "Transfer",
    "Visit",
    "VisitPhoto",
]
