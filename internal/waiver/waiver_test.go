package waiver

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"archreview/internal/problem"
)

const good = `# ours
version: 1
waivers:
  # accepted in the board
  - concern: pool-connections-3f2a
    title: Too many connections
    owner: platform team
    reason: the pooler arrives
      in March
    until: 2027-03-31
    document: design.md
  - concern: backup-recovery
    owner: "Payments"
    reason: 'it''s a prototype'
    until: "2026-12-01"
`

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), Name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad(t *testing.T) {
	f, err := Load(write(t, good))
	if err != nil {
		t.Fatal(err)
	}
	want := []Entry{
		{"pool-connections-3f2a", "Too many connections", "platform team", "the pooler arrives in March", "2027-03-31", "design.md", 5},
		{"backup-recovery", "", "Payments", "it's a prototype", "2026-12-01", "", 12},
	}
	if len(f.Entries) != 2 || f.Entries[0] != want[0] || f.Entries[1] != want[1] {
		t.Errorf("got %+v", f.Entries)
	}
	for _, empty := range []string{"version: 1\n", "version: 1\nwaivers:\n", "version: 1\nwaivers: []\n", "\ufeffversion: 1\r\nwaivers: ~\r\n"} {
		if f, err := Load(write(t, empty)); err != nil || len(f.Entries) != 0 {
			t.Errorf("%q: %+v %v", empty, f, err)
		}
	}
}

// with gives a file with one entry, of which a line is another one.
func with(old, now string) string {
	s := "version: 1\nwaivers:\n  - concern: a-0001\n    owner: o\n    reason: r\n    until: 2027-01-31\n"
	if !strings.Contains(s, old) {
		panic("the text has no " + old)
	}
	return strings.Replace(s, old, now, 1)
}

func TestMistakesNameTheirLine(t *testing.T) {
	cases := map[string]struct{ text, where, says, next string }{
		"unknown key":       {with("    owner: o", "    ownr: o"), ":4:", `"ownr"`, "owner"},
		"unknown key above": {with("waivers:", "waiver:"), ":2:", `"waiver"`, "waivers"},
		"no owner":          {with("    owner: o\n", ""), ":3:", "owner", "person or team"},
		"empty reason":      {with("reason: r", "reason: '  '"), ":5:", "reason", "why"},
		"null reason":       {with("reason: r", "reason:"), ":5:", "reason", "why"},
		"no until":          {with("    until: 2027-01-31\n", ""), ":3:", "until", "last day"},
		"bad date":          {with("2027-01-31", "2027-02-30"), ":6:", "2027-02-30", "2027-03-31"},
		"other date":        {with("2027-01-31", "31.01.2027"), ":6:", "31.01.2027", "2027-03-31"},
		"bad id":            {with("a-0001", "a b"), ":3:", `"a b"`, "report"},
		"control character": {with("owner: o", `owner: "a\e[31m"`), ":4:", "control", "without"},
		"list as text":      {with("owner: o", "owner: [o]"), ":4:", "owner", "one line"},
		"doubled entry":     {with("until: 2027-01-31\n", "until: 2027-01-31\n  - {concern: a-0001, owner: x, reason: y, until: 2027-01-01}\n"), ":7:", "line 3", "remove"},
		"doubled key":       {with("    owner: o\n", "    owner: o\n    owner: p\n"), ":5:", "owner", "remove"},
		"no version":        {with("version: 1\n", ""), ":1:", "version", "version: 1"},
		"other version":     {with("version: 1", "version: 2"), ":1:", "version", "version: 1"},
		"no list":           {"version: 1\nwaivers: {a: b}\n", ":2:", "list", "- concern"},
		"entry is a text":   {"version: 1\nwaivers:\n  - a-0001\n", ":3:", "keys", "concern"},
		"empty":             {"", ":1:", "empty", "version: 1"},
		"comments only":     {"# nothing\n", ":1:", "empty", "version: 1"},
		"text":              {"hello", ":1:", "mapping", "version: 1"},
		"two documents":     {with("until: 2027-01-31\n", "until: 2027-01-31\n---\nversion: 1\n"), ":7:", "more than one", "---"},
		"alias":             {with("owner: o", "owner: &x o") + "    title: *x\n", ":4:", "anchors", "value"},
		"merge":             {"version: 1\nwaivers:\n  - <<: {concern: a}\n", ":3:", `"<<"`, "known"},
		"tag":               {with("owner: o", "owner: !!binary bw=="), ":4:", "tags", "value"},
		"not YAML":          {with("owner: o", "owner: o: p"), ":4:", "YAML", "quotation"},
		"tab":               {with("    owner: o", "\towner: o"), ":3:", "tab", "spaces"},
		"not UTF-8":         {with("owner: o", "owner: \xff"), "", "UTF-8", "UTF-8"},
		"too large":         {with("reason: r", "reason: "+strings.Repeat("x", mostBytes)), "", "1 MB", "remove"},
		"long text":         {with("reason: r", "reason: "+strings.Repeat("x", mostText+1)), ":5:", "2000", "shorten"},
	}
	for name, c := range cases {
		path := write(t, c.text)
		_, err := Load(path)
		var p *problem.Problem
		if !errors.As(err, &p) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.What == "" || !strings.Contains(p.Detail, path+c.where) || !strings.Contains(p.Detail, c.says) || !strings.Contains(p.Next, c.next) {
			t.Errorf("%s: want %s %s, %s; got %s | %s", name, c.where, c.says, c.next, p.Detail, p.Next)
		}
	}
}

