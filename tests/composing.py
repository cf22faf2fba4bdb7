"""docker-compose.yml as compose would read it, and its services as plain processes, for machines without Docker."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from config import ROOT

_VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?:(:-|:\?)([^}]*))?\})")


class Missing(Exception):
    """A variable has no value; the message is what compose would say."""


def read(variables: Mapping[str, str]) -> dict[str, Any]:
    """The file with the variables put in."""
    whole: dict[str, Any] = _filled(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), variables)
    return whole


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, variables) for item in value]
    return _VARIABLE.sub(lambda found: _value(found, variables), value) if isinstance(value, str) else value


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    dollar, name, how, words = found.groups()
    if dollar:
        return "$"
    if variables.get(name):
        return variables[name]
    if how == ":?":
        raise Missing(f"required variable {name} is missing a value: {words}")
    return words or ""


def image(folder: Path) -> Path:
    """What `COPY . .` of the Dockerfile brings into the image, in a folder: what .dockerignore lets through."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    everything, *exceptions, _ = lines
    assert everything == "*", "nothing but what is named"
    for name in (line.removeprefix("!") for line in exceptions):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def start(
    service: Mapping[str, Any], folder: Path, log: Path, replaced: Mapping[str, str], environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start a service's command in a folder that stands for the image.

    Args:
        replaced: what stands in the file for a container's world, and what stands for it here.
        environment: of this machine; what the service passes on without a value comes from here.
    """
    own = {name: environment.get(name) if value is None else value for name, value in service["environment"].items()}
    scripts = str(Path(sys.executable).parent)  # of the image: `python`, `stancewire`
    surroundings = {"PATH": f"{scripts}:{environment['PATH']}", "PYTHONPATH": str(folder)}
    given = {**surroundings, **{name: value for name, value in own.items() if value is not None}}
    command = service["command"] if isinstance(service["command"], list) else shlex.split(service["command"])
    with log.open("wb") as out:
        return subprocess.Popen(
            [_replaced(word, replaced) for word in command],
            cwd=folder,
            env={name: _replaced(value, replaced) for name, value in given.items()},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def _replaced(text: str, pairs: Mapping[str, str]) -> str:
    for there, here in pairs.items():
        text = text.replace(there, here)
    return text
