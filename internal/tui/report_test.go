package tui

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent"
	"archreview/agent/agenttest"
	"archreview/agent/review"
	"archreview/internal/consult"
)

// markedReport opens the report of marked.
func markedReport(t testing.TB, width, height int) (*driver, *reportScreen) {
	s := newReport(shared(t), conversation(t, parcels, nil, kept(t, marked())))
	return drive(t, s, width, height), s
}

func TestFilters(t *testing.T) {
	cases := []struct {
		keys        []string
		sees, hides []string
	}{
		{[]string{"1"}, []string{"2 of 5 concerns", "no HIGH", "Two limits", "Two names"}, []string{"No tested", "Passwords"}},
		{[]string{"1", "1"}, []string{"5 concerns", "No tested"}, []string{"no HIGH"}},
		{[]string{"2", "3"}, []string{"3 of 5", "Passwords"}, []string{"Two names", "Two limits"}},
		{[]string{"A", "down", "down", "down", "down"}, []string{"2 of 5", "area D", "Passwords", "Two names"}, []string{"No tested"}},
		{[]string{"K"}, []string{"1 of 5", "omission", "No tested"}, []string{"Passwords"}},
		{[]string{"K", "K"}, []string{"antipattern", "Passwords"}, []string{"No tested"}},
		{[]string{"/", "MD5", "enter"}, []string{"1 of 5", `"MD5"`, "Passwords"}, []string{"No tested"}},
		{[]string{"/", "MD5", "enter", "0"}, []string{"5 concerns", "No tested"}, []string{"MD5\""}},
		{[]string{"/", "MD5", "esc"}, []string{"5 concerns"}, nil},
		{[]string{"/", "nobody", "enter"}, []string{"0 of 5", "No concern is listed"}, nil},
	}
	for _, c := range cases {
		d, _ := markedReport(t, 140, 30)
		d.press(c.keys...)
		d.sees(c.sees...)
		list := d.part.(*reportScreen).listRows(80)
		for _, h := range c.hides {
			if strings.Contains(strings.Join(list, "\n")+d.part.(*reportScreen).stateRow(), h) {
				t.Errorf("%v shows %q:\n%s", c.keys, h, strings.Join(list, "\n"))
			}
		}
	}
}

func TestNextHighGoesAcrossAreas(t *testing.T) {
	d, s := markedReport(t, 80, 24)
	at := func() string { return s.current().concern.ID }
	var seen []string
	for range 3 {
		d.press("n")
		seen = append(seen, at())
	}
	if got := strings.Join(seen, " "); got != "s-1 b-1 s-1" {
		t.Errorf("n goes to %s: the waived one does not count, and the end leads to the beginning", got)
	}
	d.press("A", "down", "down", "enter", "n")
	if at() != "s-1" || s.filter.area != 3 {
		t.Errorf("within an area n goes to %s of area %d", at(), s.filter.area)
	}
	d.press("N")
	if at() != "b-1" || s.filter.area != 1 {
		t.Errorf("N goes to %s of area %d", at(), s.filter.area)
	}
	d.press("1", "n")
	d.sees("no HIGH concern is listed")
}

func TestEvidenceOpensTheDocumentAtItsLine(t *testing.T) {
	s := newReport(shared(t), reviewed(t, strings.Repeat("Filler.\n\n", 200)+parcels, nil))
	d := drive(t, s, 80, 24)
	d.press("tab", "]", "o")
	d.sees("FastAPI with 3 pods", "410 >FastAPI", "marked")
	d.press("g")
	d.hides(">FastAPI")
	d.press("m")
	d.sees(">FastAPI")
	d.press("/", "TOUR list", "enter")
	d.sees("*   415", "1 of 1 lines")
	d.press("esc")
	d.sees("Concerns")
}

