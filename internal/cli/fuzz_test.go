package cli

import (
	"bytes"
	"errors"
	"testing"

	"archreview/internal/problem"
)

// FuzzAnswersFile reads any file of answers. It gives texts by their keys, or
// is refused in three parts.
func FuzzAnswersFile(f *testing.F) {
	for _, s := range []string{"team: six engineers\nscale: |\n  1,200 a second\n", "team: 6\nstage:\n", "a: &a [*a]\n", "{team: [1]}\n", "x: !!binary eA==\n", "? {}\n: 1\n", "\"\\e[31m\": [\n", "<<: {team: a}\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got := map[string]string{}
		err := addAnswers("a.yaml", raw, got)
		if err == nil {
			if len(got) > bytes.Count(raw, []byte(":"))+bytes.Count(raw, []byte("?")) {
				t.Fatalf("%d answers out of %q", len(got), raw)
			}
			return
		}
		var p *problem.Problem
		if !errors.As(err, &p) || p.What == "" || p.Detail == "" || p.Next == "" || len(got) > 0 {
			t.Fatalf("%v, %d answers", err, len(got))
		}
	})
}
