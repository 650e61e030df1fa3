package clash

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
	"archreview/internal/gather"
	"archreview/internal/repo"
)

// beside reads a project and sets it beside documents.
func beside(t testing.TB, lex *facts.Lexicon, docs []*document.Document, dir string) []gate.Proposal {
	t.Helper()
	p, err := repo.Read(context.Background(), dir, len(docs)+1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := brief.New(brief.Options{Lexicon: lex, Documents: append(docs, p.Documents...)})
	if err != nil {
		t.Fatal(err)
	}
	return Configured(b)
}

// written sets one sentence against files: path and content by turns.
func written(t testing.TB, lex *facts.Lexicon, text string, files ...string) []gate.Proposal {
	t.Helper()
	root := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(root, filepath.FromSlash(files[i]))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d, err := document.Parse("d1", "design.md", []byte("# Design\n\n"+text+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return beside(t, lex, []*document.Document{d}, root)
}

func titles(ps []gate.Proposal) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Rule+": "+p.Title)
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

const (
	valuesFile = "deploy/orders/values.yaml"
	twoParts   = "api:\n  replicaCount: 3\nworker:\n  replicaCount: 2\n"
)

func TestConfigured(t *testing.T) {
	lex := lexicon(t)
	for _, c := range []struct {
		name, text string
		files      []string
		want       string // part of the one title; "" for silence
	}{
		{"replicas", "The API runs 3 replicas.", []string{valuesFile, "replicaCount: 1\n"}, "3 for the replicas of orders, the configuration says 1"},
		{"replicas agree", "The API runs 3 replicas.", []string{valuesFile, "replicaCount: 3\n"}, ""},
		{"of the worker", "The worker runs 5 replicas.", []string{valuesFile, twoParts}, "of worker, the configuration says 2"},
		{"of another part", "The scheduler runs 1 replica.", []string{valuesFile, twoParts}, ""},
		{"of nobody", "There are 7 replicas.", []string{valuesFile, twoParts}, ""},
		{"of a database", "PostgreSQL has 2 read replicas.", []string{valuesFile, "replicaCount: 4\n"}, ""},
		{"scaled", "The API runs 4 replicas.", []string{valuesFile, "replicaCount: 1\nautoscaling:\n  enabled: true\n  minReplicas: 2\n  maxReplicas: 6\n"}, ""},
		{"in staging", "In staging the API runs 1 replica.", []string{valuesFile, "replicaCount: 3\n"}, ""},
		{"overlay", "The API runs 3 replicas.", []string{"deploy/values.yaml", "api:\n  replicaCount: 1\n", "deploy/values-prod.yaml", "api:\n  replicaCount: 3\n"}, ""},
		{"overlay differs", "The API runs 3 replicas.", []string{"deploy/values.yaml", "api:\n  replicaCount: 3\n", "deploy/values-prod.yaml", "api:\n  replicaCount: 2\n"}, "the configuration says 2"},
		{"planned", "Later the API will run 3 replicas.", []string{valuesFile, "replicaCount: 1\n"}, ""},
		{"table", "| Component | Replicas |\n|---|---|\n| api | 3 |\n| worker | 2 |", []string{valuesFile, "api:\n  replicaCount: 1\nworker:\n  replicaCount: 2\n"}, "of api, the configuration says 1"},
		{"workers", "Each pod has 4 gunicorn workers.", []string{"Dockerfile", "CMD gunicorn -w 2 app\n"}, "4 for the workers, the configuration says 2"},
		{"workers in all", "There are 8 gunicorn workers.", []string{"Dockerfile", "CMD gunicorn -w 4 app\n", valuesFile, "replicaCount: 2\n"}, ""},
		{"pool", "The engine has pool_size=20.", []string{"app/db.py", "e = create_engine(u, pool_size=5)\n"}, "20 for the pool size, the configuration says 5"},
		{"two pools", "The engine has pool_size=20.", []string{"app/db.py", "e = create_engine(u, pool_size=5)\nf = create_engine(u, pool_size=9)\n"}, ""},
		{"max connections", "PostgreSQL accepts 100 connections.", []string{"docker-compose.yml", "services:\n  db:\n    build: .\n    command: postgres -c max_connections=300\n"}, "the configuration says 300"},
		{"visibility", "The visibility timeout is 1 hour.", []string{"q.tf", "resource \"aws_sqs_queue\" \"q\" {\n  visibility_timeout_seconds = 30\n}\n"}, "the configuration says 30 s"},
		{"same time in another unit", "The visibility timeout is 1 hour.", []string{"q.tf", "resource \"aws_sqs_queue\" \"q\" {\n  visibility_timeout_seconds = 3600\n}\n"}, ""},
		{"python", "It runs on Python 3.12.", []string{"Dockerfile", "FROM python:3.9-slim\n"}, "3.12 for the version of Python, the configuration says 3.9"},
		{"python within", "It runs on Python 3.12.", []string{"pyproject.toml", "[project]\nrequires-python = \">=3.11,<4\"\n"}, ""},
		{"python beyond", "It runs on Python 3.9.", []string{"pyproject.toml", "[project]\nrequires-python = \">=3.11\"\n"}, "the configuration says >=3.11"},
		{"database version", "Data is in PostgreSQL 16.", []string{"docker-compose.yml", "services:\n  db:\n    image: postgres:13\n"}, "16 for the version of PostgreSQL, the configuration says 13"},
		{"one of two", "Data is in PostgreSQL 16.", []string{"docker-compose.yml", "services:\n  db:\n    image: postgres:13\n  new:\n    image: postgres:16.2\n"}, ""},
		{"former version", "We migrated from PostgreSQL 11 last year.", []string{"docker-compose.yml", "services:\n  db:\n    image: postgres:13\n"}, ""},
		{"framework", "The API is built with FastAPI.", []string{"requirements.txt", "flask\n"}, "FastAPI for the framework, the configuration says Flask"},
		{"both frameworks", "The API is built with FastAPI; the admin was a Flask application.", []string{"requirements.txt", "flask\n"}, ""},
		{"database", "Orders are stored in PostgreSQL.", []string{"requirements.txt", "mysqlclient\n"}, "PostgreSQL for the database, the configuration says MySQL"},
		{"rejected database", "Orders are not stored in PostgreSQL.", []string{"requirements.txt", "mysqlclient\n"}, ""},
		{"cache is no broker", "Redis is the cache and RabbitMQ the broker.", []string{"app/settings.py", "CELERY_BROKER_URL = 'amqp://x'\n"}, ""},
		{"acks late", "Tasks are acknowledged late.", []string{"app/celery.py", "app.conf.task_acks_late = False\n"}, "tasks are acknowledged late"},
		{"acks late kept", "Tasks are acknowledged late.", []string{"app/celery.py", "app.conf.task_acks_late = True\n"}, ""},
		{"debug", "Debug mode is off.", []string{"app/settings.py", "DEBUG = True\n"}, "configured-against: The documents promise debug mode is off"},
		{"debug alone", "It is a shop.", []string{"app/settings.py", "DEBUG = True\n"}, "debug-switched-on"},
		{"debug off in production", "It is a shop.", []string{"app/settings/base.py", "DEBUG = True\n", "app/settings/production.py", "DEBUG = False\n"}, ""},
		{"no backups", "It is a shop.", []string{"m.tf", "resource \"aws_db_instance\" \"m\" {\n  backup_retention_period = 0\n}\n"}, "database-without-backups"},
		{"public", "The database is in a private subnet.", []string{"m.tf", "resource \"aws_db_instance\" \"m\" {\n  publicly_accessible = true\n}\n"}, "the database is private"},
		{"nothing configured", "The API runs 3 replicas on Python 3.12 with PostgreSQL 16.", []string{"README.md", "x\n"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := written(t, lex, c.text, c.files...)
			got := titles(found)
			if c.want == "" && got != "" || c.want != "" && (len(found) != 1 || !strings.Contains(got, c.want)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			for _, p := range found {
				if p.Kind == "contradiction" && len(p.Quotes) != 2 {
					t.Errorf("%s quotes %d places", p.Title, len(p.Quotes))
				}
			}
		})
	}
}

// TestProjects sets two sample projects against their documents: one that
// disagrees in known ways, and its twin that does not.
func TestProjects(t *testing.T) {
	lex := lexicon(t)
	for dir, want := range map[string][]string{
		"kept": nil,
		"stray": {"version of Python", "replicas of orders", "the workers", "request timeout", "promise pods have probes", "for the broker", "acknowledged late", "concurrency of worker", "pool size",
			"are encrypted", "retention of backups", "migrations run before", "debug mode is off", "pipeline-without-tests", "container-without-limits", "moving-image-tag", "version of PostgreSQL",
			"standby in a second zone", "version of Django", "import-cycle", "layer-crossed"},
	} {
		root := filepath.Join("..", "..", "repo", "testdata", dir)
		f, err := gather.Documents(context.Background(), document.Opener{}, 1, filepath.Join(root, "docs"))
		if err != nil {
			t.Fatal(err)
		}
		found := beside(t, lex, f.Documents, root)
		got := titles(found)
		if len(found) != len(want) {
			t.Errorf("%s: %d found, %d wanted\n%s", dir, len(found), len(want), got)
		}
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is missed in\n%s", dir, w, got)
			}
		}
	}
}

func TestAllows(t *testing.T) {
	for _, c := range []struct {
		spec, version string
		want          bool
	}{
		{"4.2.7", "4.2", true}, {"4.2.7", "5.0", false}, {">=3.11", "3.12", true}, {">=3.11", "3.9", false}, {">=3.11", "3", true}, {"<5", "4.2", true}, {"<5", "5.0", false},
		{"~=4.2", "4.9", true}, {"~=4.2", "5.0", false}, {"~=4.2.1", "4.3", false}, {"^4.2", "4.9", true}, {"^4.2", "5", false}, {"4.2.*", "4.2", true}, {">=1,<2", "2.1", false}, {"latest", "3", true},
	} {
		if got := allows(c.spec, c.version); got != c.want {
			t.Errorf("%s allows %s: %v", c.spec, c.version, got)
		}
	}
}

// TestNamesAcrossDocuments checks that one thing keeps its name from one file
// to the next.
func TestNamesAcrossDocuments(t *testing.T) {
	lex := lexicon(t)
	var docs []*document.Document
	for i, text := range []string{"| Component | Replicas |\n|---|---|\n| `mail-worker` | 3 |\n", "# Mail\n\nThe `mail-worker` runs 8 replicas.\n"} {
		d, err := document.Parse([]string{"d1", "d2"}[i], "x.md", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	b, err := brief.New(brief.Options{Lexicon: lex, Documents: docs})
	if err != nil {
		t.Fatal(err)
	}
	if got := titles(Find(b)); !strings.Contains(got, "mail-worker") {
		t.Errorf("got %s", got)
	}
	docs[1].Retired = "superseded"
	if b, err = brief.New(brief.Options{Lexicon: lex, Documents: docs}); err != nil {
		t.Fatal(err)
	}
	if got := titles(Find(b)); got != "" {
		t.Errorf("a superseded record counts: %s", got)
	}
}