func TestSearchInADocumentGoesOnAtTheEnd(t *testing.T) {
	v := newDocView(shared(t), conversation(t, "one pool\n\nx\n\npool\n", nil).Agent.Documents(), review.Evidence{Document: "d1", StartLine: 1, EndLine: 1, Quote: "pool"})
	d := drive(t, v, 40, 6)
	d.run(v.begin())
	d.press("/", "pool", "enter")
	for _, want := range []string{"L1, 1 of 2", "L5, 2 of 2", "L1, 1 of 2"} {
		d.sees(want)
		d.press("n")
	}
	d.press("N", "/", "absent", "enter")
	d.sees("nothing found")
}

func TestPassagesOfAQuote(t *testing.T) {
	doc := conversation(t, "alpha beta\ngamma delta\nlast\n", nil).Agent.Documents()[0]
	cases := []struct {
		e    review.Evidence
		want []passage
	}{
		{review.Evidence{StartLine: 1, EndLine: 1, Quote: "beta"}, []passage{{span{6, 10}, 1}}},
		{review.Evidence{StartLine: 1, EndLine: 2, Quote: "beta\ngamma"}, []passage{{span{6, 10}, 1}, {span{0, 5}, 2}}},
		{review.Evidence{StartLine: 2, EndLine: 2, Quote: "not there"}, []passage{{span{0, 11}, 2}}},
		{review.Evidence{StartLine: 9, EndLine: 9, Quote: "x"}, nil},
		{review.Evidence{}, nil},
	}
	for _, c := range cases {
		got := passagesOf(doc, c.e)
		if len(got) != len(c.want) {
			t.Errorf("%+v gives %v", c.e, got)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%+v gives %v, want %v", c.e, got, c.want)
			}
		}
	}
}

func TestMarksAreKept(t *testing.T) {
	w := reviewed(t, parcels, nil)
	d := drive(t, newReport(shared(t), w), 120, 40)
	first := d.part.(*reportScreen).current().concern.ID
	d.press("a")
	d.sees("[accepted]", "Accepted: it will be seen to")
	d.press("w", "enter")
	d.sees("is needed")
	d.press("Ann Ray", "enter", "Small load", "enter", "yesterday", "enter")
	d.sees("write a day to come")
	for range len("yesterday") {
		d.press("backspace")
	}
	d.press("90d", "enter")
	d.sees("[waived]", "waived until 2026-05-30", "1 waived", "Waived until 2026-05-30 by Ann Ray: Small load")
	if got := d.part.(*reportScreen).current().concern.ID; got != first {
		t.Errorf("after the waiver %s is chosen, not %s", got, first)
	}
	if wv := w.Agent.Last().Areas[1].Concerns; !waivedIn(wv, first) {
		t.Errorf("the agent does not have the waiver: %+v", wv)
	}
	d.press("n", "w")
	d.sees("Owner  Ann Ray", "› Reason")
	d.press("esc")
	if again := drive(t, newReport(shared(t), w), 120, 40); !strings.Contains(again.part.view(), "[waived]") {
		t.Error("the waiver is gone in a new report")
	}
}

func waivedIn(list []review.Concern, id string) bool {
	for _, c := range list {
		if c.ID == id {
			return c.Waived != nil
		}
	}
	return false
}

func TestADisputeIsAnswered(t *testing.T) {
	release := make(chan struct{})
	m := agenttest.New(t).Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
		if strings.HasPrefix(r.Call, "dispute") {
			a := agenttest.JSON(consult.DisputeReply{Reasoning: "The text says nothing of it.", Verdict: "stands", Impact: 3, Likelihood: 3})
			a.Wait = release
			return a, true
		}
		return agenttest.Quiet(r)
	})
	w := reviewed(t, parcels, m)
	s := newReport(shared(t), w)
	d := drive(t, s, 100, 30)
	d.press("d", "enter")
	d.sees("write a reason first")
	d.press("Not so")
	work := s.update(s.update(tea.KeyMsg{Type: tea.KeyEnter})())
	d.sees("the reviewer examines the objection")
	if !s.busy() {
		t.Error("the report is not at work")
	}
	d.press("w")
	d.sees("when the work under way is done")
	close(release)
	d.run(work)
	d.sees("Answer to your objection", "Not so", "examined, the concern stands", "The text says nothing of it.")
	if s.busy() {
		t.Error("the report is still at work")
	}
	d.press("esc")
	d.sees("[disputed]")
}

