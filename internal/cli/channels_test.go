//go:build !windows

package cli

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"archreview/internal/consult"
	"archreview/internal/llm/llmtest"
	"archreview/internal/report"
	"archreview/internal/streams"
)

// poison is what a terminal would act on, or a reader be deceived by: a link, a
// write to the clipboard, a title, a cleared screen, C1 controls, bell,
// backspace, carriage return, directions turned round, invisible tags, markup.
const poison = "\x1b]8;;https://bad.example\x1b\\link\x1b]8;;\x1b\\ \x1b]52;c;YmFk\x07 \x1b]0;title\x07 \x1b[2J\x1b[31m \u009b31m \u0090x\u009c " +
	"\b\b \x7f \u202eevil\u202c \u2066x\u2069 \u200f \U000E0041\U000E0042 \u2028 \x00 <script>alert(1)</script> <img src=x onerror=alert(1)> \r over"

// forbidden says whether a rune may never come out.
func forbidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f,
		r == 0x2028, r == 0x2029, r == 0x061c, r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}

var (
	colour    = regexp.MustCompile("\x1b\\[[0-9;]*m")
	liveTag   = regexp.MustCompile(`<script>alert|<img src=x`)
	ownScript = regexp.MustCompile(`(?s)<script.*?</script>`)
)

// harmless fails where something that a command wrote could act.
func harmless(t *testing.T, what string, raw []byte) {
	t.Helper()
	if !utf8.Valid(raw) {
		t.Errorf("%s: broken bytes", what)
	}
	text := string(raw)
	if i := strings.IndexFunc(text, forbidden); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		t.Errorf("%s: %U in %q", what, r, text[max(0, i-60):min(len(text), i+40)])
	}
}

// typed is poison that an argument or a text document can hold.
var typed = strings.ReplaceAll(poison, "\x00", "")

func poisonedDesign() string {
	poison := typed
	return "---\ntitle: \"T \u202eevil\"\n---\n# Parcel tracking " + poison + "\n\nFastAPI with 3 pods writes to PostgreSQL 16 and to RabbitMQ " + poison + ".\n" + lateAck + "\n" + tourList + "\n" + nightly +
		"\n\nPasswords are stored as MD5 " + poison + " hashes.\n\n| a " + poison + " | b |\n|---|---|\n| max_connections = 20 | " + poison + " |\n\n```python\nx = '" + poison + "'\n```\n\nThere are no backups of RabbitMQ " + poison + ".\n"
}

// poisoned are the answers of a model that writes poison wherever it may.
func poisoned() []llmtest.Step {
	bad := finding("dataflow.event-flow", lateAck, "Scans "+poison)
	bad.Mechanism, bad.Recommendation, bad.Confirm, bad.Scope = "First "+poison+" then a scan is lost.", "Do "+poison, "Try "+poison, poison
	bad.Alternatives, bad.Tools, bad.References = []string{poison}, []string{poison}, []string{poison}
	bad.Impact.Reason, bad.Likelihood.Reason = poison, poison
	quote := consult.Quote{Document: "d1", Line: 4, Text: lateAck}
	move := consult.Released{Change: poison + " x", Verify: poison, Back: poison, Effort: "S"}
	way := consult.Way{Name: "Outbox " + poison, Summary: poison, Gains: []string{poison}, Costs: []string{poison}, When: poison, Effort: "M"}
	other := way
	other.Name = "Direct " + poison
	return append([]llmtest.Step{
		llmtest.JSON(consult.ReadingReply{System: "Tracking " + poison, Questions: []consult.Special{{Question: "Who " + poison + "?", Why: poison}}}).When(task("read for the interview")).Always(),
		llmtest.JSON(consult.AreaReply{Concerns: []consult.Concern{bad},
			Strengths:       []consult.Strength{{Text: "Good " + poison, Quote: consult.Quote{Document: "d1", Text: nightly}}},
			Recommendations: []consult.Advice{{Text: "Do " + poison, Example: poison, Quote: quote}}}).When(areaCall("I")).Always(),
		llmtest.JSON(consult.SynthesisReply{Assessment: []consult.Paragraph{{Text: "All " + poison}}, Maturity: "A draft " + poison}).When(task("write the synthesis")).Always(),
		llmtest.JSON(consult.FindingsReply{Today: []consult.Strength{{Text: "Now " + poison, Quote: quote}, {Text: "And " + poison, Quote: consult.Quote{Document: "d1", Text: nightly}}},
			Scenarios: []consult.Failing{{Title: "Dies " + poison, Quote: quote, Trigger: poison + " x", Steps: []string{poison + " x", "then"}, Effect: poison + " x", Defence: poison}}}).
			When(func(r *llmtest.Request) bool { return strings.Contains(r.Prompt(), ": what happens here") }).Always(),
		llmtest.JSON(consult.DesignReply{Options: []consult.Way{way, other}, Target: consult.Goal{Text: "Goal " + poison, Diagram: "flowchart LR\n  scan --> store"},
			Migration: []consult.Released{move, move}, Tests: []string{poison}}).
			When(func(r *llmtest.Request) bool { return strings.Contains(r.Prompt(), ": the way on") }).Always(),
		llmtest.JSON(consult.AskReply{Answer: "At once " + poison + " (L4).", Told: "true", Quotes: []consult.Quote{quote}}).When(task("answer a question")).Always(),
		llmtest.JSON(consult.GuidanceReply{Approach: "Move " + poison, Steps: []consult.Released{move, move}, DoneWhen: "Done " + poison}).When(task("show how to carry out")).Always(),
		llmtest.JSON(consult.DisputeReply{Reasoning: "No " + poison, Verdict: "stands", Impact: 3, Likelihood: 3, Quote: quote}).When(task("examine an objection")).Always(),
	}, rest()...)
}

