import os

DEBUG = True
CELERY_TASK_ACKS_LATE = False

DATABASE = {
    "ENGINE": "django.db.backends.postgresql",
    "pool_size": 5,
    "max_overflow": int(os.environ.get("DB_MAX_OVERFLOW", 10)),
}
