"""How long work that is under way will still take, by how far it has come. Pure."""

LEAST = 3  # seconds of work before a guess means anything


def seconds_left(began_at, done, total, now):
    """Return whole seconds until the work is done at the pace so far, or None while nobody can tell."""
    spent = (now - began_at).total_seconds() if began_at else 0
    if spent < LEAST or not done or done >= total:
        return None
    return max(1, round(spent * (total - done) / done))
