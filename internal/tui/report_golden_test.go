package tui

import (
	"reflect"
	"strings"
	"testing"

	"archreview/agent"
	"archreview/agent/review"
)

// marked is a review made by hand, with everything that a reader can say of
// concerns, several documents and an area that failed.
func marked() *review.Review {
	quote := func(line int, text string) []review.Evidence {
		return []review.Evidence{{Document: "d1", StartLine: line, EndLine: line, Quote: text}}
	}
	concern := func(id string, s review.Severity, k review.Kind, title string) review.Concern {
		return review.Concern{ID: id, Severity: s, Kind: k, Rule: id, Title: title, Why: title + ", and that hurts.\n\nWorking:\n3 x 40 = 120", Evidence: quote(11, "pool_size=20"),
			Searched: []string{"a pooler"}, Recommendation: "Make it smaller.", Alternatives: []string{"Put a pooler in between"}, Tools: []string{"PgBouncer"},
			References: []string{"PostgreSQL manual"}, Effort: review.Small, Confirm: "Count the connections.", Items: []string{"database.pooling"}, Sources: []string{"checks"}, SeverityTrace: "2 x 3 + 2 = 8"}
	}
	waived := concern("w-1", review.High, review.Arithmetic, "The pool is too large")
	waived.Waived = &review.Waiver{Owner: "depot team", Reason: "three months only", Until: "2026-06-01"}
	disputed := concern("d-1", review.Medium, review.Contradiction, "Two limits disagree")
	disputed.Disputed = &review.Dispute{Concern: "d-1", Reason: "The second is a test value", Outcome: review.Upheld, Answer: "The text does not say so.", Evidence: quote(12, "max_connections = 200"), At: "2026-03-01T10:00:00Z"}
	r := &review.Review{
		Schema: review.Schema, Outcome: review.Incomplete, Verdict: review.NotReady,
		Documents: []review.Document{{ID: "d1", Path: "parcels.md", Lines: 20}, {ID: "d2", Path: "more.md", Lines: 3}},
		Brief: review.Brief{Answers: []review.Answer{
			{Key: "scale", Question: "How many users?", Answer: "40,000 customers", Source: review.FromDocument, Evidence: quote(5, "40,000 customers")},
			{Key: "budget", Question: "What may it cost?", Answer: "900 euro a month", Source: review.FromUser},
			{Key: "compliance", Question: "Which rules apply?", Answer: "GDPR only", Source: review.FromAssumption},
		}},
		Summary: review.Summary{Assessment: "It holds for now."},
	}
	for i, title := range []string{"System", "Database", "API", "Security", "Scalability", "Observability", "Deployment", "Code", "Data flow", "Resilience"} {
		r.Areas = append(r.Areas, review.Area{Key: strings.ToLower(title), Letter: string(rune('A' + i)), Title: title, Status: review.Reviewed})
	}
	r.Areas[1].Concerns = []review.Concern{waived, disputed, concern("b-1", review.High, review.Omission, "No tested way back")}
	r.Areas[1].Concerns[2].Evidence = quote(19, "There is no staging environment.")
	r.Areas[1].Strengths = []review.Strength{{Text: "One database", Evidence: quote(10, "PostgreSQL 16")}}
	r.Areas[1].Coverage = []review.Coverage{{Item: "database.pooling", Status: review.Weak}, {Item: "database.backup", Status: review.Missing}}
	r.Areas[3].Concerns = []review.Concern{concern("s-1", review.High, review.Antipattern, "Passwords as MD5"), concern("s-2", review.Low, review.Mismatch, "Two names for one role")}
	r.Areas[9].Status = review.Failed
	return r
}

// state is a way to a screen: the keys that lead there.
type state struct {
	name string
	keys []string
}

func reportStates() []state {
	return []state{
		{"list", nil},
		{"detail", []string{"tab"}},
		{"areas", []string{"A", "down", "down"}},
		{"search", []string{"/", "pool"}},
		{"nothing", []string{"1", "2", "3"}},
		{"asking", []string{":", "why?"}},
		{"summary", []string{"s"}},
		{"steps", []string{"s", "left", "left", "left", "left", "left"}},
		{"document", []string{"tab", "o"}},
		{"found", []string{"tab", "o", "/", "sec", "enter", "n"}},
		{"answers", []string{"c", "down"}},
		{"dispute", []string{"d", "It is a test value"}},
		{"disputed", []string{"d", "It is a test value", "enter"}},
		{"waive", []string{"w", "enter", "Ann", "enter", "later", "enter", "soon", "enter"}},
		{"waived", []string{"w", "Ann", "enter", "later", "enter", "90d", "enter"}},
		{"accepted", []string{"a"}},
		{"export", []string{"e"}},
		{"exported", []string{"e", "tab", "enter"}},
	}
}

