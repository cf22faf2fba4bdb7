"""The work: four plain functions over plain records. No Celery, no Redis, no environment in here.

They are imported when they are first used: whoever needs nothing but the records, as the command line and a worker's
main process do, waits for no spaCy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tasks.cleaning import clean
    from tasks.entities import find_entities
    from tasks.models import Models, load_models, stage_versions
    from tasks.segmentation import segment
    from tasks.stances import tag_stances

__all__ = ["Models", "clean", "find_entities", "load_models", "segment", "stage_versions", "tag_stances"]

_HOMES = {
    "clean": "cleaning",
    "segment": "segmentation",
    "find_entities": "entities",
    "tag_stances": "stances",
    "Models": "models",
    "load_models": "models",
    "stage_versions": "models",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
