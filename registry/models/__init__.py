"""People and their facts, rosters, and each person's file."""

from registry.models.entry import Entry, Look
from registry.models.person import GroupMembership, Need, Person, Phone, Skill, Wish
from registry.models.roster import Roster, RosterFile, RosterRow

__all__ = [
    "Entry",
    "GroupMembership",
    "Look",
    "Need",
    "Person",
    "Phone",
    "Roster",
    "RosterFile",
    "RosterRow",
    "Skill",
    "Wish",
]
