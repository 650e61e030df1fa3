package session

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"archreview/agent"
)

// whole counts the complete lines.
func whole(raw []byte) int { return bytes.Count(raw, []byte{'\n'}) }

func TestEveryTruncation(t *testing.T) {
	s := open(t, t.TempDir())
	id, journal := written(t, s, some()...)
	raw := content(t, journal)
	for cut := range len(raw) {
		put(t, journal, raw[:cut])
		torn := filepath.Join(filepath.Dir(journal), tornName)
		_ = os.Remove(torn)
		n := whole(raw[:cut])
		clean := cut == 0 || raw[cut-1] == '\n'
		past, err := s.Read(id)
		if n == 0 {
			troubled(t, err, "is empty")
		} else if err != nil {
			t.Fatal(err)
		} else {
			alike(t, past.Entries, some()[:n])
			if (len(past.Notes) == 0) != clean {
				t.Fatalf("cut at %d: notes %v", cut, past.Notes)
			}
		}
		if !bytes.Equal(content(t, journal), raw[:cut]) {
			t.Fatalf("cut at %d: reading changed the journal", cut)
		}
		w, err := s.Resume(id)
		if err != nil {
			t.Fatal(err)
		}
		alike(t, w.Past(), some()[:n])
		if (len(w.Notes()) == 0) != clean {
			t.Fatalf("cut at %d: notes %v", cut, w.Notes())
		}
		more := entry("mark", "after")
		if err := w.Keep(more); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if past, err = s.Read(id); err != nil || len(past.Notes) > 0 {
			t.Fatal(err, past)
		}
		alike(t, past.Entries, append(some()[:n:n], more))
		if !clean {
			rest := raw[bytes.LastIndexByte(raw[:cut], '\n')+1 : cut]
			if got := content(t, torn); !bytes.Equal(got, append(bytes.Clone(rest), '\n')) {
				t.Fatalf("cut at %d: %q was set aside, want %q", cut, got, rest)
			}
		}
	}
}

