"""Standards, cases and steps, visits, guidance and plans, internships, outcomes."""

from followup.models.case import Case, Evidence, Step
from followup.models.guidance import Action, Briefing, Plan, Session
from followup.models.handing import Handing, HandingLine
from followup.models.internship import Internship
from followup.models.listing import Export, ExportChunk, ExportTemplate, SavedView
from followup.models.outcome import Outcome, OutcomeCheck
from followup.models.standard import Promise, Standard
from followup.models.transfer import Transfer
from followup.models.visit import Visit

__all__ = [
    "Action",
    "Briefing",
    "Case",
    "Evidence",
    "Export",
    "ExportChunk",
    "ExportTemplate",
    "Handing",
    "HandingLine",
    "Internship",
    "Outcome",
    "OutcomeCheck",
    "Plan",
    "Promise",
    "SavedView",
    "Session",
    "Standard",
    "Step",
    "Transfer",
    "Visit",
]
