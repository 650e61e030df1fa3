package facts

import "testing"

func TestWithoutTargets(t *testing.T) {
	for text, want := range map[string]string{
		"see [the queue](#queue-processing) now": "see [the queue](                 ) now",
		"[a](b)[c](d) e":                         "[a]( )[c]( ) e",
		"an array](that never ends":              "an array](that never ends",
		"no link":                                "no link",
	} {
		if got := withoutTargets(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
