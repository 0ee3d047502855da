"""The Celery application: four queues, no results, nothing that the database does not know better."""

from celery import Celery
from celery.exceptions import OperationalError
from celery.schedules import schedule
from redis.exceptions import RedisError

from storage.settings import Settings, settings

INGEST, MEDIA, DESK, NOTIFY = "ingest", "media", "desk", "notify"
QUEUES = (INGEST, MEDIA, DESK, NOTIFY)
LONGEST_LIMIT_S = 900
BROKER_DOWN = (OperationalError, RedisError, ConnectionError)


def make_app(chosen: Settings) -> Celery:
    """The application on one broker; the names of its tasks are the kinds of jobs."""
    broker = chosen.redis_url.get_secret_value()
    celery = Celery("opsnap", broker=broker or "memory://", include=["worker.tasks", "worker.sweeps"])
    celery.conf.update(
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_max_tasks_per_child=50,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=True,
        task_time_limit=LONGEST_LIMIT_S,
        task_soft_time_limit=LONGEST_LIMIT_S - 30,
        task_default_queue=INGEST,
        task_create_missing_queues=True,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": 2 * LONGEST_LIMIT_S,
            "unacked_restore_interval": 30,
            "unacked_restore_throttle": 1,
            "health_check_interval": 30,
        },
        timezone="UTC",
        beat_schedule={
            "free_work": {"task": "free_work", "schedule": schedule(float(chosen.sweep_seconds))},
            "watch_policy": {"task": "watch_policy", "schedule": schedule(60.0)},
            "watch_deadlines": {"task": "watch_deadlines", "schedule": schedule(60.0)},
            "clean_up": {"task": "clean_up", "schedule": schedule(3600.0)},
        },
    )
    return celery


app = make_app(settings())