func TestReportGoldens(t *testing.T) {
	for _, s := range reportStates() {
		for _, size := range sizes() {
			d := drive(t, newReport(shared(t), reviewed(t, parcels, nil)), size[0], size[1])
			d.press(s.keys...)
			d.fits(size[0], size[1])
			sameAs(t, sized(s.name, size), d.part.view())
		}
	}
}

func TestMarkedGoldens(t *testing.T) {
	for _, s := range []state{{"marked", nil}, {"marked_detail", []string{"n", "N", "down", "down", "tab"}}, {"marked_area", []string{"A", "down", "down", "tab", "tab"}}, {"marked_answers", []string{"c"}}} {
		for _, size := range sizes() {
			d := drive(t, newReport(shared(t), conversation(t, parcels, nil, kept(t, marked()))), size[0], size[1])
			d.press(s.keys...)
			sameAs(t, sized(s.name, size), d.part.view())
		}
	}
}

func TestChangesGoldens(t *testing.T) {
	for _, size := range sizes() {
		d := drive(t, newReport(shared(t), conversation(t, parcels, nil, kept(t, marked()), kept(t, later()))), size[0], size[1])
		d.press("v", "down")
		sameAs(t, sized("changes", size), d.part.view())
	}
}

// later is marked after an answer was changed: one concern weighs more, one
// less, one is gone and one is new.
func later() *review.Review {
	r := marked()
	b, s := r.Areas[1].Concerns, r.Areas[3].Concerns
	b[1].Severity, s[0].Severity, s[1].Severity = review.Low, review.High, review.Medium
	b[2] = s[0]
	b[2].ID, b[2].Rule, b[2].Title = "b-2", "b-2", "The way back is untested for 40,000 customers"
	b[2].Evidence = []review.Evidence{{Document: "d1", StartLine: 5, EndLine: 5, Quote: "40,000 customers follow parcels"}}
	r.Brief.Answers[1].Answer = "90 euro a month"
	return r
}

// TestEverySize goes through the screens in many sizes: no panic, no row too
// wide, exactly as many rows as there are.
func TestEverySize(t *testing.T) {
	widths := []int{20, 21, 27, 33, 40, 52, 59, 60, 61, 77, 78, 79, 80, 95, 109, 110, 111, 140, 180, 220}
	heights := []int{5, 6, 7, 9, 12, 16, 24, 41, 70}
	for _, s := range reportStates() {
		w := conversation(t, parcels, nil, kept(t, marked()))
		d := drive(t, newReport(shared(t), w), 80, 24)
		d.press(s.keys...)
		for _, width := range widths {
			for _, height := range heights {
				d.part.resize(width, height)
				d.fits(width, height) // before anything is rendered
				d.send(noticeMsg{})
				d.fits(width, height)
			}
		}
	}
}

// hostile is text that would steer a terminal, or deceive its reader.
const hostile = "x\x1b[2J\x1b]52;c;QUJD\x07\u202eevil\u0085\u2066\t\r漢字宽👩‍👩‍👧 `b` \x00\x7f"

// spoil puts hostile text into every string of a value.
func spoil(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spoil(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			spoil(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i))
		}
	case reflect.String:
		if v.CanSet() && v.Type().Name() == "string" {
			v.SetString(v.String() + hostile)
		}
	}
}

// raw gives the first character of a view that a terminal could act on.
func raw(view string) string {
	for _, r := range view {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069) {
			return string(r)
		}
	}
	return ""
}

func TestHostileTextStaysHarmless(t *testing.T) {
	r, next := marked(), later()
	spoil(reflect.ValueOf(r))
	spoil(reflect.ValueOf(next))
	states := append(reportStates(), state{"changes", []string{"v", "down"}}, state{"area", []string{"A", "down", "down", "tab", "tab"}}, state{"evidence", []string{"tab", "]", "]", "o"}})
	for _, s := range states {
		for _, size := range sizes() {
			w := conversation(t, parcels+"\nAnd "+strings.ReplaceAll(hostile, "\x00", "")+"\n", nil, kept(t, r), kept(t, next))
			w.Titles["database.pooling"+hostile] = hostile
			w.Formats = []string{"markdown" + hostile}
			d := drive(t, newReport(shared(t), w), size[0], size[1])
			d.press(s.keys...)
			if c := raw(d.part.view()); c != "" {
				t.Errorf("%s shows %q at %v:\n%q", s.name, c, size, d.part.view())
			}
			d.fits(size[0], size[1])
		}
	}
	w := conversation(t, parcels, nil, kept(t, r))
	d := drive(t, newFollow(shared(t), w, agent.FollowUp{Kind: agent.DeepDive, Area: r.Areas[1].Key}), 80, 24)
	d.press("tab", hostile, "enter")
	if c := raw(d.part.view()); c != "" {
		t.Errorf("the thread shows %q:\n%q", c, d.part.view())
	}
}
