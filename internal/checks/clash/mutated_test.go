package clash

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"archreview/internal/document"
)

// TestMutations changes one value at a time of a project that agrees with its
// document; each change is found, and nothing else.
func TestMutations(t *testing.T) {
	lex := lexicon(t)
	root := filepath.Join("..", "..", "repo", "testdata", "parcels")
	type change struct{ file, from, to, want string }
	for _, c := range []change{
		{"openapi.yaml", "", "", ""},
		{"openapi.yaml", "scheme: bearer", "scheme: basic", "tokens for the authentication of callers, the configuration says passwords"},
		{"openapi.yaml", "    post:\n", "    post:\n      security: []\n", "every call of the API is authenticated"},
		{"openapi.yaml", "shop/v1", "shop/v2", "v1 for the version of the path of /parcels, the configuration says v2"},
		{"openapi.yaml", "name: cursor", "name: offset", "lists are paginated with a cursor"},
		{"openapi.yaml", "Idempotency-Key", "X-Trace", "carry an idempotency key"},
		{"openapi.yaml", "problem+json", "json", "errors are problem details"},
		{"openapi.yaml", "https://", "http://", "sends callers to an address without TLS: api.parcels.shop"},
		{"asyncapi.yaml", "kafka-secure", "amqps", "Kafka for the broker of events, the configuration says RabbitMQ"},
		{"asyncapi.yaml", "partitions: 12", "partitions: 3", "12 for the partitions"},
		{"db/schema.sql", "numeric(10, 2)", "double precision", "amounts of money are exact"},
		{"db/schema.sql", " PRIMARY KEY", "", "neither a primary nor a unique key: parcels"},
		{"db/schema.sql", "(depot_id);", "(made_at);", "no index in PostgreSQL: parcels.depot_id"},
		{"db/schema.sql", "timestamptz NOT NULL", "timestamptz NOT NULL,\n  sent_at timestamp", "with their zone in some columns"},
		{"alembic/versions/b2_weight.py", ", postgresql_concurrently=True", "", "without downtime"},
		{"alembic/versions/b2_weight.py", "op.add_column(\"parcels\", sa.Column(\"weight\", sa.Integer()))", "op.rename_table(\"parcels\", \"goods\")", "expanded first"},
		{"alembic/versions/b2_weight.py", "down_revision = \"a1\"", "down_revision = None", "several ends: a1, b2"},
		{"deploy/parcels/values.yaml", "count: 3", "count: 1", "3 for the replicas of api, the configuration says 1"},
		{"deploy/parcels/values.yaml", "enabled: false", "enabled: true", ""},
		{"deploy/parcels/templates/deployment.yaml", "default 45", "default 10", "the configuration says 10 s"},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(root)); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, filepath.FromSlash(c.file))
		raw, err := fs.ReadFile(os.DirFS(dir), c.file)
		if err != nil || !strings.Contains(string(raw), c.from) {
			t.Fatalf("%s has no %q: %v", c.file, c.from, err)
		}
		if err := os.WriteFile(name, []byte(strings.Replace(string(raw), c.from, c.to, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(root, "docs", "design.md"))
		if err != nil {
			t.Fatal(err)
		}
		d, err := document.Parse("d1", "design.md", text)
		if err != nil {
			t.Fatal(err)
		}
		found := beside(t, lex, []*document.Document{d}, dir)
		if got := titles(found); c.want == "" && got != "" || c.want != "" && (len(found) != 1 || !strings.Contains(got, c.want)) {
			t.Errorf("%s with %q: got %q, want %q", c.file, c.to, got, c.want)
		}
	}
}
