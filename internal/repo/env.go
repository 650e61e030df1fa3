package repo

import (
	"net/url"
	"strings"
)

// readEnv reads a file of environment variables. Secrets in it are found
// elsewhere.
func readEnv(s *sheet) {
	for i, line := range s.lines {
		line = strings.TrimPrefix(strings.TrimSpace(line), "export ")
		if k, v, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			s.variable(i+1, "", k, v)
		}
	}
}

// variable reads an environment variable or a setting by its name.
func (s *sheet) variable(line int, subject, name, value string) {
	name = strings.ToUpper(strings.Trim(strings.TrimSpace(name), `"'`))
	bare := strings.Trim(strings.TrimSpace(value), `"'`)
	switch name {
	case "WEB_CONCURRENCY", "GUNICORN_WORKERS", "UVICORN_WORKERS", "HYPERCORN_WORKERS":
		s.count(line, subject, Workers, value, "%s runs %s workers")
	case "CELERY_CONCURRENCY", "CELERYD_CONCURRENCY", "CELERY_WORKER_CONCURRENCY", "CELERYD_WORKER_CONCURRENCY":
		s.count(line, subject, Concurrency, value, "%s works with celery concurrency %s")
	case "POOL_SIZE", "DB_POOL_SIZE", "DATABASE_POOL_SIZE", "SQLALCHEMY_POOL_SIZE", "POSTGRES_POOL_SIZE", "SQLALCHEMY_DATABASE_POOL_SIZE":
		s.count(line, subject, PoolSize, value, "%s has a connection pool with pool_size %s")
	case "MAX_OVERFLOW", "DB_MAX_OVERFLOW", "DATABASE_MAX_OVERFLOW", "SQLALCHEMY_MAX_OVERFLOW", "DB_POOL_MAX_OVERFLOW":
		s.count(line, subject, MaxOverflow, value, "")
	case "GUNICORN_TIMEOUT":
		s.seconds(line, subject, RequestTimeout, value, "")
	case "POSTGRES_MAX_CONNECTIONS", "POSTGRESQL_MAX_CONNECTIONS":
		s.count(line, "", MaxConnections, value, "")
	case "DEBUG", "DJANGO_DEBUG", "APP_DEBUG", "FLASK_DEBUG", "FASTAPI_DEBUG":
		s.flag(line, "", Debug, bare, "")
	case "SSLMODE", "PGSSLMODE", "DB_SSLMODE", "DB_SSL_MODE", "POSTGRES_SSLMODE", "POSTGRES_SSL_MODE", "DATABASE_SSLMODE", "DATABASE_SSL_MODE":
		s.sslmode(line, bare)
	case "BROKER_URL", "CELERY_BROKER_URL", "CELERY_BROKER":
		s.broker(line, bare)
	case "DATABASE_URL", "DB_URL", "SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL", "DATABASE_URI", "DATABASE_DSN", "DB_DSN":
		s.databaseURL(line, bare)
	case "CONN_MAX_AGE", "DB_CONN_MAX_AGE":
		s.seconds(line, "", ConnectionAge, value, "")
	case "SECURE_HSTS_SECONDS":
		if n := plainValue(value); isNumber(n) && n != "0" {
			s.say(line, "Security headers such as HSTS are set")
		}
	case "SECURE_SSL_REDIRECT":
		if bare == "True" {
			s.say(line, "Requests without TLS are redirected to HTTPS")
		}
	case "SESSION_COOKIE_SECURE":
		if bare == "True" {
			s.say(line, "Session cookies are sent with the Secure flag")
		}
	case "GUNICORN_MAX_REQUESTS":
		s.count(line, subject, MaxRequests, value, "")
	default:
		s.taskSetting(line, strings.TrimPrefix(strings.TrimPrefix(name, "CELERYD_"), "CELERY_"), value)
	}
}

// taskSetting reads a setting of Celery, its prefix aside.
func (s *sheet) taskSetting(line int, name, value string) {
	switch name {
	case "TASK_ACKS_LATE", "ACKS_LATE":
		s.flag(line, "", AcksLate, value, "Celery tasks are acknowledged late with acks_late")
	case "WORKER_PREFETCH_MULTIPLIER", "PREFETCH_MULTIPLIER":
		s.count(line, "", Prefetch, value, "")
	case "WORKER_CONCURRENCY":
		s.count(line, "", Concurrency, value, "%s works with celery concurrency %s")
	case "TASK_TIME_LIMIT":
		s.seconds(line, "", TaskTimeLimit, value, "Celery time limit %s")
	case "TASK_SOFT_TIME_LIMIT":
		s.seconds(line, "", SoftTimeLimit, value, "")
	case "VISIBILITY_TIMEOUT":
		s.seconds(line, "", VisibilityTimeout, value, "")
	}
}

// flag notes what is switched on or off. The words say what holds when it is
// on.
func (s *sheet) flag(line int, subject, measure, value, says string) {
	switch strings.ToLower(plainValue(value)) {
	case "true", "1", "on", "yes":
		s.set(line, subject, measure, "true", says)
	case "false", "0", "off", "no":
		s.set(line, subject, measure, "false", "")
	}
}

func (s *sheet) sslmode(line int, value string) {
	switch strings.ToLower(plainValue(value)) {
	case "disable":
		s.set(line, "", TLS, "false", "")
	case "require", "verify-ca", "verify-full":
		s.set(line, "", TLS, "true", "Connections to the database are encrypted with TLS")
	}
}

// broker reads the address of a broker. Only its scheme is looked at.
func (s *sheet) broker(line int, value string) {
	scheme, _, ok := strings.Cut(value, "://")
	if !ok {
		return
	}
	switch strings.ToLower(strings.Trim(scheme, `"'f`)) {
	case "amqp", "amqps", "pyamqp":
		s.set(line, "broker", Uses, "RabbitMQ", "")
	case "redis", "rediss":
		s.set(line, "broker", Uses, "Redis", "")
	case "sqs":
		s.set(line, "broker", Uses, "SQS", "")
	}
}

// databaseURL reads the address of a database: its scheme and its options.
func (s *sheet) databaseURL(line int, value string) {
	scheme, rest, ok := strings.Cut(value, "://")
	if !ok || strings.Contains(scheme, " ") {
		return
	}
	scheme, _, _ = strings.Cut(strings.ToLower(strings.Trim(scheme, `"'f`)), "+")
	s.database(line, scheme)
	if _, query, ok := strings.Cut(rest, "?"); ok {
		if q, err := url.ParseQuery(strings.Trim(query, `"'`)); err == nil {
			s.sslmode(line, q.Get("sslmode"))
		}
	}
}

// database notes that a database is used, by the name of its engine, image,
// driver or scheme.
func (s *sheet) database(line int, name string) {
	if p := databaseOf(name); p != "" {
		s.set(line, "database", Uses, p, "")
	}
}

func databaseOf(name string) string {
	name = strings.ToLower(name)
	switch {
	case strings.HasPrefix(name, "postgres"), strings.HasSuffix(name, ".postgresql"), name == "aurora-postgresql", name == "pgvector", name == "timescaledb", name == "postgis":
		return "PostgreSQL"
	case name == "mariadb":
		return "MariaDB"
	case strings.HasPrefix(name, "mysql"), strings.HasSuffix(name, ".mysql"), name == "aurora-mysql":
		return "MySQL"
	case name == "mongo", name == "mongodb":
		return "MongoDB"
	}
	return ""
}
