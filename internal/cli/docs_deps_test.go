package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// Marks around the generated part of docs/security.md.
const (
	depsBegin = "<!-- made by go generate ./internal/cli -->\n"
	depsEnd   = "<!-- end -->\n"
)

// TestDependenciesAreDocumented keeps the table of docs/security.md what go.mod
// requires directly, with a reason for each from testdata/docs.
//
//go:generate go test -run TestDependenciesAreDocumented -update .
func TestDependenciesAreDocumented(t *testing.T) {
	const path = "../../docs/security.md"
	page, err := os.ReadFile(path)
	must(t, err)
	before, rest, found := bytes.Cut(page, []byte(depsBegin))
	_, after, closed := bytes.Cut(rest, []byte(depsEnd))
	if !found || !closed {
		t.Fatalf("%s has lost the marks around its table", path)
	}
	want := bytes.Join([][]byte{before, []byte(depsBegin + dependencies(t) + depsEnd), after}, nil)
	if *update {
		must(t, os.WriteFile(path, want, 0o644))
		return
	}
	if !bytes.Equal(page, want) {
		t.Errorf("%s is stale: run go generate ./internal/cli", path)
	}
}

// dependencies writes the table.
func dependencies(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/docs/dependencies.yaml")
	must(t, err)
	reasons := map[string]struct {
		Why  string
		Test bool
	}{}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	must(t, d.Decode(&reasons))
	mod, err := os.ReadFile("../../go.mod")
	must(t, err)
	built := modulesBuilt(t)
	var b strings.Builder
	b.WriteString("| library | version | what for |\n|---|---|---|\n")
	rows := 0
	for _, m := range requirement.FindAllStringSubmatch(string(mod), -1) {
		if strings.HasSuffix(m[0], "// indirect") {
			continue
		}
		rows++
		r, ok := reasons[m[1]]
		if !ok {
			t.Errorf("why does go.mod require %s? Say so in testdata/docs/dependencies.yaml", m[1])
		}
		if r.Test == built[m[1]] {
			t.Errorf("%s: in the program: %v, but marked as for tests only: %v", m[1], built[m[1]], r.Test)
		}
		if r.Test {
			r.Why += " (tests only)"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", m[1], m[2], r.Why)
	}
	if rows == 0 {
		t.Fatal("go.mod requires nothing?")
	}
	return b.String()
}

var requirement = regexp.MustCompile(`(?m)^(?:require )?\s*([a-z][\w.\-]*\.[a-z]+/\S+) (v\S+).*$`)

// modulesBuilt gives the modules of which a package is in the program.
func modulesBuilt(t *testing.T) map[string]bool {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=Module", "archreview/cmd/archreview")
	out, err := cmd.Output()
	must(t, err)
	built := map[string]bool{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p struct{ Module *struct{ Path string } }
		must(t, d.Decode(&p))
		if p.Module != nil {
			built[p.Module.Path] = true
		}
	}
	return built
}
