package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"archreview/agent/review"
	"archreview/internal/consult"
	"archreview/internal/llm/llmtest"
)

// served are the scripted endpoints of one script.
type served struct {
	byName map[string]*llmtest.Server
	after  []func()
}

type servedKey struct{}

// adapter lets a scripted endpoint complain to the test that runs the scripts,
// and end with its script.
type adapter struct {
	testing.TB
	script string
	end    *[]func()
}

func (a adapter) Helper()          {}
func (a adapter) Cleanup(f func()) { *a.end = append(*a.end, f) }
func (a adapter) Errorf(format string, args ...any) {
	a.TB.Errorf("%s: %s", a.script, fmt.Sprintf(format, args...))
}

// setupServed prepares a script for scripted endpoints.
func setupServed(e *testscript.Env) {
	s := &served{byName: map[string]*llmtest.Server{}}
	e.Values[servedKey{}] = s
	e.Defer(func() {
		for _, f := range s.after {
			f()
		}
	})
}

// endpointCommands are the commands about scripted endpoints:
//
//	endpoint NAME SCRIPT  starts one and sets NAME to its base URL
//	unsent NAME           no chat call reached it
//	unseen NAME TEXT...   no chat call held the text
//	seen NAME TEXT...     one did
//	keyed NAME KEY        all chat calls carried the key; none, if KEY is empty
//	counted NAME FILE     the report's usage is what the endpoint counted
func endpointCommands(t *testing.T) map[string]func(*testscript.TestScript, bool, []string) {
	get := func(ts *testscript.TestScript, name string) *llmtest.Server {
		s := ts.Value(servedKey{}).(*served).byName[name]
		if s == nil {
			ts.Fatalf("no endpoint %s", name)
		}
		return s
	}
	holds := func(ts *testscript.TestScript, name, text string) bool {
		for _, r := range get(ts, name).Requests() {
			if strings.Contains(string(r.Body), text) || strings.Contains(r.Prompt(), text) {
				return true
			}
		}
		return false
	}
	return map[string]func(*testscript.TestScript, bool, []string){
		"endpoint": func(ts *testscript.TestScript, _ bool, args []string) {
			s := ts.Value(servedKey{}).(*served)
			if args[1] == "refused" {
				ts.Setenv(args[0], closedPort(ts))
				return
			}
			steps, ok := scripts(args[1])
			if !ok {
				ts.Fatalf("no script %s", args[1])
			}
			server := llmtest.New(adapter{t, ts.Name(), &s.after}, steps...)
			s.byName[args[0]] = server
			ts.Setenv(args[0], server.URL)
		},
		"unsent": func(ts *testscript.TestScript, _ bool, args []string) {
			if n := len(get(ts, args[0]).Requests()); n != 0 {
				ts.Fatalf("%d calls were made", n)
			}
		},
		"unseen": func(ts *testscript.TestScript, _ bool, args []string) {
			for _, text := range args[1:] {
				if holds(ts, args[0], text) {
					ts.Fatalf("%q reached the endpoint", text)
				}
			}
		},
		"seen": func(ts *testscript.TestScript, _ bool, args []string) {
			for _, text := range args[1:] {
				if !holds(ts, args[0], text) {
					ts.Fatalf("%q did not reach the endpoint", text)
				}
			}
		},
		"keyed": func(ts *testscript.TestScript, _ bool, args []string) {
			want := ""
			if args[1] != "" {
				want = "Bearer " + args[1]
			}
			for _, r := range get(ts, args[0]).Requests() {
				if got := r.Header.Get("Authorization"); got != want {
					ts.Fatalf("a call carried %q, want %q", got, want)
				}
			}
		},
		"counted": func(ts *testscript.TestScript, _ bool, args []string) {
			var r review.Review
			ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &r))
			calls, prompt, cached, completion := get(ts, args[0]).Totals()
			want := review.Usage{Calls: calls, PromptTokens: prompt, CachedTokens: cached, CompletionTokens: completion, WallMS: r.Usage.WallMS}
			if len(args) > 2 { // prices of input, cached and output for a million tokens
				in, hit, out := price(ts, args[2]), price(ts, args[3]), price(ts, args[4])
				want.CostUSD = (float64(prompt-cached)*in + float64(cached)*hit + float64(completion)*out) / 1e6
			}
			if math.Abs(want.CostUSD-r.Usage.CostUSD) > 1e-9 {
				ts.Fatalf("the cost is %v, want %v", r.Usage.CostUSD, want.CostUSD)
			}
			want.CostUSD = r.Usage.CostUSD
			if r.Usage != want || calls == 0 {
				ts.Fatalf("the report says %+v, the endpoint %+v", r.Usage, want)
			}
		},
	}
}

func price(ts *testscript.TestScript, s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	ts.Check(err)
	return f
}

// closedPort gives an address at which nobody listens.
func closedPort(ts *testscript.TestScript) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	defer l.Close()
	return "http://" + l.Addr().String() + "/v1"
}

