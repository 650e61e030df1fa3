package plain

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"archreview/agent"
	"archreview/agent/agenttest"
	"archreview/agent/review"
	"archreview/internal/consult"
	"archreview/internal/desk"
	"archreview/internal/problem"
)

// told counts the answers that a transcript says were taken.
func told(out string) int {
	n := 0
	for l := range strings.SplitSeq(out, "\n") {
		if strings.HasPrefix(l, "Taken: ") || strings.HasPrefix(l, "Confirmed.") || strings.HasPrefix(l, "Not known") {
			n++
		}
	}
	return n
}

// TestEndAtEveryLine cuts scripts off after each of their lines: nothing that
// was answered is lost, the end says how to go on, and it is a success only
// once there is a complete review.
func TestEndAtEveryLine(t *testing.T) {
	for name, whole := range map[string]string{"embedded": embeddedScript, "model": modelScript} {
		lines := strings.SplitAfter(strings.TrimSuffix(whole, "\n"), "\n")
		for i := range len(lines) {
			for _, interactive := range []bool{false, true}[:1+(i%3)/2] {
				c := newCounter(nil)
				if name == "model" {
					m := reviewer(t)
					m.Forget()
					c = newCounter(m)
				}
				script := strings.Join(lines[:i], "")
				out, err := talk(t, c, Options{Documents: []string{"ferry.md"}, Interactive: interactive}, script)
				if told(out) > c.tape.answers() || !interactive && told(out) != c.tape.answers() {
					t.Errorf("%s, %d lines: %d answers were taken, %d are kept", name, i, told(out), c.tape.answers())
				}
				want := problem.Incomplete
				if r := c.last.Agent.Last(); r != nil && r.Outcome == review.Complete {
					want = problem.OK
				}
				if problem.ExitCode(err) != want || !strings.Contains(out, "The input has ended.") {
					t.Errorf("%s, %d lines: %v, want the code %d", name, i, err, want)
				}
			}
		}
	}
}

