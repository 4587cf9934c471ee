"""People and their facts, rosters and comparisons, and each person's file."""

from registry.models.comparison import Comparison, ComparisonFile, Finding, Sighting
from registry.models.entry import Entry, Look
from registry.models.merge import Merge
from registry.models.person import GroupMembership, Helper, Need, Person, Phone, Skill, Tier, Wish
from registry.models.roster import ColumnMemory, Likeness, Roster, RosterFile, RosterRow
from registry.models.search import SchoolName, SearchKey

__all__ = [
    "ColumnMemory",
    "Comparison",
    "ComparisonFile",
    "Entry",
    "Finding",
    "GroupMembership",
    "Helper",
    "Likeness",
    "Look",
    "Merge",
    "Need",
    "Person",
    "Phone",
    "Roster",
    "RosterFile",
    "RosterRow",
    "SchoolName",
    "SearchKey",
    "Sighting",
    "Skill",
    "Tier",
    "Wish",
]
