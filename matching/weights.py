"""Which weights rank today, and by which an earlier list was ranked."""

from matching.models import RankingVersion
from matching.ranking import Weights


def current_weights():
    """Return the Weights in force: those the product comes with until a version was switched on; one query."""
    version = RankingVersion.objects.current().first()
    return version.weights if version else Weights()


def weights_by_number(numbers):
    """Return {number: Weights} of versions; the first is known without a row."""
    found = {version.number: version.weights for version in RankingVersion.objects.filter(number__in=numbers)}
    shipped = Weights()
    return {shipped.version: shipped, **found}
