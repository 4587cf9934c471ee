"""The line the packages stand in, the shape of every file, and no loops."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("registry", "matching", "followup", "placement")
# Who may import whom; `placement` is the house and may use every room, nobody may use the house.
MAY_USE = {
    "registry": {"registry"},
    "matching": {"registry", "matching"},
    "followup": {"registry", "matching", "followup"},
    "placement.accounts": {"placement"},
    "placement": {"registry", "matching", "followup", "placement"},
}
# The setting-up script runs before anything is installed: it asks for ensurepip where that may be missing.
IMPORTS_LATE = {"placement/setting_up.py"}
FILES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
)


def module_of(path):
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def imports_of(path):
    """Yield (module, node) of every import in a file, resolved to a module of ours where it is one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield (full if full in MODULES else node.module), node


def room_of(module):
    return "placement.accounts" if module.startswith("placement.accounts") else module.split(".")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_keeps_the_line(path):
    allowed = MAY_USE[room_of(module_of(path))]
    used = {name.split(".")[0] for name, _node in imports_of(path)} & set(PACKAGES)
    assert used <= allowed


def test_no_module_leads_back_to_itself():
    uses = {
        module: {name for name, _node in imports_of(path) if name in MODULES and name != module}
        for module, path in MODULES.items()
    }
    TopologicalSorter(uses).prepare()  # raises CycleError and names the loop


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_stand_at_the_top(path):
    if str(path.relative_to(ROOT)) in IMPORTS_LATE:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    late = [node for _name, node in imports_of(path) if node.col_offset > 0]
    assert not late, f"line {late[0].lineno}"
    assert tree.body or path.stat().st_size == 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_opens_with_one_sentence(path):
    text = path.read_text(encoding="utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "say in one sentence what this file is for"


def test_no_room_is_a_drawer():
    names = {path.stem for path in FILES} | {path.parent.name for path in FILES}
    assert not names & {"utils", "helpers", "common", "core", "services", "selectors", "constants", "enums", "signals"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_read_at_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_a_view_is_a_door():
    """Method, permission, scope, one call, answer: more than 25 lines is a room."""
    views = [path for path in FILES if path.stem == "views" or path.parent.name == "views"]
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in views
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 25
    ]
    assert long == []


@pytest.mark.parametrize(
    "source", ["import placement", "from placement.settings import X", "from followup import flow"]
)
def test_the_line_bites(tmp_path, source):
    path = tmp_path / "person.py"
    path.write_text(source)
    used = {name.split(".")[0] for name, _node in imports_of(path)} & set(PACKAGES)
    assert not used <= MAY_USE["registry"]
