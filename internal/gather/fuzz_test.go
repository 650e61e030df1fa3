package gather

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// FuzzIgnore matches any path against any .gitignore: the last line that fits
// decides, and a line fits as a table of all parts says.
func FuzzIgnore(f *testing.F) {
	f.Add("*.log\n!keep.log\n/build/\n", "a/build/keep.log", false)
	f.Add("**/a/**/b\na/**\n", "a/x/y/b", true)
	f.Add("\\#x\n\\!y\nz\\ \n[a-\n#c\n", "z ", false)
	f.Add("**/**/**/**/x\n", "x/x/x/x/y", true)
	f.Fuzz(func(t *testing.T, lines, name string, dir bool) {
		name = path.Clean("/" + name)[1:]
		if len(lines)+len(name) > 4096 || name == "" {
			return
		}
		var all rules
		want := false
		for line := range strings.Lines(lines) {
			r, ok := parseRule(line)
			if !ok {
				continue
			}
			if len(r.parts) == 0 || slices.Contains(r.parts, "..") && strings.TrimSpace(line) == "" {
				t.Fatalf("%q has the parts %q", line, r.parts)
			}
			all = append(all, r)
			if table(r.parts, strings.Split(name, "/")) && (dir || !r.dirsOnly) {
				want = !r.keep
			}
		}
		if got := all.match(name, dir); got != want {
			t.Fatalf("%q against %q: %v, want %v", name, lines, got, want)
		}
	})
}

// table is Match as a table of which parts of the pattern fit which of the name.
func table(pattern, name []string) bool {
	fits := make([][]bool, len(pattern)+1)
	for i := range fits {
		fits[i] = make([]bool, len(name)+1)
	}
	fits[len(pattern)][len(name)] = true
	for i := len(pattern) - 1; i >= 0; i-- {
		for j := len(name); j >= 0; j-- {
			last := !slices.ContainsFunc(pattern[i:], func(p string) bool { return p != "**" })
			switch {
			case last:
				fits[i][j] = j < len(name)
			case pattern[i] == "**":
				fits[i][j] = j < len(name) && (fits[i+1][j] || fits[i][j+1])
			case j < len(name):
				ok, err := path.Match(pattern[i], name[j])
				fits[i][j] = ok && err == nil && fits[i+1][j+1]
			}
		}
	}
	return fits[0][0]
}
