"""How a person's major meets a posting's requirement, through the catalogue. Pure."""

from functools import lru_cache

from registry.catalogue import find_major, plain_major


@lru_cache(maxsize=4096)
def _place(major, education):
    found = find_major(major, education)
    return (found.class_name, found.discipline) if found else ("", "")


def fit_of_major(major, education, wanted):
    """Return (fit, the catalogue's node that decided): exact, class, discipline, related, any, unknown or none."""
    if wanted.get("any"):
        return "any", ""
    if not wanted or not major:
        return "unknown", ""
    plain = plain_major(major)
    if plain in wanted.get("not", ()):
        return "none", plain
    if plain in wanted["majors"] or any(_same(plain, name) for name in wanted["majors"]):
        return "exact", plain
    class_name, discipline = _place(major, education)
    if not class_name:
        return "unknown", ""
    if class_name in wanted["classes"]:
        return "class", class_name
    if discipline in wanted["disciplines"]:
        return "discipline", discipline
    if wanted.get("related") and class_name in {_place(name, education)[0] for name in wanted["majors"]}:
        return "related", class_name
    return "none", "、".join([*wanted["majors"], *wanted["classes"], *wanted["disciplines"]][:3])


def _same(one, other):
    return one.removesuffix("学") == other.removesuffix("学")
