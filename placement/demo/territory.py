"""Who helps, who goes to another station and who came back: a little of each, done by the product's own verbs."""

from datetime import timedelta

from followup.caseloads import Part, Selection
from followup.handing import hand_over
from followup.models import Transfer
from followup.receiving import accept_transfers
from followup.transferring import ask_transfer, expire_transfers, refuse_transfer
from placement.accounts.models import Station, User
from registry.models import Person, Tier

RUNGS = ("市级领导", "团场（街道）领导", "社区（连队）干部", "网格员")
FEW = 4  # people of each kind


def tell_territory(office, today):
    """Let people be helped, offered, accepted, refused and forgotten between the first communities."""
    supervisor = User.objects.select_related("station").get(pk=office.supervisor)
    tiers = [Tier.objects.get_or_create(rank=rank, defaults={"name": name})[0] for rank, name in enumerate(RUNGS, 1)]
    here, there = office.desks[0], office.desks[1]
    _help(here, tiers[1], supervisor)
    _offer(here, there, supervisor, today - timedelta(days=20))
    expire_transfers(on=today)
    _offer(there, here, supervisor, today - timedelta(days=3))
    _accept(here, supervisor, today)
    _offer(here, there, supervisor, today - timedelta(days=1))
    for offer in Transfer.objects.waiting().order_by("pk")[1:2]:
        refuse_transfer(offer, answer="本人已返回户籍地", by=supervisor, on=today)


def _help(desk, tier, supervisor):
    people = Person.objects.filter(station=desk.key)
    leader = User.objects.select_related("station").get(pk=desk.supervisor)
    hand_over(Selection(people, supervisor, part=Part.HELPER, tier=tier), [leader], by=supervisor, reason="四级包保")


def _offer(sender, receiver, supervisor, on):
    """Offer the first few who were never offered."""
    people = Person.objects.filter(station=sender.key, transfers=None).exclude(owner=None).order_by("pk")
    keys = list(people.values_list("pk", flat=True)[:FEW])
    if keys:
        terms = {"kind": "move", "basis": "residence", "stays": True, "reason": "常住地在对方辖区"}
        station = Station.objects.get(pk=receiver.key)
        ask_transfer(Person.objects.filter(pk__in=keys), receiver=station, by=supervisor, on=on, **terms)


def _accept(desk, supervisor, on):
    """Accept half of what is offered to a community; the other half goes on waiting."""
    offers = Transfer.objects.waiting().filter(receiver=desk.key).order_by("pk").values_list("pk", flat=True)
    taken = Transfer.objects.filter(pk__in=list(offers[: FEW // 2]))
    officers = User.objects.filter(pk__in=desk.officers).select_related("station")
    if taken:
        accept_transfers(taken, list(officers), by=supervisor, on=on)
