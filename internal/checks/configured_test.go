package checks

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/repo"
)

// TestConfigurationAnswers checks that what files of a project show counts as
// said, where the documents are silent.
func TestConfigurationAnswers(t *testing.T) {
	lex, err := facts.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ item, file, text string }{
		{"observability.health-checks", "deploy/values.yaml", "api:\n  readinessProbe:\n    httpGet: {path: /r}\n"},
		{"observability.health-checks", "docker-compose.yml", "services:\n  api:\n    healthcheck:\n      test: curl x\n"},
		{"deployment.infrastructure-as-code", "infra/main.tf", "resource \"aws_vpc\" \"main\" {\n}\n"},
		{"deployment.ci-cd-pipeline", ".github/workflows/a.yml", "jobs:\n  a:\n    steps:\n      - run: pytest\n"},
		{"deployment.pipeline-tests", ".github/workflows/a.yml", "jobs:\n  a:\n    steps:\n      - run: pytest\n"},
		{"deployment.python-version", "pyproject.toml", "[project]\nrequires-python = \">=3.11\"\n"},
		{"deployment.python-dependencies", "uv.lock", "[[package]]\nname = \"x\"\nversion = \"1\"\n"},
		{"database.backup-recovery", "infra/main.tf", "resource \"aws_db_instance\" \"m\" {\n  backup_retention_period = 14\n}\n"},
		{"database.connection-pooling", "app/db.py", "e = create_engine(u, pool_size=5)\n"},
		{"database.migration-strategy", "requirements.txt", "alembic==1.13\n"},
		{"api.rate-limiting", "nginx/nginx.conf", "limit_req_zone $x zone=a:1m rate=1r/s;\n"},
		{"code.python-settings", "requirements.txt", "pydantic-settings==2\n"},
		{"code.circular-dependencies", "requirements.txt", "import-linter\n"},
	} {
		root := t.TempDir()
		name := filepath.Join(root, filepath.FromSlash(c.file))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		status := func(project bool) review.Coverage {
			d, err := document.Parse("d1", "design.md", []byte("# Shop\n\nThe shop is a Django monolith on PostgreSQL behind an API.\n"))
			if err != nil {
				t.Fatal(err)
			}
			docs := []*document.Document{d}
			if project {
				p, err := repo.Read(context.Background(), root, 2)
				if err != nil {
					t.Fatal(err)
				}
				docs = append(docs, p.Documents...)
			}
			b, err := brief.New(brief.Options{Lexicon: lex, Documents: docs})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range Review(b).Coverage {
				if e.Item == c.item {
					return e
				}
			}
			t.Fatalf("no item %s", c.item)
			return review.Coverage{}
		}
		if before := status(false); before.Status == review.Addressed {
			t.Errorf("%s is addressed without the project: %v", c.item, before.Evidence)
		}
		if after := status(true); after.Status != review.Addressed || len(after.Evidence) == 0 || after.Evidence[0].Document != "d2" {
			t.Errorf("%s by %s: %s %v", c.item, c.file, after.Status, after.Evidence)
		}
	}
}
