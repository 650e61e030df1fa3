package consult

import (
	"encoding/json"
	"math/rand"
	"strings"
	"testing"
)

// heard feeds pieces and gives what a listener has at the end.
func heard(pieces ...string) string {
	var got string
	f := &fieldScanner{field: "answer"}
	f.emit = func(text string, again bool) {
		if again {
			got = ""
		}
		got += text
	}
	for _, p := range pieces {
		f.add(p)
	}
	return got
}

// TestFieldIsWhatADecoderGives feeds answers cut at every byte, and random ones
// cut everywhere, and compares with encoding/json.
func TestFieldIsWhatADecoderGives(t *testing.T) {
	rnd := rand.New(rand.NewSource(7))
	values := []string{
		`""`, `"plain"`, `"a \"quoted\" {brace} [list], colon: end"`, `"\ud83d\ude00 pair \\ud83d"`, `"\ud83d"`, `"\ud83dx\ude00"`, `"\ud83d\ud83d\ude00\ude00"`,
		`"\u00e4\u4e2d\u0041\/\b\f\n\r\t"`, `"ä中😀"`, "\"cut \xe4\xb8\"", "\"\xff\xfe bad\"", `"\\\\\""`, `"\ud83d\n"`, `"\udc00\ud800"`,
	}
	atoms := []string{"a", " ", `\"`, `\\`, `\/`, `\n`, `\t`, `\u00e9`, `\ud83d`, `\ude00`, `\uFFFF`, "é", "中", "😀", "{", "}", "[", "]", ":", ",", "\xc3", "\x80"}
	for range 300 {
		var b strings.Builder
		for range rnd.Intn(12) {
			b.WriteString(atoms[rnd.Intn(len(atoms))])
		}
		values = append(values, `"`+b.String()+`"`)
	}
	frames := []string{
		`{"answer":%}`, `{"quotes":[{"answer":"no","text":"x: y"}],"told":"answer", "answer" : % ,"needs":"answer"}`,
		"Well {look}:\n```json\n{\"n\":{\"answer\":\"no\"},\"answer\":%,\"z\":1}\n```\n",
	}
	for _, v := range values {
		var want string
		if err := json.Unmarshal([]byte(v), &want); err != nil {
			t.Fatalf("%q: %v", v, err)
		}
		want = harmless(want)
		for _, frame := range frames {
			in := strings.Replace(frame, "%", v, 1)
			for cut := range len(in) + 1 {
				if got := heard(in[:cut], in[cut:]); got != want {
					t.Fatalf("%q cut at %d: got %q, want %q", in, cut, got, want)
				}
			}
			if got := heard(strings.Split(in, "")...); got != want {
				t.Fatalf("%q in characters: got %q, want %q", in, got, want)
			}
			bytes := make([]string, len(in))
			for i := range len(in) {
				bytes[i] = in[i : i+1]
			}
			if got := heard(bytes...); got != want {
				t.Fatalf("%q in bytes: got %q, want %q", in, got, want)
			}
		}
	}
}

// TestFieldGrows shows that text is handed on before the answer is complete,
// and never more than is certain.
func TestFieldGrows(t *testing.T) {
	in := `{"answer":"one \u00e9 \ud83d\ude00 two`
	full := "one é 😀 two"
	longest := 0
	for cut := range len(in) + 1 {
		got := heard(in[:cut])
		if !strings.HasPrefix(full, got) || len(got) < longest {
			t.Fatalf("after %d bytes: %q", cut, got)
		}
		longest = len(got)
	}
	if longest != len(full) {
		t.Errorf("an answer that is cut gives %d of %d bytes", longest, len(full))
	}
}

func TestFieldBeginsAnew(t *testing.T) {
	if got := heard(`<think>{"answer":"a draft"}</think> {"answer":"the answer"}`); got != "the answer" {
		t.Errorf("got %q", got)
	}
	var again []bool
	f := &fieldScanner{field: "answer", emit: func(_ string, a bool) { again = append(again, a) }}
	f.add(`{"answer":"half`)
	f.reset()
	f.add(`{"answer":"whole"}`)
	if len(again) != 2 || again[0] || !again[1] {
		t.Errorf("again: %v", again)
	}
}
