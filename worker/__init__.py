"""Does: the only Celery, media, PDF and outside services; each task is one job that may be run twice."""