// task says whether a call is about a task, by the words it begins with.
func task(words string) func(*llmtest.Request) bool {
	return func(r *llmtest.Request) bool { return strings.Contains(r.Prompt(), "# Task: "+words) }
}

// areaCall says whether a call is the review of an area, by its letter.
func areaCall(letter string) func(*llmtest.Request) bool {
	return func(r *llmtest.Request) bool { return strings.Contains(r.Prompt(), "# Task: area "+letter+",") }
}

// Passages of the design in the scripts.
const (
	lateAck   = "The green tick appears as soon as the courier presses the trigger."
	nightly   = "Backups are taken every night and a restore is rehearsed each month."
	tourList  = "The tour list hangs on the wall of the hall from six in the morning."
	notInText = "The courier never sees a green tick."
)

func finding(item, quote, title string) consult.Concern {
	return consult.Concern{
		Kind: "antipattern", Items: []string{item}, Quotes: []consult.Quote{{Document: "d1", Line: 1, Text: quote}},
		Against: "Nothing in the text.", Mechanism: "The tick comes first, then the write fails and the scan is lost.", Title: title,
		Impact: consult.Factor{Reason: "scans are lost", Value: 3}, Likelihood: consult.Factor{Reason: "each restart", Value: 3},
		Scope: "all depots", Recommendation: "Acknowledge after the commit.", Confirm: "Kill a pod under load.", Effort: "S",
	}
}

func dataflow() consult.AreaReply {
	return consult.AreaReply{
		Concerns:  []consult.Concern{finding("dataflow.event-flow", lateAck, "Scans are acknowledged before they are safe")},
		Strengths: []consult.Strength{{Text: "Recovery is rehearsed.", Quote: consult.Quote{Document: "d1", Line: 1, Text: nightly}}},
	}
}

// rest answers whatever else a review asks.
func rest() []llmtest.Step {
	return []llmtest.Step{
		llmtest.JSON(consult.ReadingReply{System: "Parcel tracking."}).When(task("read for the interview")).Always(),
		llmtest.JSON(dataflow()).When(areaCall("I")).Always(),
		llmtest.JSON(consult.AreaReply{}).When(task("area ")).Always(),
		llmtest.JSON(consult.RefutationReply{Verdict: "stands", Impact: 3, Likelihood: 3}).When(task("try to refute")).Always(),
		llmtest.JSON(consult.SynthesisReply{Assessment: []consult.Paragraph{{Text: "The model has looked at the whole design."}}, Maturity: "A draft."}).When(task("write the synthesis")).Always(),
		llmtest.JSON(map[string]bool{"ok": true}).When(func(r *llmtest.Request) bool { return strings.Contains(r.Prompt(), "You test a connection") }).Always(),
	}
}

// waits is a passage that refutes what dataflow says.
const waits = "The green tick of the courier appears only after the trigger's scan is stored."

// talks answers what follows a review.
func talks() []llmtest.Step {
	move := consult.Released{Change: "Store the scan, then show the tick.", Verify: "Kill a pod while scanning: no tick is lost.", Back: "Switch the flag off.", Effort: "S"}
	way := consult.Way{Name: "Outbox", Summary: "Write scan and event in one transaction.", Gains: []string{"nothing is lost"}, Costs: []string{"a relay to run"}, When: "the broker is elsewhere", Effort: "M"}
	other := way
	other.Name = "Synchronous write"
	quote := consult.Quote{Document: "d1", Line: 4, Text: lateAck}
	return []llmtest.Step{
		llmtest.JSON(consult.FindingsReply{
			Today:     []consult.Strength{{Text: "The tick comes with the trigger.", Quote: quote}, {Text: "Restores are rehearsed.", Quote: consult.Quote{Document: "d1", Line: 6, Text: nightly}}},
			Scenarios: []consult.Failing{{Title: "The pod dies behind the tick", Quote: quote, Trigger: "a pod is replaced", Steps: []string{"the tick appears", "the pod ends"}, Effect: "a parcel is lost from sight", Defence: "none"}},
		}).When(func(r *llmtest.Request) bool { return strings.Contains(r.Prompt(), ": what happens here") }).Always(),
		llmtest.JSON(consult.DesignReply{Options: []consult.Way{way, other}, Target: consult.Goal{Text: "The tick follows the commit.", Diagram: "flowchart LR\n  scan --> store"},
			Migration: []consult.Released{move, move}, Tests: []string{"Kill a pod while scanning."}}).
			When(func(r *llmtest.Request) bool { return strings.Contains(r.Prompt(), ": the way on") }).Always(),
		llmtest.JSON(consult.AskReply{Answer: "At once (L4), before anything is stored.", Told: "true", Quotes: []consult.Quote{quote}}).When(task("answer a question")).Always(),
		llmtest.JSON(consult.GuidanceReply{Approach: "Move the tick behind the commit.", Steps: []consult.Released{move, move}, DoneWhen: "No tick without a stored scan."}).
			When(task("show how to carry out")).Always(),
		llmtest.JSON(consult.DisputeReply{Reasoning: "The text says that the tick comes at once.", Verdict: "stands", Impact: 3, Likelihood: 3, Quote: quote}).
			When(task("examine an objection")).Always(),
	}
}

