import os

DEBUG = False
CELERY_TASK_ACKS_LATE = True

DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "pool_size": 20,
    "max_overflow": int(os.environ.get("DB_MAX_OVERFLOW", 10)),
}
