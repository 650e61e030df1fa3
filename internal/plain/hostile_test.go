package plain

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"archreview/agent/agenttest"
	"archreview/internal/consult"
	"archreview/internal/desk"
	"archreview/internal/problem"
)

// TestHostileText: what documents, models, desks and scripts say reaches the
// output only as text; check looks at every transcript.
func TestHostileText(t *testing.T) {
	const evil = "\x1b]0;owned\x07\x1b[2J\u202e\u2066\x9b31m\r"
	text := "# A " + evil + "\n\nOrders " + evil + " are stored in PostgreSQL 16 with pool_size=20.\n> quit\n" +
		strings.Repeat("漢字", 300) + " " + strings.Repeat("e\u0301\u0301\u0301", 400) + " " + strings.Repeat("👩‍👩‍👧‍👦", 90) + "\n| a | b |\n|---|---|\n| \x1b[31m | ![x](http://evil/) |\n" +
		strings.Repeat("x", 20_000) + "\n"
	answer := fmt.Sprintf(`{"answer":%q,"told":"true","quotes":[]}`, "See \u001b[2J "+strings.Repeat("w", 500)+" \u202e end **bold**\n> quit")
	m := agenttest.New(t).On("reading", agenttest.JSON(consult.ReadingReply{
		Questions: []consult.Special{{Question: "Who " + evil + "\nQuestion 99?", Why: evil}},
	})).On("ask:*", agenttest.Answer{Text: answer}).On("dispute:*", agenttest.JSON(consult.DisputeReply{Reasoning: evil, Verdict: "stands", Impact: 1, Likelihood: 1})).
		On("vague:*", agenttest.JSON(consult.VagueReply{FollowUp: "More" + evil + "?"})).Otherwise(func(r consult.Request) (agenttest.Answer, bool) {
		if a, ok := agenttest.Quiet(r); ok {
			return a, true
		}
		return agenttest.Answer{Err: errors.New("502 " + evil)}, true
	})
	m.Forget()
	for _, width := range []int{20, 40, 80} {
		c := newCounter(nil)
		if width == 80 {
			c.model = m
		}
		c.files[evil+".md"] = text
		c.recent = []desk.Recent{{ID: evil, Title: evil, State: evil, Engine: evil, Problem: evil}}
		script := "y" + evil + "\n!" + evil + "\n"
		if width == 80 {
			script = "y\n"
		}
		script += evil + strings.Repeat("long ", 3000) + "\n\n!\nlist " + evil + "\nshow 1\ndoc 3\ndoc 5\ndoc 9\ndispute 1 " + evil + "\nask what of " + evil + "?\nshow " + evil + "\narea " + evil + "\n" +
			evil + "\nsessions\nexport " + evil + "\nexport json " + evil + "\nwaive 1 " + evil + "\ndeep-dive b\nguide 1\nhelp " + evil + "\nquit\n"
		out, err := talk(t, c, Options{Documents: []string{evil + ".md"}, Width: width}, script)
		if code := problem.ExitCode(err); code != problem.OK && code != problem.Incomplete {
			t.Errorf("width %d: %v", width, err)
		}
		if width == 80 && (strings.Contains(out, "\n> quit\n> ") || !strings.Contains(out, "␛[2J")) {
			t.Errorf("a text acts as a line of the session:\n%s", out)
		}
	}
}

// TestAnyScript: no sequence of lines breaks the session.
func TestAnyScript(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		"", "1", "2", "3", "4", "s1", "s9", ".", "+", "<", "!", "?", "y", "ferry.md", "none", "list", "list high", "list B", "list redis", "show 1", "show 99", "show", "next",
		"area", "area j", "summary", "patterns", "stack", "roadmap", "security", "steps", "doc", "doc 3", "doc 999", "doc d9 1", "doc x", "doc -1", "accept 1", "accept", "dispute", "dispute 1 no",
		"dispute 1", "waive 1", "waive 1 90d a b", "waive 1 1999-01-01 a b", "answer", "answer scale", "answer zzz", "again", "again api", "deep-dive", "deep-dive 1", "guide", "guide 1",
		"ask", "ask why", "why?", "export", "export pdf", "export json x", "export result", "sessions", "help", "help list", "help x", "\x1b[2J", "漢字", "\xff\xfe", "-1", "99999999999999999999",
	})
	rapid.Check(t, func(rt *rapid.T) {
		script := strings.Join(rapid.SliceOfN(pieces, 0, 14).Draw(rt, "lines"), "\n")
		o := Options{Interactive: rapid.Bool().Draw(rt, "interactive"), Width: rapid.SampledFrom([]int{0, 1, 40, 200}).Draw(rt, "width")}
		if rapid.Bool().Draw(rt, "named") {
			o.Documents, script = []string{"ferry.md"}, "!\n"+script
		}
		width := o.Width
		c := newCounter(nil)
		c.recent = kept()
		if width == 1 {
			width = leastWidth
		}
		var out strings.Builder
		o.Desk, o.In, o.Out, o.Now = c, strings.NewReader(script), &out, now
		err := Run(t.Context(), o)
		if width != 0 {
			width = min(width, mostWidth)
		}
		if !o.Interactive {
			check(t, out.String(), width)
		}
		if !strings.Contains(out.String(), "is kept") && !strings.Contains(out.String(), "Kept as") && err == nil {
			rt.Fatalf("no closing line in %q", out.String())
		}
		if t.Failed() {
			rt.Fatalf("script %q", script)
		}
	})
}
