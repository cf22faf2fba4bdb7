"""The work knows nothing of queues, stores, settings or the environment."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import tasks

FOLDER = Path(tasks.__file__).parent
FORBIDDEN = {"celery", "kombu", "redis", "workers", "config"}
MODULES = sorted(FOLDER.rglob("*.py"))


def test_importing_the_work_imports_no_queue_store_or_setting() -> None:
    program = f"import sys, tasks; print(*({FORBIDDEN!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=FOLDER.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_module_of_the_work_reads_the_environment_or_names_a_queue(path: Path) -> None:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {(node.module or "").partition(".")[0], *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
    assert not names & (FORBIDDEN | {"environ", "environb", "getenv", "putenv"})
