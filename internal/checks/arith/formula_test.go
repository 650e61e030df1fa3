package arith

import (
	"math"
	"testing"

	"archreview/internal/facts"
	"archreview/internal/phrase"
)

func TestWriters(t *testing.T) {
	value := func(s string) facts.Value {
		n, err := phrase.Quantity(s)
		if err != nil {
			t.Fatal(err)
		}
		return facts.Value{Number: n}
	}
	cases := []struct{ got, want string }{
		{counted(4800), "4,800"},
		{counted(1234567), "1,234,567"},
		{counted(55.555), "55.6"},
		{counted(0.8), "0.8"},
		{counted(0.6667), "0.667"},
		{counted(18), "18"},
		{counted(-400), "-400"},
		{lasting(0.018), "18 ms"},
		{lasting(21.6 * 60), "21.6 min"},
		{lasting(86400.0), "24 h"},
		{lasting(6.0 * 365 * 86400), "6 years"},
		{lasting(value("300 s")), "300 s"},
		{lasting(value("5 minutes")), "5 min"},
		{lasting(value("8 minutes")), "8 min"},
		{sized(16.4e12), "16.4 TB"},
		{sized(90), "90 bytes"},
		{clip("abcdef", 3), "abc..."},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestEvaluate(t *testing.T) {
	number := func(s string) term {
		n, err := phrase.Quantity(s)
		if err != nil {
			t.Fatal(err)
		}
		return termOf(n, s)
	}
	cases := []struct {
		terms []string
		ops   string
		want  float64
	}{
		{[]string{"60", "20"}, "x", 1200},
		{[]string{"60", "4", "20"}, "xx", 4800},
		{[]string{"1", "18 ms"}, "/", 1 / 0.018},
		{[]string{"115.2M/d", "90 B"}, "x", 115.2e6 / 86400 * 90},
	}
	for _, c := range cases {
		var chain []term
		for _, s := range c.terms {
			chain = append(chain, number(s))
		}
		if got := evaluate(chain, c.ops).v; math.Abs(got-c.want) > 1e-6*c.want {
			t.Errorf("%v %s: got %g, want %g", c.terms, c.ops, got, c.want)
		}
	}
}

func TestOperator(t *testing.T) {
	cases := map[string]byte{" x ": 'x', " × ": 'x', " pods x ": 'x', " = ": '=', " => ": '=', " = about ": '=', " / ": '/', ", ": 0, " and ": 0, " x y z = ": 0, " one two three four x ": 0}
	for between, want := range cases {
		if got := operator(between); got != want {
			t.Errorf("%q: got %q, want %q", between, got, want)
		}
	}
}

func TestRoot(t *testing.T) {
	for in, want := range map[string]string{"companies": "company", "pods": "pod", "processes": "process", "boxes": "box", "address": "address", "batches": "batch"} {
		if got := root(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

// TestSilent holds documents in which figures stand side by side without
// belonging together.
func TestSilent(t *testing.T) {
	lex := lexicon(t)
	for name, text := range map[string]string{
		"another pool":      "# A\nThe API has 30 pods. A thread pool of 40 threads renders PDFs. PostgreSQL has `max_connections = 500`.",
		"pooler":            "# A\n30 pods with 4 Uvicorn workers, `pool_size=10`, `max_connections = 500`. PgBouncer in transaction mode sits in front.",
		"rejected":          "# Alternatives considered\nWith `visibility_timeout: 300` and `countdown=600` tasks would come twice.",
		"other promise":     "# A\nWe promise 99.95 % availability per month, announced maintenance excepted.\n\n# B\nPatches take place on the first Sunday of each month between 02:00 and 03:00, while a maintenance page is shown.",
		"log shipped":       "# A\nRPO 5 minutes. A nightly dump is taken. WAL segments leave the primary every minute.",
		"limit of our own":  "# A\nWe limit each caller to 5 requests per second. At the peak the API receives 200 requests per second.",
		"rollout and share": "# A\nThe rollout sends 80 % of the traffic within 20 s to the new version. Benchmark: 100 requests per second.",
		"asyncio":           "# A\nAt the peak 40 messages per second are sent by two asyncio processes. The partner answers after 1.5 seconds.",
		"planned":           "# A\nA nightly dump exists. Later we plan an RPO of 5 minutes.",
		"right sum":         "# A\n| Item | EUR |\n|---|---|\n| a | 10 |\n| b | 20 |\n| c | 30 |\n| Total | 60 |",
		"sum of products":   "# A\nThat makes 3 x 4 + 5 = 17 pods and 2 + 3 x 4 = 14.",
		"no figures":        "nothing to see",
		"one time of day":   "At 10:00 some 42,000 letters are sent.",
	} {
		for _, p := range calculate(t, lex, text) {
			t.Errorf("%s: raised %s: %s", name, p.Rule, p.Title)
		}
	}
}
