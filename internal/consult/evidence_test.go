package consult_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"archreview/agent/agenttest"
	"archreview/internal/brief"
	"archreview/internal/consult"
	"archreview/internal/document"
	"archreview/internal/gate"
	"archreview/internal/repo"
)

// beside gives a session about the design with files of a project beside it.
func beside(t *testing.T, m consult.Model, change func(*consult.Options), files ...*document.Document) *consult.Session {
	t.Helper()
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse("d1", "design.md", []byte(design))
	if err != nil {
		t.Fatal(err)
	}
	return session(t, design, m, func(o *consult.Options) {
		if o.Brief, err = brief.New(brief.Options{Lexicon: lex, Documents: append([]*document.Document{d}, files...)}); err != nil {
			t.Fatal(err)
		}
		change(o)
	})
}

// tall is a file of a project with a replica count on every tenth of n lines.
func tall(id, path string, n int) *document.Document {
	var text strings.Builder
	var sets []document.Setting
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&text, "line %d of %s: something long enough to cost a few tokens\n", i, path)
		if i%10 == 0 {
			sets = append(sets, document.Setting{Line: i, Subject: fmt.Sprintf("%s-%d", id, i), Measure: repo.Replicas, Value: fmt.Sprint(i)})
		}
	}
	return document.Configured(id, path, text.String(), sets)
}

// asked gives the beginning of what a review sends.
func asked(t *testing.T, s *consult.Session, m *agenttest.Model) string {
	t.Helper()
	s.Read(context.Background())
	if len(m.Requests()) == 0 {
		t.Fatal("nothing was sent")
	}
	return m.Requests()[0].Messages[1].Text
}

func TestOfAProjectTheTellingLinesAreSent(t *testing.T) {
	m := agenttest.New(t).On("reading", agenttest.JSON(consult.ReadingReply{}))
	s := beside(t, m, func(*consult.Options) {}, tall("d2", "/home/somebody/shop/deploy/values.yaml", 100))
	text := asked(t, s, m)
	for _, want := range []string{`d2 "deploy/values.yaml"`, "\n18| line 18 of", "\n20| ", "\n22| ", "Only the lines that set something"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(text, "\n15| line") || strings.Contains(text, "somebody/shop/deploy/values.yaml\"") {
		t.Error("a line is sent that says nothing, or a path of the user")
	}
	e, err := s.Estimate()
	if err != nil || s.Unsent() != nil || e.Project.Files != 1 || e.Project.Sent != 1 || e.Project.Left != "" || e.Project.Tokens == 0 {
		t.Errorf("%+v, %v, %v", e.Project, s.Unsent(), err)
	}
}

func TestAProjectKeepsToItsShareOfTheWindow(t *testing.T) {
	m := agenttest.New(t).On("reading", agenttest.JSON(consult.ReadingReply{}))
	big, late := tall("d2", "a/values.yaml", 9000), tall("d3", "b/limits.yaml", 9000)
	const window = 40_000
	quoted := gate.Proposal{Quotes: []gate.Quote{{Document: "d3", Text: late.LineText(8990), Line: 8990}}}
	s := beside(t, m, func(o *consult.Options) { o.Window, o.Found = window, []gate.Proposal{quoted} }, big, late)
	text := asked(t, s, m)
	if got := len(text) / 4; got > window*15/100+4000 {
		t.Errorf("%d tokens are sent", got)
	}
	if !strings.Contains(text, "\n8990| line 8990 of b/limits.yaml") {
		t.Error("the line that a finding quotes is left out")
	}
	if strings.Contains(text, "\n11| line 11 of") {
		t.Error("a line around a setting is sent where settings are left out")
	}
	f, e := s.Unsent(), consult.Estimate{}
	if f == nil || !strings.Contains(f.Detail, "b/limits.yaml (") || !strings.Contains(f.Detail, "a/values.yaml (") {
		t.Fatalf("the ledger does not name what was left out: %+v", f)
	}
	var err error
	if e, err = s.Estimate(); err != nil || e.Project.Sent != 2 || e.Project.Tokens > window*15/100 || !strings.Contains(e.Project.Left, "b/limits.yaml") {
		t.Errorf("%+v, %v", e.Project, err)
	}
}

// TestRepetitionIsNotMissed leaves out lines that say what others said, and
// does not call that a loss.
func TestRepetitionIsNotMissed(t *testing.T) {
	text := strings.Repeat("replicas: 3 # of the part that serves the shop to everybody\n", 4000)
	var sets []document.Setting
	for n := range 4000 {
		sets = append(sets, document.Setting{Line: n + 1, Measure: repo.Replicas, Value: "3"})
	}
	m := agenttest.New(t)
	s := beside(t, m, func(o *consult.Options) { o.Window = 20_000 }, document.Configured("d2", "values.yaml", text, sets))
	if f := s.Unsent(); f != nil {
		t.Errorf("%+v", f)
	}
}
