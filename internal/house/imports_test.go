package house

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// floors lists the packages from the top of the house to its ground. A package
// may import those on lower floors only; packages on one floor do not know one
// another.
var floors = [][]string{
	{"cmd/archreview"},
	{"internal/cli"},
	{"internal/tui", "internal/plain", "internal/mcp"},
	{"internal/tui/backdrop"},
	{"internal/desk"},
	{"internal/report", "internal/config", "internal/eval", "internal/llm", "internal/llm/llmtest", "internal/recording", "internal/session"},
	{"agent", "agent/agenttest"},
	{"internal/checks", "internal/compare", "internal/consult", "internal/deepdive", "internal/followup", "internal/synthesis"},
	{"internal/checks/arith", "internal/checks/clash"},
	{"internal/gate"},
	{"internal/brief", "internal/repo"},
	{"internal/facts", "internal/gather"},
	{"internal/document", "internal/phrase", "internal/tokens", "internal/redact", "internal/waiver", "internal/dispute", "prompts"},
	{"checklists", "agent/review", "internal/problem", "internal/streams", "internal/pdftext", "internal/diagram", "internal/picture", "internal/slab"},
	{"internal/lazyregexp"},
	{"internal/house"},
}

// doors names the packages that may import a library.
var doors = map[string][]string{
	"github.com/charmbracelet/glamour":       {"internal/report"},
	"github.com/charmbracelet/bubbletea":     {"internal/tui"},
	"github.com/charmbracelet/bubbles":       {"internal/tui"},
	"github.com/charmbracelet/lipgloss":      {"internal/tui", "internal/tui/backdrop"},
	"github.com/adrg/xdg":                    {"internal/session"},
	"github.com/modelcontextprotocol/go-sdk": {"internal/mcp"},
	"github.com/gofrs/flock":                 {"internal/session"},
	"github.com/muesli/termenv":              {"internal/tui"},
	"github.com/spf13/cobra":                 {"internal/cli"},
	"github.com/spf13/pflag":                 {"internal/cli"},
	"github.com/kljensen/snowball":           {"internal/phrase"},
	"golang.org/x/term":                      {"internal/streams"},
	"golang.org/x/net":                       {"internal/document"},
	"golang.org/x/image":                     {"internal/picture"},
	"github.com/ledongthuc/pdf":              {"internal/pdftext"},
	"github.com/sashabaranov/go-openai":      {"internal/llm"},
	"github.com/pkoukk/tiktoken-go":          {"internal/tokens"},
	"github.com/pkoukk/tiktoken-go-loader":   {"internal/tokens"},
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "archreview/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImportsOnlyFall(t *testing.T) {
	floor := map[string]int{}
	for i, names := range floors {
		for _, n := range names {
			floor["archreview/"+n] = i + 1
		}
	}
	for _, p := range packages(t) {
		from := floor[p.ImportPath]
		if from == 0 {
			t.Errorf("%s has no floor: add it to the table in this test and to docs/architecture.md", p.ImportPath)
			continue
		}
		for _, imp := range p.Imports {
			if to, ours := floor[imp]; ours && to <= from {
				t.Errorf("%s imports %s, which is not on a lower floor", p.ImportPath, imp)
			}
		}
	}
}

func TestOneLibraryOneDoor(t *testing.T) {
	for _, p := range packages(t) {
		for _, imp := range p.Imports {
			for lib, allowed := range doors {
				if imp != lib && !strings.HasPrefix(imp, lib+"/") {
					continue
				}
				ok := false
				for _, a := range allowed {
					ok = ok || p.ImportPath == "archreview/"+a
				}
				if !ok {
					t.Errorf("%s imports %s; only %s may", p.ImportPath, imp, strings.Join(allowed, ", "))
				}
			}
		}
	}
}