// TestNothingActsOnItsReader sends poison in by every way and looks at all that
// comes out of the real program.
func TestNothingActsOnItsReader(t *testing.T) {
	dir := t.TempDir()
	shorter := strings.Replace(poisonedDesign(), typed, "", 4) // so many controls would make it a binary file
	name := "design\x1b]0;t\x07\u202e<script>alert(1)<:script>.md"
	for file, text := range map[string]string{name: poisonedDesign(), "second.md": shorter + "\nMore " + typed + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, engine := range []string{"checks", "model"} {
		state := filepath.Join(dir, "state-"+engine)
		concern, with := "dump-only-backup", []string(nil)
		if engine == "model" {
			s := llmtest.New(t, poisoned()...)
			concern, with = "event-flow", []string{"--model", "test-model", "--base-url", s.URL}
		}
		fails := false
		run := func(args ...string) {
			t.Helper()
			cmd := exec.Command("archreview", args...)
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "XDG_STATE_HOME="+state)
			var out, errs bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &errs
			err := cmd.Run()
			what := engine + " " + strings.Join(args[:min(3, len(args))], " ")
			harmless(t, what+": stdout", out.Bytes())
			harmless(t, what+": stderr", errs.Bytes())
			if html := ownScript.ReplaceAllString(out.String(), ""); strings.HasPrefix(out.String(), "<!") && liveTag.MatchString(html) {
				t.Errorf("%s: live markup in HTML", what)
			}
			if (err != nil) != fails || out.Len()+errs.Len() == 0 {
				t.Errorf("%s: %v: %s", what, err, errs.Bytes())
			}
		}
		review := append([]string{"--doc", name, "--answer", "team=six " + typed}, with...)
		run(review...)
		for _, f := range report.Formats() {
			run("sessions", "export", "last", "--format", f)
		}
		for _, f := range report.FollowFormats() {
			run(append([]string{"ask", "What about RabbitMQ " + typed + "?", "--format", f}, with...)...)
			run(append([]string{"deep-dive", "dataflow", "--format", f}, with...)...)
			run(append([]string{"guide", concern, "--format", f}, with...)...)
			run(append([]string{"compare", "last", "second.md", "--format", f}, with...)...)
		}
		run(append([]string{"dispute", concern, "--reason", "it is " + typed}, with...)...)
		run(append([]string{"--doc", name, "--against", "last"}, with...)...)
		run("sessions", "list")
		run("sessions", "list", "--json")
		run("sessions", "show", "last")
		run("checklist")
		fails = true // from here on
		run("waive", concern, "--owner", "team "+typed, "--until", "30d", "--reason", "later "+typed)
		run("sessions", "show", typed)
		run("checklist", typed)
		run("ask", "--session", typed, "x")
		run("--doc", "missing "+typed+".md")
		run("--doc", name, "--answer", typed+"=x")
		run("--doc", name, "--format", typed)
		run(append([]string{"compare", typed, "second.md"}, with...)...)
		run("deep-dive", typed)
		run("guide", typed)
		run("--" + typed)
		run(typed)
	}
}

// TestOnATerminalOnlyColoursCome is the same for reports that are rendered on a
// terminal: there the program's own colours are the only sequences.
func TestOnATerminalOnlyColoursCome(t *testing.T) {
	dir := t.TempDir()
	doc := filepath.Join(dir, "design\x1b]0;t\x07\u202e.md")
	if err := os.WriteFile(doc, []byte(poisonedDesign()), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	s := llmtest.New(t, poisoned()...)
	with := []string{"--model", "test-model", "--base-url", s.URL}
	for _, args := range [][]string{
		append([]string{"--doc", doc}, with...),
		append([]string{"ask", "What about RabbitMQ?"}, with...),
		append([]string{"deep-dive", "dataflow"}, with...),
		append([]string{"guide", "event-flow"}, with...),
		{"sessions", "list"}, {"sessions", "show", "last"}, {"checklist"},
	} {
		var out, errs bytes.Buffer
		st := &streams.Streams{In: strings.NewReader(""), Out: &out, Err: &errs, OutTerminal: true, ErrTerminal: true, Width: 80, Color: true, Dark: true}
		now := func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }
		Run(context.Background(), Env{Streams: st, Now: now, Getenv: os.Getenv}, args)
		if out.Len() == 0 {
			t.Errorf("%v: nothing came out: %s", args, errs.String())
		}
		harmless(t, args[0]+": stdout", colour.ReplaceAll(out.Bytes(), nil))
		progress := regexp.MustCompile("\r|\x1b\\[K|\x1b\\[2K").ReplaceAll(colour.ReplaceAll(errs.Bytes(), nil), nil)
		harmless(t, args[0]+": stderr", progress)
	}
}
