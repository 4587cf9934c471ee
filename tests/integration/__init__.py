"""Tests over real servers: PostgreSQL, Redis, a Celery worker, the embedded process."""
