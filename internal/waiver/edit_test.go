package waiver

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"archreview/internal/problem"
)

func one(id string) Entry {
	return Entry{Concern: id, Title: "A title: with #", Owner: "Platform", Reason: `it "waits" for v2`, Until: "2027-03-31"}
}

func TestAddCreatesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	if err := Add(path, one("pool-3f2a")); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := head + `  - concern: pool-3f2a
    title: "A title: with #"
    owner: Platform
    reason: "it \"waits\" for v2"
    until: 2027-03-31
`
	if string(raw) != want {
		t.Errorf("got\n%s", raw)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAddKeepsAllElse(t *testing.T) {
	item := func(indent string) string {
		return indent + "- concern: new-0001\n" + indent + "  owner: o\n" + indent + "  reason: r\n" + indent + "  until: 2027-03-31\n"
	}
	block := "  - concern: a-0001 # why\n    owner: o\n    reason: |\n      long\n      # no comment\n    until: 2027-01-01\n"
	cases := map[string]struct{ before, behind string }{
		"behind the last":         {"version: 1\nwaivers:\n" + block, ""},
		"before what follows":     {"waivers:\n" + block, "\n# ours\nversion: 1\n"},
		"before a comment":        {"version: 1\nwaivers:\n" + block, "\n  # - concern: old-0001\n"},
		"behind a nested comment": {"version: 1\nwaivers:\n" + block + "    # extended once\n", ""},
		"dashes at the edge":      {"version: 1\nwaivers:\n-  concern: a-0001\n   owner: o\n   reason: r\n   until: 2027-01-01\n", "# end\n"},
		"dash alone":              {"version: 1\nwaivers:\n    -\n      # c\n      concern: a-0001\n      owner: o\n      reason: r\n      until: 2027-01-01\n", ""},
		"flow entry":              {"version: 1\nwaivers:\n  - {concern: a-0001,\n  owner: o, reason: r, until: 2027-01-01}\n", ""},
		"empty":                   {"version: 1\nwaivers: # none yet\n", "# end\n"},
		"no list":                 {"# x\nversion: 1\n", ""},
		"document end":            {"---\nversion: 1\nwaivers:\n" + block, "...\n"},
		"literal at the end":      {"version: 1\nwaivers:\n  - concern: a-0001\n    owner: o\n    until: 2027-01-01\n    reason: |\n      long\n      # no comment\n", ""},
		"text like a comment":     {"version: 1\nwaivers:\n  - concern: a-0001\n    owner: o\n    until: 2027-01-01\n    reason: \"long\n# no comment\"\n", ""},
	}
	for name, c := range cases {
		indent := "  "
		switch name {
		case "dashes at the edge":
			indent = ""
		case "dash alone":
			indent = "    "
		}
		want := c.before + item(indent) + c.behind
		if name == "no list" {
			want = c.before + "waivers:\n" + item(indent) + c.behind
		}
		for newline, same := range map[string]func(string) string{
			"lf":   func(s string) string { return s },
			"crlf": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		} {
			path := write(t, same(c.before+c.behind))
			if err := Add(path, Entry{Concern: "new-0001", Owner: "o", Reason: "r", Until: "2027-03-31"}); err != nil {
				t.Errorf("%s, %s: %v", name, newline, err)
				continue
			}
			if got, _ := os.ReadFile(path); string(got) != same(want) {
				t.Errorf("%s, %s: got\n%s\nwant\n%s", name, newline, got, same(want))
			}
		}
	}
}

func TestAddPutsAListWhereThereIsNone(t *testing.T) {
	for _, text := range []string{"version: 1\nwaivers: []\n", "version: 1\nwaivers: [] # none\n", "waivers: ~\nversion: 1", "waivers: null\nversion: 1\n", "version: 1", "\"waivers\": [\n]\nversion: 1\n"} {
		path := write(t, text)
		if err := Add(path, one("a-0001")); err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if f, err := Load(path); err != nil || len(f.Entries) != 1 {
			t.Errorf("%q: %+v %v", text, f, err)
		}
		if got, _ := os.ReadFile(path); strings.Contains(text, "# none") && !bytes.Contains(got, []byte("# none\n")) {
			t.Errorf("the comment is lost: %q", got)
		}
	}
}

func TestWhatCannotBeWrittenLeavesTheFile(t *testing.T) {
	flow := "version: 1\nwaivers: [{concern: a-0001, owner: o, reason: r, until: 2027-01-01}]\n"
	cases := map[string]struct {
		text string
		e    Entry
	}{
		"flow list":     {flow, one("b-0001")},
		"waived":        {good, one("backup-recovery")},
		"no owner":      {good, Entry{Concern: "x", Reason: "r", Until: "2027-01-01"}},
		"no date":       {good, Entry{Concern: "x", Owner: "o", Reason: "r", Until: "soon"}},
		"control":       {good, Entry{Concern: "x", Owner: "o\x1b[1m", Reason: "r", Until: "2027-01-01"}},
		"not UTF-8":     {good, Entry{Concern: "x", Owner: "o\xff", Reason: "r", Until: "2027-01-01"}},
		"broken file":   {"version: 1\nwaivres:\n", one("b-0001")},
		"file too full": {"version: 1\nwaivers:\n" + strings.Repeat("#", mostBytes-40) + "\n", one("b-0001")},
	}
	for name, c := range cases {
		path := write(t, c.text)
		var p *problem.Problem
		if err := Add(path, c.e); !errors.As(err, &p) || p.Next == "" {
			t.Errorf("%s: %v", name, err)
		}
		if got, _ := os.ReadFile(path); string(got) != c.text {
			t.Errorf("%s: the file changed", name)
		}
		if _, err := os.Stat(path + ".tmp"); err == nil {
			t.Errorf("%s: a file is left behind", name)
		}
	}
}

func TestReplace(t *testing.T) {
	text := strings.Replace(good, "  - concern: backup", "  # the next one\n\n  - concern: backup", 1)
	path := write(t, text)
	e := one("pool-connections-3f2a")
	e.Document = "design.md"
	if err := Replace(path, e); err != nil {
		t.Fatal(err)
	}
	at := strings.Index(text, "  - concern: pool")
	end := strings.Index(text, "  # the next one")
	want := text[:at] + render(&e, 2, "\n") + text[end:]
	if got, _ := os.ReadFile(path); string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := Replace(path, one("backup-recovery")); err != nil {
		t.Fatal(err)
	}
	if err := Replace(path, one("brand-new")); err != nil {
		t.Fatal(err)
	}
	f, err := Load(path)
	if err != nil || len(f.Entries) != 3 || f.Entries[1].Owner != "Platform" || f.Entries[2].Concern != "brand-new" {
		t.Errorf("got %+v %v", f, err)
	}
}

func TestAddKeepsModeAndLink(t *testing.T) {
	path := write(t, good)
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), Name)
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no links here")
	}
	if err := Add(link, one("x-0001")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced by a file")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestWritersLoseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	const writers, each = 8, 5
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if err := put(path, one(fmt.Sprintf("c-%d-%d", w, i)), false, 12*patience); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if f, err := Load(path); err != nil || len(f.Entries) != writers*each {
		t.Fatalf("%v, %d entries", err, len(f.Entries))
	}
}

