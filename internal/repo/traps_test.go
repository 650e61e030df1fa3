package repo

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTrapDefaultsAreNoFacts: what a file leaves to the default of a product is
// not read as if somebody had decided it.
func TestTrapDefaultsAreNoFacts(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"k8s/api.yaml":       "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: registry.example/api:1.4.2\n",
		"docker-compose.yml": "services:\n  api:\n    build: .\n  db:\n    image: postgres:16.3\n",
		"requirements.txt":   "fastapi==0.111.0\nsqlalchemy==2.0.30\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := Read(context.Background(), dir, 1)
	if err != nil {
		t.Fatal(err)
	}
	versions := 0
	for _, d := range p.Documents {
		for _, s := range d.Settings() {
			switch s.Measure {
			case Replicas, Workers, PoolSize:
				t.Errorf("%s line %d: nobody wrote %s = %s of %s", d.Path, s.Line, s.Measure, s.Value, s.Subject)
			case Version:
				versions++
			}
			if s.Line < 1 || !strings.Contains(d.Text, strings.Fields(s.Value + " ")[0]) && s.Measure == Version {
				t.Errorf("%s: %+v stands nowhere", d.Path, s)
			}
		}
	}
	if versions == 0 {
		t.Error("not even the versions that are written are read")
	}
}
