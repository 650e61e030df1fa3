package plain

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"archreview/agent/review"
	"archreview/internal/desk"
	"archreview/internal/problem"
)

func kept() []desk.Recent {
	at := time.Date(2026, 2, 27, 9, 30, 0, 0, time.UTC)
	return []desk.Recent{
		{ID: "2026-03-01-ferry", Updated: at, Title: "ferry.md", State: "reviewed", Counts: review.Counts{High: 1, Low: 2}, Engine: "embedded reviewer"},
		{ID: "2026-02-01-\x1b[2Jold", Updated: at, Title: "a\nb\u202e.md", State: "interview", Engine: "embedded reviewer", Problem: "open in another process"},
	}
}

func TestWaysToBegin(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		holds  []string
		code   int
	}{
		"one file":     {"1\nferry.md\n\n!\nquit\n", []string{"Document d1: ferry.md, 23 lines"}, problem.OK},
		"two files":    {"1\nferry.md\nquay.md\nferry.md\n\n!\ndoc 1 d2\ndoc d2:L1\nquit\n", []string{"Document d2: quay.md", "> L1: # Quay"}, problem.OK},
		"no file":      {"1\n\n", []string{"Nothing was begun"}, problem.Usage},
		"missing file": {"1\nnone.md\n\n", []string{"Nothing was begun"}, problem.Usage},
		"paste":        {"2\n" + design + ".\n!\ndoc 10\nquit\n", []string{"Document d1: pasted.md", "> L10: FastAPI with 4"}, problem.OK},
		"paste to the end": {"2\nOrders are stored in PostgreSQL.", []string{"Document d1: pasted.md", "The input has ended.", "Kept as session"},
			problem.Incomplete},
		"empty paste":     {"2\n.\n", []string{"Nothing was begun"}, problem.Usage},
		"described":       {"3\nTickets for ferries.\n\n" + strings.ReplaceAll(design, "\n\n", "\n") + "\n\n\n\n!\ndoc 5\nquit\n", []string{"Document d1: described.md", "> L5: Tickets for ferries."}, problem.OK},
		"described short": {"3\nTickets for ferries.\n", []string{"Document d1: described.md"}, problem.Incomplete},
		"no choice":       {"7\n", []string{"s1  2026-03-01-ferry: ferry.md, reviewed, 1 high, 0 medium, 2 low", "a b<U+202E>.md", "cannot be resumed: open in another"}, problem.Usage},
		"no input":        {"", []string{"Choice", "Nothing was begun"}, problem.Incomplete},
		"kept by number":  {"4\n1\nquit\n", []string{"has a review; here it is"}, problem.OK},
		"kept directly":   {"s1\nsessions\nquit\n", []string{"has a review; here it is", "- (this one) 2026-03-01-ferry"}, problem.OK},
		"kept by id":      {"4\n2026-03-01-ferry\nquit\n", []string{"has a review; here it is"}, problem.OK},
	} {
		t.Run(name, func(t *testing.T) {
			first := newCounter(nil)
			if _, err := talk(t, first, Options{Documents: []string{"ferry.md"}}, "!\n"); err != nil {
				t.Fatal(err)
			}
			x := newCounter(nil)
			x.recent, x.past, x.files["quay.md"] = kept(), first.tape.entries, "# Quay\n\nThe quay is long.\n"
			out, err := talk(t, x, Options{}, c.script)
			if problem.ExitCode(err) != c.code {
				t.Errorf("%v, want the code %d", err, c.code)
			}
			for _, want := range c.holds {
				if !strings.Contains(out, want) && name != "no input" {
					t.Errorf("no %q in\n%s", want, out)
				}
			}
		})
	}
}

// TestAPersonIsAskedAgain: at a terminal what cannot be understood is asked
// for again, and every prompt begins a line.
func TestAPersonIsAskedAgain(t *testing.T) {
	c := newCounter(nil)
	c.recent = kept()
	var out bytes.Buffer
	in := &lines{text: "7\n1\nnone.md\n\n1\nferry.md\n\n\x00\x01\n\n!\nlist high\nwaive 1\nlater\n90d\nteam\nnew host\nquit\n", echo: &out}
	if err := Run(context.Background(), Options{Desk: c, In: in, Out: &out, Now: now, Interactive: true}); err != nil {
		t.Error(err)
	}
	got := strings.ReplaceAll(out.String(), "\x00\x01", "(two control characters)")
	check(t, got, 0)
	golden(t, filepath.Join("testdata", "person.80.golden.txt"), got)
}