// scripts are what an endpoint may be told to do.
func scripts(name string) ([]llmtest.Step, bool) {
	before := func(steps ...llmtest.Step) ([]llmtest.Step, bool) { return append(steps, rest()...), true }
	empty := func(r *llmtest.Request) bool { return areaCall("D")(r) }
	switch name {
	case "happy":
		return rest(), true
	case "follows":
		return append(talks(), rest()...), true
	case "convinced":
		return before(llmtest.JSON(consult.DisputeReply{
			Reasoning: "Section Later says that the tick waits.", Verdict: "refuted", Impact: 1, Likelihood: 1,
			Quote: consult.Quote{Document: "d1", Line: 8, Text: waits},
		}).When(task("examine an objection")).Always())
	case "sees":
		return before(llmtest.JSON(pictureAnswer()).When(pictured).Always())
	case "blind":
		return before(llmtest.Status(http.StatusBadRequest, "", "Invalid content type. image_url is only supported by certain models.").When(pictured).Once())
	case "401":
		return []llmtest.Step{llmtest.Status(http.StatusUnauthorized, "invalid_api_key", "Incorrect API key provided: sk-ab...yz").Always()}, true
	case "404":
		return []llmtest.Step{llmtest.Status(http.StatusNotFound, "model_not_found", "The model `test-model` does not exist").Always()}, true
	case "500":
		return []llmtest.Step{llmtest.HTML(http.StatusBadGateway).Always()}, true
	case "onefails":
		return before(llmtest.Text("I would rather talk about the weather.").When(empty).Always())
	case "lie":
		return before(llmtest.JSON(consult.AreaReply{Concerns: []consult.Concern{finding("security.auth-gaps", notInText, "A thing that is not there")}}).When(empty).Always())
	case "cut":
		raw, _ := json.Marshal(consult.AreaReply{Concerns: []consult.Concern{finding("security.auth-gaps", tourList, "Whoever has one number can count")}})
		return before(llmtest.Text(string(raw[:len(raw)-20])).Cut().When(empty).Always())
	case "fatal-later":
		return before(llmtest.Status(http.StatusUnauthorized, "invalid_api_key", "The key was withdrawn").When(areaCall("J")).Always())
	case "quotes-secret":
		return before(llmtest.JSON(consult.AreaReply{Concerns: []consult.Concern{
			finding("security.secrets", "The admin signs in with password = \"MASKED_PASSWORD_1\" from the wiki.", "The password stands in the document"),
		}}).When(areaCall("D")).Always())
	case "obeys":
		return before(llmtest.JSON(consult.AreaReply{}).When(task("area ")).Always())
	case "hangs":
		return before(llmtest.JSON(consult.AreaReply{}).When(empty).Delay(time.Hour, 0).Always())
	case "text":
		return before(llmtest.Status(http.StatusBadRequest, "", "response_format is not supported").When(func(r *llmtest.Request) bool { return r.Mode() != "text" }).Always(),
			llmtest.JSON(map[string]bool{"ok": true}).NoUsage().Always())
	}
	return nil, false
}

// waitFile waits for a file in a folder whose name begins so: waitfile DIR
// BEGINNING.
func waitFile(ts *testscript.TestScript, _ bool, args []string) {
	for range 200 {
		entries, _ := os.ReadDir(ts.MkAbs(args[0])) // it may not be there yet
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), args[1]) {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s did not come", args[1])
}

// exits runs the program and checks its exit code: exits CODE ARGS...
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var e *exec.ExitError
	if errors.As(err, &e) {
		code = e.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("the exit code is %d, want %s", code, args[0])
	}
}

// sameConcerns checks that the second review holds every concern of the first,
// by rule, and one more: concerns FIRST SECOND.
func sameConcerns(ts *testscript.TestScript, _ bool, args []string) {
	rules := func(file string) []string {
		var r review.Review
		ts.Check(json.Unmarshal([]byte(ts.ReadFile(file)), &r))
		var out []string
		for _, a := range r.Areas {
			for _, c := range a.Concerns {
				out = append(out, c.Rule+" "+string(c.Severity))
			}
		}
		return out
	}
	a, b := rules(args[0]), rules(args[1])
	for _, rule := range a {
		if !slices.Contains(b, rule) {
			ts.Fatalf("%s is gone", rule)
		}
	}
	if len(b) != len(a)+1 || len(a) == 0 {
		ts.Fatalf("%d concerns, then %d: %v", len(a), len(b), b)
	}
}
