"""What people would write instead of our queue: the same four stages on stock Celery, on RQ and on Dramatiq."""
