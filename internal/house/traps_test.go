package house

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTrapsAreCaught holds the table of traps in docs/robustness.md against the
// tests: each names one that exists in its package.
func TestTrapsAreCaught(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(root, "docs/robustness.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(raw), "\n## Traps\n")
	if !ok {
		t.Fatal("docs/robustness.md has no section on traps")
	}
	row := regexp.MustCompile("(?m)^\\| [^|]+ \\| [^|]+ \\| `(Test\\w+)` \\| `([\\w/]+)` \\|$")
	rows := row.FindAllStringSubmatch(table, -1)
	if all := strings.Count(table, "\n| ") - 1; len(rows) != all || len(rows) < 25 {
		t.Errorf("%d of %d rows name a test and a package", len(rows), all)
	}
	for _, r := range rows {
		if !hasTest(t, r[2], r[1]) {
			t.Errorf("there is no %s in %s", r[1], r[2])
		}
	}
}

// hasTest says whether a package has a test function of a name.
func hasTest(t *testing.T, pkg, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "\nfunc "+name+"(t *testing.T) {") {
			return true
		}
	}
	return false
}
