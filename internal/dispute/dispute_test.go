package dispute

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"archreview/agent/review"
	"archreview/internal/problem"
)

func concern(id, quote string) review.Concern {
	c := review.Concern{ID: id, Rule: "database." + id}
	if quote != "" {
		c.Evidence = []review.Evidence{{Document: "d1", StartLine: 3, EndLine: 3, Quote: quote}, {Document: "d1", Quote: "beside it"}}
	}
	return c
}

func answer(outcome review.DisputeOutcome, reason string) review.Dispute {
	return review.Dispute{Reason: reason, Outcome: outcome, Answer: "so", Evidence: []review.Evidence{}, At: "2027-01-02T03:04:05Z"}
}

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMatch(t *testing.T) {
	then := []review.Document{{ID: "d1", Path: "a.md", SHA256: "aa"}, {ID: "d2", Path: "b.md", SHA256: "bb"}}
	path := filepath.Join(t.TempDir(), "state", Name)
	s := open(t, path)
	for _, c := range []review.Concern{concern("pool-3f2a", "We keep *ten* connections."), concern("backup", "")} {
		if err := s.Add(c, then, answer(review.DisputeWithdrawn, "wrong")); err != nil {
			t.Fatal(err)
		}
	}
	edited := []review.Document{{SHA256: "cc"}, then[1]}
	cases := map[string]struct {
		c         review.Concern
		documents []review.Document
		want      bool
	}{
		"same":                          {concern("pool-3f2a", "We keep *ten* connections."), then, true},
		"edited elsewhere":              {concern("pool-3f2a", "We keep *ten* connections."), edited, true},
		"broken and set anew":           {concern("pool-3f2a", "we keep ten\n  connections."), edited, true},
		"another passage, same id":      {concern("pool-3f2a", "We keep two connections."), then, false},
		"another id":                    {concern("pool-0000", "We keep *ten* connections."), then, false},
		"no passage any more":           {concern("pool-3f2a", ""), then, false},
		"absence, same text":            {concern("backup", ""), then, true},
		"absence, other names":          {concern("backup", ""), []review.Document{{Path: "x", SHA256: "bb"}, {Path: "y", SHA256: "aa"}}, true},
		"absence, edited text":          {concern("backup", ""), edited, false},
		"absence, one document less":    {concern("backup", ""), then[:1], false},
		"absence, one document more":    {concern("backup", ""), append(then[:2:2], review.Document{SHA256: "dd"}), false},
		"absence, unknown contents":     {concern("backup", ""), []review.Document{{}, {}}, false},
		"absence that is quoted now":    {concern("backup", "No backup."), then, false},
		"absence, no document reviewed": {concern("backup", ""), nil, false},
	}
	for _, store := range []*Store{s, open(t, path)} {
		for name, c := range cases {
			d, ok := store.Match(c.c, c.documents)
			if ok != c.want || ok && (d.Concern != c.c.ID || d.Outcome != review.DisputeWithdrawn || d.Reason != "wrong") {
				t.Errorf("%s: %+v %v", name, d, ok)
			}
		}
	}
	all := s.MatchAll([]review.Concern{concern("backup", ""), concern("other", "")}, then)
	if len(all) != 1 || all["backup"].Reason != "wrong" {
		t.Errorf("got %+v", all)
	}
}

func TestTheNewestWins(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	c := concern("pool-3f2a", "We keep ten connections.")
	for _, o := range []review.DisputeOutcome{review.Recorded, review.DisputeWithdrawn, review.Upheld} {
		if err := open(t, path).Add(c, nil, answer(o, string(o))); err != nil {
			t.Fatal(err)
		}
	}
	if d, ok := open(t, path).Match(c, nil); !ok || d.Outcome != review.Upheld {
		t.Errorf("got %+v %v", d, ok)
	}
}

func TestTheFileIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", Name)
	if err := open(t, path).Add(concern("x", "q"), nil, answer(review.Upheld, "r")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

// A crash may cut the last line anywhere: what was added before is kept, and
// what is added behind is not lost.
func TestATornLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	first, second, third := concern("first", "one"), concern("second", "two"), concern("third", "three")
	s := open(t, path)
	for _, c := range []review.Concern{first, second} {
		if err := s.Add(c, nil, answer(review.Upheld, "an ümlaut")); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	begin := strings.IndexByte(string(raw), '\n') + 1
	for cut := begin; cut < len(raw); cut++ {
		if err := os.WriteFile(path, raw[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if err := open(t, path).Add(third, nil, answer(review.Weakened, "r")); err != nil {
			t.Fatal(err)
		}
		s := open(t, path)
		_, a := s.Match(first, nil)
		_, b := s.Match(second, nil)
		_, c := s.Match(third, nil)
		whole := cut == len(raw)-1
		if !a || !c || b != whole || s.Skipped() > 1 || (s.Skipped() == 0) != (whole || cut == begin) {
			t.Fatalf("cut at %d: %v %v %v, %d skipped", cut, a, b, c, s.Skipped())
		}
	}
}

func TestWhatMeansNothingIsSkipped(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	line := func(v int, id, of, outcome string) string {
		return fmt.Sprintf(`{"v":%d,"concern":%q,"quote_sha256":%q,"dispute":{"concern":%q,"outcome":%q}}`+"\n", v, id, passage(&review.Concern{Evidence: []review.Evidence{{Quote: "q"}}}), of, outcome)
	}
	text := line(1, "a", "a", "kept") + line(2, "b", "b", "kept") + line(1, "c", "d", "kept") + line(1, "e", "e", "gone") + "\n[]\nnull\n" + line(1, "f", "f", "kept")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	var got []string
	for _, id := range strings.Fields("a b c e f") {
		if _, ok := s.Match(concern(id, "q"), nil); ok {
			got = append(got, id)
		}
	}
	if strings.Join(got, " ") != "a f" || s.Skipped() != 5 {
		t.Errorf("%v, %d skipped", got, s.Skipped())
	}
}

func TestMistakes(t *testing.T) {
	dir := t.TempDir()
	var p *problem.Problem
	if _, err := Open(dir); !errors.As(err, &p) || p.Next == "" {
		t.Errorf("a folder was opened: %v", err)
	}
	s := open(t, filepath.Join(dir, Name))
	if err := s.Add(concern("x", "q"), nil, answer("maybe", "r")); !errors.As(err, &p) {
		t.Errorf("got %v", err)
	}
	if err := s.Add(concern("", "q"), nil, answer(review.Upheld, "r")); !errors.As(err, &p) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, Name)); err == nil {
		t.Error("something was written")
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	blocked := &Store{path: filepath.Join(file, Name)}
	if err := blocked.Add(concern("x", "q"), nil, answer(review.Upheld, "r")); !errors.As(err, &p) || p.Next == "" {
		t.Errorf("got %v", err)
	}
	if _, ok := blocked.Match(concern("x", "q"), nil); ok {
		t.Error("what could not be kept is given")
	}
}

func TestWritersSideBySide(t *testing.T) {
	path := filepath.Join(t.TempDir(), Name)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			s := &Store{path: path}
			for i := range 10 {
				if err := s.Add(concern(fmt.Sprintf("c%d-%d", w, i), "q"), nil, answer(review.Upheld, strings.Repeat("r", 2000))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if s := open(t, path); len(s.records) != 80 || s.Skipped() != 0 {
		t.Errorf("%d records, %d skipped", len(s.records), s.Skipped())
	}
}

func TestWhatIsAddedIsGiven(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		path := filepath.Join(dir, fmt.Sprint(n))
		text := rapid.String()
		d := review.Dispute{
			Reason: text.Draw(t, "reason"), Answer: text.Draw(t, "answer"), At: "2027-01-01T00:00:00Z",
			Outcome: rapid.SampledFrom(review.DisputeOutcomes()).Draw(t, "outcome"), Impact: rapid.IntRange(0, 3).Draw(t, "impact"),
			Evidence: []review.Evidence{{Document: "d1", StartLine: 1, EndLine: 2, Quote: text.Draw(t, "quote")}},
		}
		c := concern("x-0001", text.Draw(t, "passage"))
		documents := []review.Document{{SHA256: "aa"}}
		s, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Add(c, documents, d); err != nil {
			t.Fatal(err)
		}
		if s, err = Open(path); err != nil {
			t.Fatal(err)
		}
		d.Concern = c.ID
		if got, ok := s.Match(c, documents); !ok || !reflect.DeepEqual(got, d) {
			t.Fatalf("%v, got %+v, want %+v", ok, got, d)
		}
	})
}