// TestResume goes on where an input ended: what is settled is not asked again.
func TestResume(t *testing.T) {
	c := newCounter(nil)
	if _, err := talk(t, c, Options{Documents: []string{"ferry.md"}}, "90 tickets a second\n?\n2\n"); problem.ExitCode(err) != problem.Incomplete {
		t.Fatal(err)
	}
	next := newCounter(nil)
	next.past, next.tape = c.tape.entries, c.tape
	out, err := talk(t, next, Options{Resume: "2026-03-01-ferry"}, "!\nquit\n")
	if err != nil || !strings.Contains(out, "Settled before: scale, performance, compliance. Only what is open is asked.") ||
		!strings.Contains(out, "Question 4 of 10") || strings.Contains(out, "Question 3 of 10") {
		t.Errorf("%v\n%s", err, out)
	}
	last := newCounter(nil)
	last.past = c.tape.entries
	out, err = talk(t, last, Options{Resume: "2026-03-01-ferry"}, "list\n")
	if err != nil || !strings.Contains(out, "has a review; here it is") || strings.Contains(out, "Question") || !strings.Contains(out, "1. HIGH") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestNothingIsSentWithoutLeave: no call is made before the user agrees, and
// none if the user does not; a finished review can be read all the same.
func TestNothingIsSentWithoutLeave(t *testing.T) {
	never := agenttest.New(t)
	c := newCounter(never)
	out, err := talk(t, c, Options{Documents: []string{"ferry.md"}}, "n\n")
	if problem.ExitCode(err) != problem.Incomplete || len(never.Requests()) > 0 || !strings.Contains(out, "Forecast: ") || !strings.Contains(out, "Cap: 900,000 tokens.") {
		t.Errorf("%v\n%s", err, out)
	}
	done := newCounter(agenttest.New(t).Otherwise(agenttest.Quiet))
	if _, err := talk(t, done, Options{Documents: []string{"ferry.md"}}, "y\n!\nquit\n"); err != nil {
		t.Fatal(err)
	}
	again := newCounter(never)
	again.past = done.tape.entries
	out, err = talk(t, again, Options{Resume: "2026-03-01-ferry"}, "list\nask When?\nn\nwaive 1 90d team none\nno\nquit\n")
	if err != nil || len(never.Requests()) > 0 || strings.Count(out, "Problem: nothing was sent") != 2 {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestStop ends the context while areas are under way.
func TestStop(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	never := make(chan struct{})
	m := agenttest.Delayed(agenttest.New(t).Otherwise(agenttest.Quiet), func(r consult.Request) <-chan struct{} {
		if r.Call == "area:security" {
			cancel()
			return never
		}
		return nil
	}, func(consult.Request) {})
	c := newCounter(m)
	var out bytes.Buffer
	err := Run(ctx, Options{Desk: c, In: strings.NewReader("y\n!\nlist\n"), Out: &out, Documents: []string{"ferry.md"}, Now: now})
	check(t, out.String(), 0)
	if problem.ExitCode(err) != problem.Interrupted || !strings.Contains(out.String(), "3 of 10 areas are finished and kept") || strings.Contains(out.String(), "> list") {
		t.Errorf("%v\n%s", err, out.String())
	}
	var p *problem.Problem
	if !errors.As(err, &p) || !strings.Contains(p.Next, "archreview sessions resume 2026-03-01-ferry --plain") {
		t.Errorf("%v does not say how to go on", err)
	}
	next := newCounter(agenttest.New(t).Otherwise(agenttest.Quiet))
	next.past = c.tape.entries
	text, err := talk(t, next, Options{Resume: "2026-03-01-ferry"}, "y\nquit\n")
	if err != nil || !strings.Contains(text, "The last review was not finished.") || strings.Contains(text, "Question") {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestStopWhileWaiting ends the context while nobody types.
func TestStopWhileWaiting(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	defer w.Close()
	var out bytes.Buffer
	err := Run(ctx, Options{Desk: newCounter(nil), In: stopping{r, cancel}, Out: &out, Documents: []string{"ferry.md"}, Now: now, Interactive: true})
	check(t, out.String(), 0)
	if problem.ExitCode(err) != problem.Interrupted {
		t.Error(err)
	}
}

// stopping ends a context when it is read.
type stopping struct {
	io.Reader
	stop func()
}

func (s stopping) Read(p []byte) (int, error) {
	s.stop()
	return s.Reader.Read(p)
}

func TestFullJournal(t *testing.T) {
	c := newCounter(nil)
	o := Options{Documents: []string{"ferry.md"}}
	var out bytes.Buffer
	o.Desk, o.Out, o.Now = c, &out, now
	o.In = &lines{text: "six engineers\n!\nlist\n", at: func(n int) { c.tape.full = n > 0 }}
	if err := Run(context.Background(), o); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"The answer counts, but it is not kept", "Not everything could be kept", "1. HIGH"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

// lines gives one line for each read and tells of it; with echo it shows what
// it gives, as a terminal does.
type lines struct {
	text string
	n    int
	at   func(n int)
	echo io.Writer
}

func (l *lines) Read(p []byte) (int, error) {
	l.n++
	if l.at != nil {
		l.at(l.n)
	}
	if l.text == "" {
		return 0, io.EOF
	}
	i := min(strings.IndexByte(l.text, '\n')+1, len(p))
	n := copy(p, l.text[:i])
	if l.text = l.text[n:]; l.echo != nil {
		_, _ = l.echo.Write(p[:n])
	}
	return n, nil
}

// TestOutputThatBreaks ends the session, with an error that says so.
func TestOutputThatBreaks(t *testing.T) {
	c := newCounter(nil)
	err := Run(context.Background(), Options{Desk: c, In: strings.NewReader(embeddedScript), Out: broken{}, Documents: []string{"ferry.md"}, Now: now})
	if err == nil || !strings.Contains(err.Error(), "the output could not be written") || c.closed != 1 {
		t.Error(err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// TestErrorsBeforeAConversation end the session with the desk's error.
func TestErrorsBeforeAConversation(t *testing.T) {
	for name, o := range map[string]Options{"file": {Documents: []string{"none.md"}}, "session": {Resume: "none"}} {
		out, err := talk(t, newCounter(nil), o, "")
		var p *problem.Problem
		if !errors.As(err, &p) || p.Next == "" || !strings.Contains(out, "Nothing was begun") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

var _ desk.Desk = (*counter)(nil)
var _ agent.Journal = (*tape)(nil)
