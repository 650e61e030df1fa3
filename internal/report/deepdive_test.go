package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"archreview/agent/review"
	"archreview/internal/problem"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// backup is the concern of the samples.
func backup() review.Concern {
	return review.Concern{
		ID: "rpo-interval-a726", Severity: review.High, Kind: review.Arithmetic, Rule: "rpo-interval",
		Title:          "A backup every 6 h cannot meet a recovery point of 15 min",
		Why:            "Whatever was written since the last dump is lost with the database.\nWorking:\nloss of up to 6 h (d1 L30) against 15 min (d1 L7)",
		Evidence:       []review.Evidence{{Document: "d1", StartLine: 7, EndLine: 7, Quote: "| Recovery point | 15 minutes |"}, {Document: "d1", StartLine: 30, EndLine: 31, Quote: "A job runs `pg_dump` every\nsix hours."}},
		Searched:       []string{"Point in time recovery (wal archiving and 9 other wordings)"},
		Recommendation: "Ship the write-ahead log continuously and rehearse the restore.", Alternatives: []string{"A replica with a delay, when only mistakes of people are feared"},
		Tools: []string{"pgBackRest"}, References: []string{"PostgreSQL, continuous archiving - https://www.postgresql.org/docs/current/continuous-archiving.html"},
		Effort: review.Middle, Confirm: "Restore the latest copy and compare its newest row with the clock.", Items: []string{"database.backup-recovery"},
		Sources: []string{"checks"}, SeverityTrace: "2 x impact 3 + likelihood 2 = 8: high",
	}
}

// dive is a deep dive with something in every field.
func dive() *review.DeepDive {
	standby := review.Evidence{Document: "d2", StartLine: 4, EndLine: 4, Quote: "The standby is in the second zone."}
	items := []review.ItemState{
		{Item: "database.backup-recovery", Question: "How is lost data brought back, and when was that last tried?", Status: review.Contradicted, Evidence: backup().Evidence, Concerns: []string{"rpo-interval-a726"}},
		{Item: "database.index-strategy", Question: "Which queries are frequent, and which index serves each?", Status: review.Missing},
		{Item: "database.multi-tenancy", Question: "How are tenants kept apart?", Status: review.NotApplicable},
	}
	for i := range 20 {
		items = append(items, review.ItemState{
			Item: fmt.Sprintf("database.settled-%d", i+1), Question: "Is this said?", Status: review.Addressed,
			Evidence: []review.Evidence{{Document: "d1", StartLine: 10 + i, EndLine: 10 + i, Quote: fmt.Sprintf("Settled thing %d.", i+1)}},
		})
	}
	return &review.DeepDive{
		Schema: review.DeepDiveSchema, Engine: review.Engine{Name: "model", Model: "any-model", Version: "1.2.3"}, Created: "2026-11-25T10:00:00Z",
		Documents: []review.Document{{ID: "d1", Path: "docs/design.md", SHA256: "aa", Lines: 60, Words: 400}, {ID: "d2", Path: "docs/operation.md", SHA256: "bb", Lines: 9, Words: 80}},
		Area:      "database", Letter: "B", Title: "Database Architecture", Focus: "rpo-interval-a726", Status: review.Partial,
		Today: []review.Observation{
			{Text: "One PostgreSQL with a standby holds all bookings", Evidence: []review.Evidence{standby}},
			{Text: "Dumps leave the account every six hours", Evidence: backup().Evidence[1:]},
		},
		Items:    items,
		Concerns: []review.Concern{{ID: "slow-list-0b1c", Severity: review.Low, Kind: review.Omission, Title: "No index is named for the longest list", Effort: review.Small}, backup()},
		Added:    []string{"slow-list-0b1c"},
		Scenarios: []review.Scenario{{
			Title: "The zone with the primary is lost at noon", Trigger: "A fault of the provider's storage",
			Steps: []string{"The standby takes over within two minutes.", "A wrong release deletes rows; the standby repeats it.", "The last dump is from 06:00."}, Effect: "Bookings of six hours are gone; doors refuse members.",
			Defence: "Continuous archiving with a restore that was rehearsed", Concerns: []string{"rpo-interval-a726"}, Evidence: []review.Evidence{standby},
		}},
		Options: []review.Option{
			{Name: "The managed service's continuous backup", Summary: "Switch it on beside the dumps.", Gains: []string{"restore to any second", "no software to run"}, Costs: []string{"storage for the log", "tied to the provider"}, When: "the database stays where it is", Effort: review.Small},
			{Name: "pgBackRest into the second account", Summary: "Archive the log with an own tool.", Gains: []string{"independent of the provider"}, Costs: []string{"somebody runs it"}, When: "the second account must hold everything", Effort: review.Middle},
		},
		Target:     review.Target{Text: "The log leaves the account within a minute.\n\nDumps stay as a second line.", Diagram: "flowchart LR\n    pg[(PostgreSQL)] --> wal[WAL archive]\n    pg --> dump[Dumps]"},
		Code:       []review.Code{{Title: "A check that the archive is young", Language: "python", Code: "def age(conn) -> float:\n    \"\"\"Seconds since the last archived segment; a comment long enough to leave a narrow terminal behind.\"\"\"\n    return conn.scalar(AGE)\n", Note: "Run it every minute and alert above 300."}},
		Migration:  []review.Move{{Change: "Switch on continuous backup in staging.", Verify: "A restore to a given second shows the row written just before.", Back: "Switch it off.", Effort: review.Small}, {Change: "Do the same in production.", Verify: "The age of the archive stays below one minute.", Back: "Switch it off; the dumps never stopped.", Effort: review.Small}},
		Measures:   []review.Measure{{What: "Age of the last archived segment", How: "pg_stat_archiver, every minute", Target: "below 60 s"}},
		Tests:      []string{"A restore from the archive alone, every week, with its time measured"},
		References: []string{"PostgreSQL, continuous archiving - https://www.postgresql.org/docs/current/continuous-archiving.html"},
		Withdrawn:  []review.Withdrawn{{Title: "No standby is planned", Reason: "refuted: the documents provide it", Evidence: []review.Evidence{standby}}},
		Failures:   []review.Failure{{What: "The options were not weighed by the model", Detail: "the endpoint did not answer in time", Next: "Ask again"}},
		Usage:      review.Usage{Calls: 2, PromptTokens: 12000, CachedTokens: 9000, CompletionTokens: 1500, CostUSD: 0.02, WallMS: 9000},
	}
}