func TestADisputeCanBeStopped(t *testing.T) {
	m := agenttest.New(t).Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
		if strings.HasPrefix(r.Call, "dispute") {
			return agenttest.Answer{Wait: make(chan struct{})}, true
		}
		return agenttest.Quiet(r)
	})
	s := newReport(shared(t), reviewed(t, parcels, m))
	d := drive(t, s, 100, 30)
	work := s.begin(agent.FollowUp{Kind: agent.Dispute, Concern: s.current().concern.ID, Text: "no"})
	d.press("esc")
	d.run(work)
	d.hides("[disputed]")
	if s.busy() || s.over != nil {
		t.Error("the dispute did not end")
	}
}

func TestWhatTheReportAsksOfTheProgram(t *testing.T) {
	d, s := markedReport(t, 120, 40)
	cases := []struct {
		keys []string
		want tea.Msg
	}{
		{[]string{"f"}, openFollowMsg{agent.FollowUp{Kind: agent.DeepDive, Area: "database"}}},
		{[]string{"F"}, openFollowMsg{agent.FollowUp{Kind: agent.DeepDive, Area: "database", Concern: "b-1"}}},
		{[]string{"i"}, openFollowMsg{agent.FollowUp{Kind: agent.Guide, Concern: "b-1"}}},
		{[]string{":", "why so?", "enter"}, openFollowMsg{agent.FollowUp{Kind: agent.Ask, Text: "why so?"}}},
		{[]string{"A", "down", "down", "down", "down", "f"}, openFollowMsg{agent.FollowUp{Kind: agent.DeepDive, Area: "security"}}},
		{[]string{"c", "down", "enter"}, openInterviewMsg{"budget"}},
		{[]string{"R"}, rerunMsg{}},
		{[]string{"0", "tab", "backspace"}, backMsg{}},
	}
	for _, c := range cases {
		d.press(c.keys...)
		if d.said() != c.want {
			t.Errorf("%v asks for %+v", c.keys, d.said())
		}
	}
	if s.typing() {
		t.Error("a field is still open")
	}
	d.out = nil
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("fw"), Paste: true})
	if len(d.out) > 0 || s.over != nil {
		t.Error("pasted letters act as keys")
	}
}

func TestChangesFollowAReview(t *testing.T) {
	d, s := markedReport(t, 80, 24)
	d.send(reviewMsg{r: later(), before: marked()})
	d.sees("What changed", "Raised: 1", "LOW → MEDIUM Two names", "New: 1", "The way back is untested", "Lowered: 1", "MEDIUM → LOW Two limits", "Removed: 1", "was HIGH No tested way back", "budget")
	d.press("down", "down", "enter")
	if s.over != nil || s.current().concern.ID != "s-2" {
		t.Errorf("Enter leads to %s", s.current().concern.ID)
	}
	d.press("v", "esc")
	d.sees("Concerns")
}

func TestAReviewUnderWayIsShown(t *testing.T) {
	s := newReport(shared(t), conversation(t, parcels, nil))
	d := drive(t, s, 80, 24)
	d.sees("There is no review yet")
	d.press("j", "w", "s", "n")
	d.send(showReportMsg{review: marked(), area: "security"})
	d.sees("STILL UNDER WAY", "area D", "Passwords")
	d.press("w")
	d.sees("when the work under way is done")
	d.send(partialMsg{review: later()})
	d.press("down")
	d.sees("STILL UNDER WAY", "area D")
}

