package phrase

import (
	"reflect"
	"testing"
)

func TestCodec(t *testing.T) {
	b := NewBuilder(func(string) ([]string, bool) { return []string{"base copy", "dump"}, true })
	for _, src := range []string{"retry|retries", "(dead letter|dlq) ... alarm", "idempot*", "'RQ'", "# .. pods", "@a.b & night", "(hard)? timeout #duration"} {
		if _, err := b.Add(src); err != nil {
			t.Fatal(err)
		}
	}
	want := b.Set()
	raw := string(want.Append(nil))
	got, err := Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.phrases, want.phrases) {
		t.Error("phrases differ after decoding")
	}
	for _, text := range []string{"a dump each night", "the dead-letter queue has no alarm", "hard timeout 30 s", "60 pods in RQ", "it retries"} {
		x := findIn(want, text)
		y := findIn(got, text)
		if !reflect.DeepEqual(x, y) || len(x) == 0 {
			t.Errorf("%q: %v before, %v after", text, x, y)
		}
	}
	for n := range raw {
		if _, err := Decode(raw[:n]); err == nil {
			t.Fatalf("%d of %d bytes are read without an error", n, len(raw))
		}
	}
}