func guidance() *review.Guidance {
	d := dive()
	return &review.Guidance{
		Schema: review.GuidanceSchema, Engine: review.Engine{Name: "checks", Version: "1.2.3"}, Created: "2026-11-25T10:00:00Z", Concern: backup(),
		Approach: "Ship the write-ahead log continuously.\n\nAnother way: a delayed replica, when only mistakes of people are feared.",
		Steps:    d.Migration, Code: d.Code, Risks: []string{"slow-list-0b1c rests on the same lines (L30)."}, DoneWhen: "The newest row of a restored copy is less than 15 minutes old.",
		References: d.References, Failures: d.Failures, Usage: d.Usage,
	}
}

func reply() *review.Reply {
	return &review.Reply{
		Schema: review.ReplySchema, Engine: review.Engine{Name: "checks", Version: "1.2.3"}, Created: "2026-11-25T10:00:00Z",
		Question: "What about *backups*?", Told: true,
		Answer:   "**The documents say**\n\n- \"A job runs `pg_dump` every six hours.\" (L30-L31)\n\n**The review says**\n\n1. `rpo-interval-a726` (high): too seldom\n2. nothing else\n\n```text\n6 h against 15 min\n```",
		Evidence: backup().Evidence, Concerns: []string{"rpo-interval-a726", "slow-list-0b1c"}, Needs: "A model would weigh the ways.", Failures: dive().Failures, Usage: review.Usage{},
	}
}

// follow is one kind of thing that follows a review.
type follow struct {
	name   string
	value  any
	schema func() ([]byte, error)
	write  func(w io.Writer, format string, value any) error
}

func follows() []follow {
	titles := Options{}
	return []follow{
		{"deep-dive", dive(), DeepDiveSchema, func(w io.Writer, f string, v any) error { return DeepDive(w, f, v.(*review.DeepDive), titles) }},
		{"guidance", guidance(), GuidanceSchema, func(w io.Writer, f string, v any) error { return Guidance(w, f, v.(*review.Guidance), titles) }},
		{"reply", reply(), ReplySchema, func(w io.Writer, f string, v any) error { return Reply(w, f, v.(*review.Reply), titles) }},
	}
}

func (f follow) text(t testing.TB, format string, value any) string {
	t.Helper()
	var b strings.Builder
	if err := f.write(&b, format, value); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFollowUpGoldens(t *testing.T) {
	for _, f := range follows() {
		t.Run(f.name, func(t *testing.T) {
			text := f.text(t, "markdown", f.value)
			golden(t, filepath.Join("testdata", f.name+".golden.md"), text)
			shown := terminalOf(t, text, TerminalOptions{Width: 60, Style: "notty", Deadline: time.Minute})
			golden(t, filepath.Join("testdata", f.name+".60.golden.txt"), shown)
		})
	}
}

func TestFollowUpSchemasAreCurrent(t *testing.T) {
	for _, f := range follows() {
		text, err := f.schema()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "../../docs/"+f.name+".schema.json", string(text))
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource("it.json", doc); err != nil {
			t.Fatal(err)
		}
		schema, err := c.Compile("it.json")
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]any{"full": f.value, "empty": reflect.New(reflect.TypeOf(f.value).Elem()).Interface()} {
			written := f.text(t, "json", value)
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(written))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); (err == nil) != (name == "full") { // an empty value has no schema name and empty enums
				t.Errorf("%s, %s: %v", f.name, name, err)
			}
			if strings.Contains(strings.ReplaceAll(strings.ReplaceAll(written, `"waived": null`, ""), `"disputed": null`, ""), "null") {
				t.Errorf("%s, %s: a list is null", f.name, name)
			}
			again := reflect.New(reflect.TypeOf(f.value).Elem()).Interface()
			if err := json.Unmarshal([]byte(written), again); err != nil || f.text(t, "json", again) != written {
				t.Errorf("%s, %s: another value after a round trip, %v", f.name, name, err)
			}
		}
	}
}

