package repo

import (
	"path"
	"strings"

	"archreview/internal/gather"
	"archreview/internal/lazyregexp"
)

// kind is what a file is read as.
type kind int

const (
	none kind = iota
	compose
	dockerfile
	manifest // YAML that may be of Kubernetes, Helm, CloudFormation or an interface
	values   // of Helm
	pipeline
	terraform
	requirements
	pyproject
	locked
	python
	nginx
	sql
	environment
	schema // GraphQL and protobuf
	dbconf
	migration // of Alembic or Django
)

var requirementsName = lazyregexp.New(`^(?:requirements|constraints)[\w.-]*\.(?:txt|in)$`)

// kindOf tells by its path what a file is read as.
func kindOf(rel string) kind {
	base := strings.ToLower(path.Base(rel))
	dir := strings.ToLower(path.Base(path.Dir(rel)))
	ext := path.Ext(base)
	yml := ext == ".yml" || ext == ".yaml"
	switch {
	case yml && (strings.HasPrefix(base, "docker-compose") || strings.HasPrefix(base, "compose")):
		return compose
	case base == "dockerfile" || strings.HasPrefix(base, "dockerfile.") || ext == ".dockerfile" || base == "containerfile" || base == "procfile":
		return dockerfile
	case yml && (dir == "workflows" && strings.Contains(rel, ".github/") || base == ".gitlab-ci.yml" || base == ".gitlab-ci.yaml"):
		return pipeline
	case yml && (strings.HasPrefix(base, "values") || dir == "values"):
		return values
	case yml, ext == ".json" && (strings.Contains(base, "openapi") || strings.Contains(base, "swagger") || strings.Contains(base, "asyncapi") || strings.Contains(base, "template")):
		return manifest
	case ext == ".tf" || ext == ".tfvars":
		return terraform
	case requirementsName.MatchString(base) || dir == "requirements" && (ext == ".txt" || ext == ".in"):
		return requirements
	case base == "pyproject.toml", base == "pipfile", base == ".python-version", base == "runtime.txt", base == "setup.cfg":
		return pyproject
	case base == "uv.lock", base == "poetry.lock", base == "pdm.lock", base == "pipfile.lock":
		return locked
	case isMigration(rel):
		return migration
	case ext == ".py":
		return python
	case base == "nginx.conf" || ext == ".conf" && (dir == "nginx" || dir == "conf.d" || dir == "sites-enabled" || dir == "sites-available"):
		return nginx
	case base == "postgresql.conf" || base == "pgbouncer.ini":
		return dbconf
	case ext == ".sql":
		return sql
	case base == ".env" || strings.HasPrefix(base, ".env.") || ext == ".env":
		return environment
	case ext == ".graphql" || ext == ".graphqls" || ext == ".proto":
		return schema
	}
	return none
}

// reader gives what reads files of a kind.
func (k kind) reader() func(*sheet) {
	switch k {
	case compose:
		return readCompose
	case dockerfile:
		return readDockerfile
	case manifest:
		return readManifest
	case values:
		return readValues
	case pipeline:
		return readPipeline
	case terraform:
		return readTerraform
	case requirements:
		return readRequirements
	case pyproject:
		return readPyproject
	case locked:
		return readLock
	case python:
		return readPython
	case nginx:
		return readNginx
	case sql:
		return readSQL
	case environment:
		return readEnv
	case schema:
		return readSchema
	case dbconf:
		return readDBConf
	case migration:
		return readMigration
	}
	return func(*sheet) {}
}

// pick decides which files of a project are looked into.
func pick(rel string, dir bool) (bool, string) {
	base := path.Base(rel)
	if dir {
		switch {
		case gather.Vendored(base):
			return false, "not the project's own"
		case base == ".github":
			return true, ""
		case strings.HasPrefix(base, "."):
			return false, ""
		}
		return true, ""
	}
	if kindOf(rel) == none {
		return false, ""
	}
	if generated(rel) {
		return kindOf(rel) != python, ""
	}
	return true, ""
}

// generated says whether a Python file was made by a tool from the description
// of an interface.
func generated(rel string) bool {
	return strings.HasSuffix(rel, "_pb2.py") || strings.HasSuffix(rel, "_pb2_grpc.py")
}
