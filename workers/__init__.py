"""Who does the work: Celery, Redis and the command line."""

from workers.app import app

__all__ = ["app"]