func TestFollowUpsKnowTheirFormats(t *testing.T) {
	for _, f := range follows() {
		for _, name := range FollowFormats() {
			if f.text(t, name, f.value) == "" {
				t.Errorf("%s as %s is empty", f.name, name)
			}
		}
		if err := f.write(io.Discard, "pdf", f.value); problem.ExitCode(err) != problem.Usage {
			t.Errorf("%s as pdf: %v", f.name, err)
		}
	}
}

// collect gives all evidence and all ids of concerns in a value.
func collect(v reflect.Value, quotes *[]review.Evidence, ids *[]string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			collect(v.Elem(), quotes, ids)
		}
	case reflect.Struct:
		switch one := v.Interface().(type) {
		case review.Evidence:
			*quotes = append(*quotes, one)
		case review.Concern:
			*ids = append(*ids, one.ID)
		case review.ItemState:
			return // settled items are shown by their lines
		}
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name == "Concerns" && v.Field(i).Type() == reflect.TypeFor[[]string]() || name == "Added" {
				*ids = append(*ids, v.Field(i).Interface().([]string)...)
				continue
			}
			collect(v.Field(i), quotes, ids)
		}
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), quotes, ids)
		}
	}
}

// TestFollowUpParity holds the Markdown against the values.
func TestFollowUpParity(t *testing.T) {
	for _, f := range follows() {
		text := f.text(t, "markdown", f.value)
		var quotes []review.Evidence
		var ids []string
		collect(reflect.ValueOf(f.value), &quotes, &ids)
		if len(quotes) < 2 || len(ids) < 1 {
			t.Fatalf("%s: the sample has %d quotes and %d ids", f.name, len(quotes), len(ids))
		}
		for _, e := range quotes {
			if !strings.Contains(text, `"`+mid(e.Quote)+`"`) || !strings.Contains(text, fmt.Sprintf("L%d", e.StartLine)) {
				t.Errorf("%s: no quote %q (L%d)", f.name, e.Quote, e.StartLine)
			}
		}
		for _, id := range ids {
			if !strings.Contains(text, "`"+id+"`") {
				t.Errorf("%s: no concern %s", f.name, id)
			}
		}
		for what, at := range map[string]int{"incomplete": strings.Index(text, "This is incomplete"), "failure": strings.Index(text, dive().Failures[0].What)} {
			if first := strings.Index(text, "\n## "); at < 0 || first >= 0 && at > first {
				t.Errorf("%s: %s does not come first", f.name, what)
			}
		}
	}
	d := dive()
	text := follows()[0].text(t, "markdown", d)
	for _, it := range d.Items {
		if !strings.Contains(text, "`"+it.Item+"`") {
			t.Errorf("no item %s", it.Item)
		}
		for _, e := range it.Evidence {
			if want := fmt.Sprintf("%s L%d", e.Document, e.StartLine); !strings.Contains(text, want) {
				t.Errorf("no line %s", want)
			}
		}
	}
	if n := strings.Count(text, "| addressed"); n != 1 {
		t.Errorf("addressed items have %d rows", n)
	}
}

// TestFollowUpsOnANarrowTerminal: long code, tables and diagrams stay within
// the width, folded and not lost.
func TestFollowUpsOnANarrowTerminal(t *testing.T) {
	for _, f := range follows() {
		text := f.text(t, "markdown", f.value)
		for _, width := range []int{40, 60, 100} {
			shown := terminalOf(t, text, TerminalOptions{Width: width, Style: "notty", Deadline: time.Minute})
			for i, l := range strings.Split(shown, "\n") {
				if n := utf8.RuneCountInString(l); n > width {
					t.Errorf("%s at %d: line %d has %d columns: %s", f.name, width, i+1, n, l)
				}
			}
			if strings.Contains(text, "```mermaid") && !strings.Contains(shown, "Mermaid source:\n\n   flowchart LR") {
				t.Errorf("%s at %d: the diagram has no caption", f.name, width)
			}
			flat := strings.Join(strings.Fields(shown), "")
			for _, want := range []string{"rpo-interval-a726", "returnconn.scalar(AGE)", "leaveanarrowterminalbehind"} {
				if f.name != "reply" && !strings.Contains(flat, want) {
					t.Errorf("%s at %d: %q is lost", f.name, width, want)
				}
			}
		}
	}
}