func TestABombDoesNotGrow(t *testing.T) {
	var b strings.Builder
	b.WriteString("version: 1\na: &a [x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c < 'z'; c++ {
		b.WriteString(string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+string(c-1)+", ", 9), ", ") + "]\n")
	}
	for _, text := range []string{b.String(), "version: 1\nwaivers: " + strings.Repeat("[", 20000), "version: 1\nwaivers: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000)} {
		var p *problem.Problem
		if _, err := Load(write(t, text)); !errors.As(err, &p) {
			t.Errorf("got %v", err)
		}
	}
}

func TestAMissingFileIsAMistakeOnlyWhereItIsNamed(t *testing.T) {
	dir := t.TempDir()
	var p *problem.Problem
	if _, err := Load(filepath.Join(dir, "none.yaml")); !errors.As(err, &p) || p.Next == "" {
		t.Errorf("got %v", err)
	}
	if _, err := Load(dir); !errors.As(err, &p) {
		t.Errorf("a folder was read: %v", err)
	}
	if f, err := Default(dir); err != nil || len(f.Entries) != 0 {
		t.Errorf("got %+v %v", f, err)
	}
}

func TestFind(t *testing.T) {
	outer := t.TempDir()
	repo := filepath.Join(outer, "repo")
	deep := filepath.Join(repo, "docs", "designs")
	mk := func(parts ...string) {
		t.Helper()
		path := filepath.Join(parts...)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("version: 1\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mk(deep, "design.md")
	mk(outer, Name)
	if path, ok := Find(deep); ok || path != filepath.Join(deep, Name) {
		t.Errorf("outside a repository: %s %v", path, ok)
	}
	mk(repo, ".git") // a file, as a worktree has it
	if path, ok := Find(deep); ok || path != filepath.Join(repo, Name) {
		t.Errorf("it must not be found beyond the repository: %s %v", path, ok)
	}
	mk(repo, Name)
	if path, ok := Find(deep); !ok || path != filepath.Join(repo, Name) {
		t.Errorf("at the root: %s %v", path, ok)
	}
	mk(repo, "docs", Name)
	if path, ok := Find(deep); !ok || path != filepath.Join(repo, "docs", Name) {
		t.Errorf("the nearest counts: %s %v", path, ok)
	}
	if f, err := Default(deep); err != nil || f.Path != filepath.Join(repo, "docs", Name) {
		t.Errorf("got %+v %v", f, err)
	}
}

func TestParseUntil(t *testing.T) {
	today := time.Date(2027, 8, 31, 23, 30, 0, 0, time.FixedZone("", 3*3600))
	cases := map[string]string{
		"2027-12-24": "2027-12-24", " 2027-08-31 ": "2027-08-31", "30d": "2027-09-30", "1d": "2027-09-01", "12w": "2027-11-23",
		"6m": "2028-02-29", "18m": "2029-02-28", "1y": "2028-08-31", "1Y": "2028-08-31", "4m": "2027-12-31",
		"2027-08-30": "", "0d": "", "-3d": "", "": "", "d": "", "3": "", "3 d": "", "2027-02-29": "", "2027-9-1": "", "9999y": "", "99999d": "", "1h": "",
	}
	for text, want := range cases {
		got, err := ParseUntil(text, today)
		var p *problem.Problem
		if got != want || (err == nil) != (want != "") || err != nil && (!errors.As(err, &p) || p.Next == "") {
			t.Errorf("%q: %q %v, want %q", text, got, err, want)
		}
	}
}
