"""What can be changed, in one frozen record.

A value comes from the environment (`STANCEWIRE_` and the field's name in capitals), else from a TOML file (the one
that `STANCEWIRE_CONFIG` names, else `stancewire.toml` in the folder the command is run in), else from the default here.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, PositiveInt, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from redis import ConnectionPool, RedisError

ROOT = Path(__file__).resolve().parent.parent  #: the checkout: `seeds/`, `model/` and `var/` lie in it
PREFIX = "STANCEWIRE_"
FILE_VARIABLE = "STANCEWIRE_CONFIG"
DATA_VARIABLE = PREFIX + "DATA"  #: what `model/` reads: the folder of the public sets
DEFAULT_FILE = "stancewire.toml"

Origin = Literal["default", "file", "environment"]

#: For a URL that starts well and goes wrong; the parsers' own words may quote a piece of the password.
NO_URL = "cannot be understood: write {scheme}://user:password@host:port/database, with / in a password as %2F"


class SettingsError(Exception):
    """A setting is unknown or has a value that cannot be used; the message names it and the fix."""


class Settings(BaseSettings):
    """Everything that can be changed without changing code."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    redis_url: str = "redis://localhost:6379/1"
    """The Redis database that holds the results: documents, stage streams, job counts."""

    broker_url: str = "redis://localhost:6379/0"
    """Where Celery keeps its queues; another database than the results, so that either can be emptied alone."""

    key_prefix: str = "stancewire:"
    """What every key of ours in the results database starts with."""

    results_days: int = Field(7, ge=1, le=36_500)
    """Days after which a document, and a job, is forgotten."""

    stream_length: PositiveInt = 1_000_000
    """About how many entries each stage's stream keeps; older ones are dropped."""

    batch_documents: PositiveInt = 32
    """At most so many documents travel in one task."""

    batch_bytes: PositiveInt = 262_144
    """At most so many bytes of text travel in one task, unless one document alone is larger."""

    max_characters: PositiveInt = 1_000_000
    """A document longer than this fails instead of holding up the others."""

    weights: Path = ROOT / "model" / "weights"
    """The folder of the models' files and their `manifest.json`."""

    shared_memory: Path = Path("/dev/shm")
    """A folder in memory in which a machine's worker processes hand each other what the encoder made, if it exists."""

    entities_pipeline: str | None = None
    """A spaCy pipeline, by name or path, that finds the names instead of our model."""

    narrator: bool = False
    """Also report stances that the story takes in its own voice."""

    task_time_limit: PositiveInt = 300
    """Seconds after which a batch is given up: its worker process is killed and replaced."""

    lease: PositiveInt = 20
    """Seconds without a sign of life after which a worker's documents are given to others."""

    attempts: PositiveInt = 4
    """A document over which so many worker processes have died is set aside as failed."""

    visibility_timeout: PositiveInt = 1_800
    """Seconds after which a batch whose worker has vanished is given to another one."""

    @field_validator("redis_url")
    @classmethod
    def _redis_scheme(cls, url: str) -> str:
        if not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must start with redis://, rediss:// or unix://")
        try:
            ConnectionPool.from_url(url).make_connection()  # which does not connect yet
        except (ValueError, TypeError, RedisError):
            raise ValueError(NO_URL.format(scheme=urlsplit(url).scheme)) from None
        return url

    @field_validator("broker_url")
    @classmethod
    def _broker_scheme(cls, url: str) -> str:
        if not url.startswith(("redis://", "rediss://", "redis+socket://", "sentinel://")):
            raise ValueError("must start with redis://, rediss://, redis+socket:// or sentinel://")
        if url.startswith("redis"):  # one of sentinel may be a list
            try:
                _ = urlsplit(url).port
            except ValueError:
                raise ValueError(NO_URL.format(scheme=urlsplit(url).scheme)) from None
        return url

    @model_validator(mode="after")
    def _redelivered_only_when_lost(self) -> Self:
        # A batch waits for at most one other, then runs: redelivered sooner, it would run twice at the same time.
        if self.visibility_timeout < 2 * self.task_time_limit:
            raise ValueError("visibility_timeout must be at least twice task_time_limit")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings  # what the file says arrives as arguments


@dataclass(frozen=True)
class InForce:
    """One setting as it is now, fit to be shown: no password in it."""

    name: str
    value: str
    origin: Origin
    meaning: str


@cache
def load_settings() -> Settings:
    """The settings in force; read once per process.

    Raises:
        SettingsError: a name is unknown, a value is of no use, or the file cannot be read.
    """
    _refuse_unknown(_variables(), (_variable(name) for name in Settings.model_fields), "setting in the environment")
    values = _file_values()
    _refuse_unknown(values, Settings.model_fields, f"setting in {_file()}")
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def settings_in_force() -> Iterator[InForce]:
    """Each setting with its value, where that came from, and what it means."""
    settings, in_file, in_environment = load_settings(), _file_values(), _variables()
    for name, field in Settings.model_fields.items():
        origin: Origin = "file" if name in in_file else "default"
        if in_environment.get(_variable(name)):
            origin = "environment"
        yield InForce(name, hide_password(str(getattr(settings, name))), origin, field.description or "")


def hide_password(url: str) -> str:
    """The URL with stars in place of its password, also of one that makes the URL no URL (`/` in it)."""
    url = re.sub(r"(?<=://)([^/@:]*):.*@", r"\1:***@", url)
    return re.sub(r"([?&]password=)[^&]*", r"\1***", url)


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _variables() -> dict[str, str]:
    """What the environment says to us; the file's own name is no setting, nor is the recipe's data folder."""
    ours = {name.upper(): value for name, value in os.environ.items() if name.upper().startswith(PREFIX)}
    return {name: value for name, value in ours.items() if name not in (FILE_VARIABLE, DATA_VARIABLE)}


def _file() -> Path:
    return Path(os.environ.get(FILE_VARIABLE) or DEFAULT_FILE)


def _file_values() -> dict[str, Any]:
    file = _file()
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if os.environ.get(FILE_VARIABLE):
            raise SettingsError(f"{FILE_VARIABLE} names {file}, which does not exist: correct or unset it") from None
        return {}
    except OSError as error:
        raise SettingsError(f"{file} cannot be read ({error.strerror}): correct {FILE_VARIABLE}") from None
    except ValueError as error:  # not UTF-8, or not TOML
        raise SettingsError(f"{file} is not a TOML file: {error}") from None


def _refuse_unknown(given: Mapping[str, Any], known: Iterable[str], what: str) -> None:
    known = list(known)
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.0)[0]
            raise SettingsError(
                f"{name} is not a {what}: unset it, or did you mean {near}? (the README lists them all)"
            )


def _sentence(error: ValidationError) -> str:
    """The first thing that is wrong, with the name under which it was set."""
    first = error.errors()[0]
    problem = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return problem
    name = str(first["loc"][0])
    where = _variable(name) if _variables().get(_variable(name)) else f"{name} in {_file()}"
    value = hide_password(repr(first["input"]))
    return f"{where} is {value}: {problem[0].lower()}{problem[1:]}"
