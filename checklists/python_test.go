package checklists

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// parser reads a JSON object of Python sources and prints those that do not
// compile.
const parser = `
import json, sys
for name, source in json.load(sys.stdin).items():
    try:
        compile(source, name, "exec")
    except SyntaxError as e:
        print(f"{name}: line {e.lineno}: {e.msg}")
`

func TestPythonExamplesCompile(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed, so the Python examples were not compiled")
	}
	sources := map[string]string{}
	for _, p := range source(t).Patterns {
		sources[p.ID] = p.Example
	}
	for _, e := range diveSource(t).Examples {
		sources[e.ID] = e.Code
	}
	raw, err := json.Marshal(sources)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", parser)
	cmd.Stdin = strings.NewReader(string(raw))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if s := strings.TrimSpace(string(out)); s != "" {
		t.Error(s)
	}
}
