package session

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"archreview/agent"
	"archreview/agent/review"
)

func encoded(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	must(err)
	return raw
}

// reviewed is the entry of a review with these severities; "-" before one waives it.
func reviewed(filler string, severities ...string) agent.Entry {
	r := review.Review{Verdict: review.NotReady, Outcome: review.Complete, Summary: review.Summary{Assessment: "concerns: [{\"severity\":\"high\"}] " + filler}}
	for i, s := range severities {
		c := review.Concern{Severity: review.Severity(strings.TrimPrefix(s, "-")), Title: "a \"title\" \\", Why: filler,
			Evidence: []review.Evidence{{Quote: `"severity":"high"`}}}
		if s[0] == '-' {
			c.Waived = &review.Waiver{Owner: "o", Until: "2027-01-01"}
		}
		r.Areas = append(r.Areas, review.Area{Key: fmt.Sprint(i), Concerns: []review.Concern{c}})
	}
	return agent.Entry{Kind: agent.KindReview, At: "2026-11-25T13:00:00Z", Data: encoded(map[string]any{"review": r})}
}

func TestListTellsWhatASessionIs(t *testing.T) {
	begin := some()[0]
	many := agent.Entry{Kind: "begin", At: "2026-11-25T14:00:00+01:00", Data: json.RawMessage(
		`{"engine":"checks","documents":[{"path":"a.md"},{"path":"x/b.md"},{"path":"c\u00e9.md","path2":"z"},{"path":"d"},{"path":"e"}],"more":[[{"documents":1}]]}`)}
	cut := reviewed("", "low")
	cut.Data = append(cut.Data[:len(cut.Data)-1:len(cut.Data)-1], `,"interrupted":true}`...)
	cases := map[string]struct {
		entries []agent.Entry
		want    Info
	}{
		"begun":       {[]agent.Entry{begin}, Info{Title: "a.md, standard input", State: Interview, Engine: "model", Model: "m-1"}},
		"many":        {[]agent.Entry{many}, Info{Title: "a.md, b.md, cé.md, and 2 more", State: Interview, Engine: "checks"}},
		"under way":   {some(), Info{Title: "a.md, standard input", State: UnderWay, Engine: "model", Model: "m-1"}},
		"odd":         {[]agent.Entry{{Kind: "begin", Data: json.RawMessage(`[1]`)}, {Kind: "review", Data: json.RawMessage(`{"review":{"areas":7,"verdict":{}}}`)}}, Info{State: Reviewed}},
		"interrupted": {[]agent.Entry{begin, cut}, Info{Title: "a.md, standard input", State: UnderWay, Engine: "model", Model: "m-1", Verdict: "not-ready", Outcome: "complete", Low: 1}},
		"reviewed": {append(some(), reviewed("x", "high", "low"), reviewed("x", "medium", "high", "high", "-high", "low", "odd"), entry("mark", "")),
			Info{Title: "a.md, standard input", State: Reviewed, Engine: "model", Model: "m-1", Verdict: "not-ready", Outcome: "complete", High: 2, Medium: 1, Low: 1, Waived: 1}},
		"again": {append(some(), reviewed("x", "high"), some()[3]),
			Info{Title: "a.md, standard input", State: UnderWay, Engine: "model", Model: "m-1", Verdict: "not-ready", Outcome: "complete", High: 1}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir())
			id, journal := written(t, s, c.entries...)
			must(os.Chtimes(journal, noon(), noon().Add(time.Hour)))
			list, err := s.List()
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			got := list[0]
			c.want.ID, c.want.Entries, c.want.Updated = id, len(c.entries), noon().Add(time.Hour)
			c.want.Created = noon()
			if name == "many" {
				c.want.Created = noon().Add(time.Hour)
			}
			if got.Bytes < int64(len(content(t, journal))) {
				t.Errorf("%d bytes", got.Bytes)
			}
			got.Bytes = 0
			if got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestListHidesNothing(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "none"))
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Fatal(list, err)
	}
	if n, bytes := s.Size(); n != 0 || bytes != 0 {
		t.Error(n, bytes)
	}
	named(t, s, "20261120-1412-aaaa", "20261126-1412-bbbb", "20261121-1412-cccc", "20261122-1412-dddd", "20261123-1412-eeee")
	dir := func(i string) string { return filepath.Join(s.Root(), i, journalName) }
	must(os.Remove(dir("20261121-1412-cccc")))
	damaged := append([]byte("garbage\n"), content(t, dir("20261122-1412-dddd"))...)
	put(t, dir("20261122-1412-dddd"), damaged)
	must(os.Chtimes(dir("20261122-1412-dddd"), noon(), noon().Add(7*time.Hour)))
	torn := append(content(t, dir("20261123-1412-eeee")), "{half"...)
	put(t, dir("20261123-1412-eeee"), torn)
	must(os.Chtimes(dir("20261123-1412-eeee"), noon(), noon().Add(6*time.Hour)))
	list, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range list {
		got = append(got, fmt.Sprintf("%s %d %.30s", n.ID[14:], n.Entries, strings.ReplaceAll(n.Problem, s.Root(), "")))
	}
	want := []string{"dddd 0 damaged: line 1 does not match", "eeee 1 ", "bbbb 1 ", "aaaa 1 ", "cccc 0 has no journal: it ended bef"}
	for i := range want {
		if !strings.HasPrefix(got[i]+" ", want[i][:min(len(want[i]), 28)]) {
			t.Errorf("place %d is %q, want %q", i, got[i], want[i])
		}
	}
}

// The light reader counts what the full decoder counts.
func TestLightReaderAgreesWithTheDecoder(t *testing.T) {
	e := reviewed("\\\" \u00e9 {[", "high", "-low", "medium", "low", "high")
	var full struct{ Review review.Review }
	must(json.Unmarshal(e.Data, &full))
	want := map[string]int{}
	for _, a := range full.Review.Areas {
		for _, c := range a.Concerns {
			if c.Waived == nil {
				want[string(c.Severity)]++
			}
		}
	}
	var n Info
	pretty, err := json.MarshalIndent(e.Data, "", "\t")
	must(err)
	n.review(&cursor{b: pretty})
	if n.High != want["high"] || n.Medium != want["medium"] || n.Low != want["low"] || n.Verdict != string(full.Review.Verdict) {
		t.Errorf("%+v, want %v", n, want)
	}
}

// 200 sessions of about 300 KB: a document, calls and a review.
func BenchmarkList(b *testing.B) {
	s, err := Open(Options{Root: b.TempDir()})
	must(err)
	prose := strings.Repeat("The service keeps \"orders\" in one table; see section 4.\n", 800)
	for i := range 200 {
		dir := filepath.Join(s.Root(), fmt.Sprintf("20261125-%04d-k7qd", i))
		must(os.MkdirAll(dir, 0o700))
		list := append(some(), entry("document", prose), entry("call", prose), entry("call", prose))
		severities := strings.Fields(strings.Repeat("high medium low ", 20))
		list = append(list, reviewed(prose[:2400], severities...))
		var raw []byte
		for k, e := range list {
			line, err := encode(k+1, e)
			must(err)
			raw = append(raw, line...)
		}
		must(os.WriteFile(filepath.Join(dir, journalName), raw, 0o600))
		must(os.WriteFile(filepath.Join(dir, lockName), nil, 0o600))
		if i == 0 {
			b.Logf("%d bytes each", len(raw))
		}
	}
	for b.Loop() {
		list, err := s.List()
		if err != nil || len(list) != 200 || list[7].High != 20 {
			b.Fatal(len(list), err)
		}
	}
}