func TestAFileHeldByAnotherIsTold(t *testing.T) {
	path := write(t, good)
	if err := os.WriteFile(path+".tmp", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var p *problem.Problem
	if err := put(path, one("x-0001"), false, 0); !errors.As(err, &p) || !strings.Contains(p.Next, path+".tmp") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(path + ".tmp"); err != nil {
		t.Error("what another one holds was removed")
	}
}

func drawText(t *rapid.T, name string) string {
	return rapid.OneOf(
		rapid.StringMatching(`[A-Za-z0-9 :#'"\\{}\[\],&*!|>%@~?-]{1,40}`), rapid.SampledFrom([]string{"null", "~", "yes", "- a", "1e3", "2027-01-01", "a: b", "a #b", "ü – „x“", "\ufeffx", "|", "---", "..."}),
		rapid.StringN(1, 30, 90),
	).Filter(func(s string) bool {
		e := Entry{Concern: "a", Owner: oneLine(s), Reason: "r", Until: "2027-01-01"}
		_, what, _ := e.flaw()
		return what == ""
	}).Draw(t, name)
}

func drawFile(t *rapid.T) string {
	var b strings.Builder
	comment := rapid.SampledFrom([]string{"", "", "# note\n", "\n", "  # - concern: old\n", "      # deep\n", "#\n\n"})
	indent := strings.Repeat(" ", rapid.IntRange(0, 4).Draw(t, "indent"))
	after := rapid.Bool().Draw(t, "version last")
	b.WriteString(comment.Draw(t, "head"))
	if !after {
		b.WriteString("version: 1\n")
	}
	b.WriteString("waivers: # list\n")
	for i := range rapid.IntRange(0, 4).Draw(t, "entries") {
		b.WriteString(comment.Draw(t, "above"))
		e := Entry{Concern: fmt.Sprintf("old-%d", i), Owner: oneLine(drawText(t, "owner")), Reason: oneLine(drawText(t, "reason")), Until: "2027-01-01"}
		s := render(&e, len(indent), "\n")
		if rapid.Bool().Draw(t, "literal") {
			s += indent + "  title: |+\n" + indent + "    two\n\n" + indent + "    # lines\n\n"
		}
		b.WriteString(s)
	}
	b.WriteString(comment.Draw(t, "below"))
	if after {
		b.WriteString("version: 1\n" + comment.Draw(t, "tail"))
	}
	s := b.String()
	if rapid.Bool().Draw(t, "cut") {
		s = strings.TrimRight(s, "\n")
	}
	return s
}

// Whatever the file looks like, an added entry is read back, and taking its
// bytes out again leaves the file as it was.
func TestAddThenLoad(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		path := filepath.Join(dir, "w.yaml")
		text := drawFile(t)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		before, err := Load(path)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		e := Entry{Concern: "new-0001", Title: drawText(t, "title"), Owner: drawText(t, "owner"), Reason: drawText(t, "reason"), Until: "2028-02-29", Document: drawText(t, "document")}
		if err := Add(path, e); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		f, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		e.Title, e.Owner, e.Reason, e.Document = oneLine(e.Title), oneLine(e.Owner), oneLine(e.Reason), oneLine(e.Document)
		if n := len(f.Entries); n != len(before.Entries)+1 || !equal(f.Entries[n-1], e) {
			t.Fatalf("got %+v, want %+v behind %d", f.Entries, e, len(before.Entries))
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		same := 0
		for same < len(text) && text[same] == got[same] {
			same++
		}
		if rest := text[same:]; len(got) <= len(text) || !strings.HasSuffix(string(got), rest) {
			t.Fatalf("the rest of the file changed:\n%s\n---\n%s", text, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{good, head, "version: 1\nwaivers: []\n", "version: 1\nwaivers:\n- {concern: a, owner: b, reason: c, until: 2027-01-01}\n", "a: &a [*a]\n", "version: 1\n---\n", "? x\n: - |2\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := parse("w.yaml", raw)
		if err != nil {
			var x *problem.Problem
			if !errors.As(err, &x) || x.What == "" || x.Detail == "" || x.Next == "" {
				t.Fatalf("not in three parts: %v", err)
			}
			return
		}
		e := one("fuzz-0001")
		out, err := edit("w.yaml", raw, e, true)
		if err != nil {
			return
		}
		q, err := parse("w.yaml", out)
		if err != nil || len(q.file.Entries) < len(p.file.Entries) {
			t.Fatalf("%v\n%s", err, out)
		}
	})
}