func TestFlippedBytes(t *testing.T) {
	s := open(t, t.TempDir())
	id, journal := written(t, s, some()...)
	raw := content(t, journal)
	dir := filepath.Dir(journal)
	for at := 0; at < len(raw); at++ {
		bad := bytes.Clone(raw)
		bad[at] ^= 1 << (at % 8)
		put(t, journal, bad)
		n := whole(raw[:at]) // lines before the one that was hit
		w, err := s.Resume(id)
		if err != nil {
			t.Fatalf("byte %d: %v", at, err)
		}
		alike(t, w.Past(), some()[:n])
		if len(w.Notes()) != 1 || !strings.Contains(w.Notes()[0], fmt.Sprintf("line %d ", n+1)) {
			t.Fatalf("byte %d: notes %v", at, w.Notes())
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got := content(t, journal); !bytes.Equal(got, bad[:w.good]) || int(w.good) != bytes.LastIndexByte(raw[:at], '\n')+1 {
			t.Fatalf("byte %d: %d bytes are left", at, len(got))
		}
		copies, _ := filepath.Glob(filepath.Join(dir, "journal.*"))
		kept := false
		for _, c := range copies {
			set := content(t, c)
			kept = kept || c != journal && (bytes.Equal(set, bad) || bytes.HasPrefix(append(bytes.Clone(bad[w.good:]), '\n'), set))
			if c != journal {
				_ = os.Remove(c)
			}
		}
		if !kept {
			t.Fatalf("byte %d: no copy of the damaged bytes in %v", at, copies)
		}
	}
}

func TestDamageIsCopiedEachTime(t *testing.T) {
	s := open(t, t.TempDir())
	id, journal := written(t, s, some()...)
	for round := 1; round <= 2; round++ {
		lines := bytes.SplitAfter(content(t, journal), []byte{'\n'})
		lines[1][5] = 'X'
		bad := bytes.Join(lines, nil)
		put(t, journal, bad)
		past, err := s.Read(id)
		if err != nil || len(past.Entries) != 1 || len(past.Notes) != 1 || !strings.Contains(past.Notes[0], "line 2 does not match its sum. Entries before it, all in use: 1; lines from there on, not used: 3;") {
			t.Fatal(err, past)
		}
		w, err := s.Resume("last")
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("journal.damaged-%d.jsonl", round)
		if !strings.Contains(w.Notes()[0], name) || !bytes.Equal(content(t, filepath.Join(w.Dir(), name)), bad) {
			t.Errorf("%v; %s differs", w.Notes(), name)
		}
		for _, e := range some()[1:] {
			if err := w.Keep(e); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	past, err := s.Read(id)
	if err != nil {
		t.Fatal(err)
	}
	alike(t, past.Entries, some())
}

// sealed gives a line with a right sum, whatever it says.
func sealed(body string) []byte {
	return fmt.Appendf(nil, "%s%s%08x%s\n", body, sumHead, crc32.ChecksumIEEE([]byte(body)), sumTail)
}

func TestLinesThatCannotBeUsed(t *testing.T) {
	good := `{"v":1,"seq":1,"kind":"begin","at":"","data":{}`
	second := `{"v":1,"seq":2,"kind":"mark","at":"","data":{}`
	cases := map[string]struct{ line, says string }{
		"number too high": {string(sealed(strings.Replace(second, "2", "3", 1))), "has number 3"},
		"number again":    {string(sealed(good)), "has number 1"},
		"no kind":         {string(sealed(`{"v":1,"seq":2,"data":{}`)), "lacks a field"},
		"no data":         {string(sealed(`{"v":1,"seq":2,"kind":"mark"`)), "lacks a field"},
		"old version":     {string(sealed(strings.Replace(second, `"v":1`, `"v":0`, 1))), "lacks a field"},
		"bad data":        {string(sealed(`{"v":1,"seq":2,"kind":"mark","data":{"a":tru}`)), "are no JSON"},
		"no object":       {string(sealed(`"v":1`)), "is no JSON object"},
		"two objects":     {string(sealed(second + `,"sum":""}{"a":""`)), "is no JSON object"},
		"zeros":           {strings.Repeat("\x00", 40) + "\n", "does not match its sum"},
		"empty":           {"\n", "does not match its sum"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			raw := append(sealed(good), c.line...)
			j := scan(append(raw, sealed(second)...), true)
			if len(j.records) != 1 || j.fault == nil || j.fault.torn || j.fault.line != 2 || j.fault.after != 1 || !strings.Contains(j.fault.String(), c.says) {
				t.Errorf("%d records, fault %+v", len(j.records), j.fault)
			}
			if j = scan(raw, true); j.fault == nil || !j.fault.torn {
				t.Errorf("as the last line: %+v", j.fault)
			}
		})
	}
}

func TestNewerVersion(t *testing.T) {
	s := open(t, t.TempDir())
	id, journal := written(t, s, some()...)
	raw := append(content(t, journal), sealed(`{"v":2,"seq":5,"what":[]`)...)
	put(t, journal, raw)
	_, err := s.Read(id)
	troubled(t, err, "newer archreview", "version 2")
	_, err = s.Resume(id)
	troubled(t, err, "newer archreview")
	if !bytes.Equal(content(t, journal), raw) {
		t.Error("the journal was changed")
	}
	list, err := s.List()
	if err != nil || len(list) != 1 || !strings.Contains(list[0].Problem, "newer") || list[0].Live {
		t.Errorf("%+v, %v", list, err)
	}
	if err := s.Remove(id); err != nil {
		t.Error(err)
	}
}

func TestJournalThatIsNoFile(t *testing.T) {
	s := open(t, t.TempDir())
	id, journal := written(t, s, some()...)
	for name, spoil := range map[string]func() error{
		"gone":     func() error { return os.Remove(journal) },
		"a folder": func() error { return os.MkdirAll(journal, 0o700) },
		"absurd":   func() error { return os.WriteFile(journal, nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			_ = os.RemoveAll(journal)
			if err := spoil(); err != nil && name != "gone" {
				t.Fatal(err)
			}
			if name == "absurd" {
				if err := os.Truncate(journal, mostJournal+1); err != nil {
					t.Skip(err)
				}
			}
			_, err := s.Read(id)
			troubled(t, err, id)
			_, err = s.Resume(id)
			troubled(t, err, id)
			if list, err := s.List(); err != nil || len(list) != 1 || list[0].Problem == "" {
				t.Errorf("%+v, %v", list, err)
			}
		})
	}
}

func FuzzJournal(f *testing.F) {
	var raw []byte
	for i, e := range []agent.Entry{{Kind: "begin", Data: []byte(`{"documents":[{"path":"a.md"}]}`)}, {Kind: "review", At: "2026", Data: []byte(`{"review":{"areas":[{"concerns":[{"severity":"high","waived":null}]}]}}`)}} {
		line, err := encode(i+1, e)
		must(err)
		raw = append(raw, line...)
	}
	f.Add(raw, "mark", `{"a":["\\\"",1.5e3,{}]}`)
	f.Add(raw[:len(raw)-7], "a\"b\n", `[]`)
	f.Add(sealed(`{"v":1,"seq":1,"kind":"x","data":[[{"a":"\\"}]]`), "", "{")
	f.Fuzz(func(t *testing.T, raw []byte, kind, data string) {
		j := scan(raw, true)
		if j.good > int64(len(raw)) || (j.fault == nil) != (j.good == int64(len(raw))) {
			t.Fatalf("good is %d of %d, fault %v", j.good, len(raw), j.fault)
		}
		again := scan(raw[:j.good], true)
		if again.fault != nil || len(again.records) != len(j.records) {
			t.Fatalf("the good part has %v", again.fault)
		}
		new(Info).describe(scan(raw, false).records)
		for _, bytes := range [][]byte{raw, []byte(data)} { // without a sum in the way
			new(Info).review(&cursor{b: bytes})
			new(Info).begin(&cursor{b: bytes})
		}
		line, err := encode(len(j.records)+1, agent.Entry{Kind: kind, Data: []byte(data)})
		if err != nil {
			return
		}
		more := scan(append(raw[:j.good:j.good], line...), true)
		if more.fault != nil || len(more.records) != len(j.records)+1 {
			t.Fatalf("an entry was written that cannot be read: %v in %q", more.fault, line)
		}
	})
}
