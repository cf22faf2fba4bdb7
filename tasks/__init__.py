"""The work: four plain functions over plain records. No Celery, no Redis, no environment in here."""

from tasks.cleaning import clean
from tasks.entities import find_entities
from tasks.models import Models, load_models, stage_versions
from tasks.segmentation import segment
from tasks.stances import tag_stances

__all__ = ["Models", "clean", "find_entities", "load_models", "segment", "stage_versions", "tag_stances"]