func TestExport(t *testing.T) {
	w := reviewed(t, parcels, nil)
	var got []string
	fail := errors.New("the disk is full")
	w.Export = func(format, path string, _ *agent.Result) (string, error) {
		got = append(got, format+" "+path)
		err := fail
		fail = nil
		return "/kept/" + path, err
	}
	d := drive(t, newReport(shared(t), w), 80, 24)
	d.press("e", "enter")
	d.sees("the disk is full")
	d.press("tab", "enter")
	d.sees("Written: /kept/parcels-review.json")
	d.press("enter", "e")
	for range len("parcels-review.md") {
		d.press("backspace")
	}
	d.press("my file", "tab", "enter")
	if s := strings.Join(got, ", "); s != "markdown parcels-review.md, json parcels-review.json, json my file" {
		t.Errorf("exported %s", s)
	}
}

func TestCopyIsMarkdown(t *testing.T) {
	c := shared(t)
	var text string
	c.copy = func(s string) error { text = s; return nil }
	d := drive(t, newReport(c, conversation(t, parcels, nil, kept(t, marked()))), 80, 24)
	d.press("y")
	if !strings.Contains(text, "#### HIGH `b-1`: No tested way back") {
		t.Errorf("copied %q", text)
	}
	if d.said() != (noticeMsg{"concern copied"}) {
		t.Errorf("it says %+v", d.said())
	}
}

func TestTheMouseChooses(t *testing.T) {
	d, s := markedReport(t, 120, 20)
	click := func(x, y int) {
		d.send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
	}
	click(40, 3+3)
	if s.current().concern.ID != "s-1" || s.focus != paneList {
		t.Errorf("a click on the fourth row chooses %s", s.current().concern.ID)
	}
	click(5, 3+2)
	if s.filter.area != 1 || s.focus != paneAreas {
		t.Errorf("a click on an area chooses %d", s.filter.area)
	}
	click(40, 3)
	top := s.scroll.top
	d.send(tea.MouseMsg{X: 100, Y: 8, Button: tea.MouseButtonWheelDown})
	if s.scroll.top <= top {
		t.Error("the wheel does not scroll the detail")
	}
	s.scroll.to(0)
	from, _ := s.ready().place(0)
	click(100, 3+from)
	if _, ok := s.over.(*docView); !ok {
		t.Error("a click on evidence does not open the document")
	}
}

func TestAboutAnArea(t *testing.T) {
	d, _ := markedReport(t, 60, 16)
	d.press("I")
	d.sees("B Database", "Strengths", "One database")
	d.press("G")
	d.sees("Checklist: weak")
	d.press("esc")
	d.sees("Concerns")
}

// longReport is a review of a megabyte.
func longReport() *review.Review {
	r := marked()
	long := strings.Repeat("The pool of each process is larger than what the database accepts, and nobody counts. ", 4)
	for i := range 2400 {
		a := &r.Areas[i%len(r.Areas)]
		c := r.Areas[3].Concerns[0]
		c.ID = "x-" + time.Duration(i).String()
		c.Severity = review.Severities()[i%3]
		c.Why, c.Title = long, "Concern "+c.ID+" about pools"
		a.Concerns = append(a.Concerns, c)
	}
	return r
}

// BenchmarkKeyPress is what one key costs with a report of a megabyte, from the
// key to the rows on the screen; the detail is rendered in a command.
func BenchmarkKeyPress(b *testing.B) {
	past := kept(b, longReport())
	if len(past.Data) < 1<<20 {
		b.Fatalf("the report has only %d bytes", len(past.Data))
	}
	w := conversation(b, parcels, nil, past)
	c0 := shared(b)
	c0.styles = newStyles(io.Discard, true, false) // writes escape sequences
	for _, c := range []struct {
		name string
		keys []string
	}{{"down", []string{"down"}}, {"nextHigh", []string{"n"}}, {"severity", []string{"1"}}, {"areas", []string{"A", "down", "up", "esc"}}, {"search", []string{"/", "c", "backspace", "esc"}}} {
		b.Run(c.name, func(b *testing.B) {
			d := drive(b, newReport(c0, w), 200, 60)
			n := 0
			for b.Loop() {
				for _, k := range keysOf(c.keys[n%len(c.keys)]) {
					d.part.update(k)
				}
				_ = d.part.view()
				n++
			}
		})
	}
}
