package tokens

import (
	"math/rand"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

func sample(t testing.TB) string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestCountEqualsTheLibraryOnRealText(t *testing.T) {
	texts := map[string]string{
		"markdown": strings.Repeat(sample(t)+"\n", 6),
		"lines":    strings.Repeat("a line of text, 12 345\n", 4000),
		"crlf":     strings.Repeat("a\r\n\r\n  b\r\n", 3000),
		"slashes":  strings.Repeat("one;\n/usr/bin\n// two\n", 1500),
		"code":     strings.Repeat("\tif x := f(); x != nil {\n\t\treturn x\n\t}\n\n", 900),
		"blanks":   strings.Repeat("   \n  x\n\n\n", 3000),
		"mixed":    strings.Repeat("Ärger über 漢字 don't I'LL 😀\n", 700),
		"special":  "x <|endofprompt|> y <|endoftext|> z",
		"invalid":  "a \xff\xfe b",
	}
	for _, e := range []encoding{o200k, cl100k} {
		lib, err := e.load()
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range texts {
			got, err := e.count(text)
			if err != nil {
				t.Fatal(err)
			}
			if want := len(lib.EncodeOrdinary(text)); got.n != want || !got.whole {
				t.Errorf("%v %s: %d tokens (whole %v), the library gives %d", e, name, got.n, got.whole, want)
			}
		}
	}
}

// The published examples of OpenAI's cookbook.
func TestKnownCounts(t *testing.T) {
	var c Counter
	for _, x := range []struct {
		model, text string
		want        int
	}{
		{"gpt-4", "antidisestablishmentarianism", 6},
		{"gpt-4o", "antidisestablishmentarianism", 6},
		{"gpt-4", "2 + 2 = 4", 7},
		{"gpt-4o", "2 + 2 = 4", 7},
		{"gpt-4", "お誕生日おめでとう", 9},
		{"gpt-4o", "お誕生日おめでとう", 8},
		{"gpt-4o", "", 0},
	} {
		if n, exact := c.Count(x.model, x.text); n != x.want || !exact {
			t.Errorf("%s %q: %d tokens (exact %v), want %d", x.model, x.text, n, exact, x.want)
		}
	}
}

func TestModels(t *testing.T) {
	for _, x := range []struct {
		model    string
		encoding encoding
		margin   int
	}{
		{"gpt-4o-mini", o200k, 0}, {"gpt-4.1", o200k, 0}, {"gpt-4-turbo", cl100k, 0}, {"gpt-4", cl100k, 0},
		{"gpt-35-turbo", cl100k, 0}, {"GPT-5", o200k, 0}, {"openai/gpt-5.4", o200k, 0}, {"gpt-6.1-sol", o200k, 0},
		{"o1", o200k, 0}, {"o3-mini", o200k, 0}, {"o4-mini-2025-04-16", o200k, 0}, {"gpt-oss-120b", o200k, 0},
		{"chatgpt-4o-latest", o200k, 0}, {"ft:gpt-4o:acme::x", o200k, 0}, {"ft:gpt-3.5-turbo:acme", cl100k, 0},
		{"o3d-local", o200k, otherMargin}, {"olmo-2", o200k, otherMargin}, {"llama3.1:8b", o200k, otherMargin},
		{"qwen/qwen3-32b", o200k, otherMargin}, {"anthropic/claude-sonnet-5", o200k, claudeMargin}, {"", o200k, otherMargin},
	} {
		if got := vocabularyOf(x.model); got != (vocabulary{x.encoding, x.margin}) {
			t.Errorf("%q: %+v", x.model, got)
		}
	}
	var c Counter
	own, _ := c.Count("gpt-5", "A queue between the API and the workers.")
	other, exact := c.Count("llama3.1", "A queue between the API and the workers.")
	if exact || other < own*120/100 {
		t.Errorf("an estimate of %d (exact %v) for %d tokens", other, exact, own)
	}
}

// pathological texts are ones on which the library alone needs a quarter of an
// hour for a megabyte.
func pathological() map[string]string {
	const size = 1 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)+1)[:size/len(s)*len(s)] }
	rnd := rand.New(rand.NewSource(1))
	noise := make([]byte, size)
	for i := range noise {
		noise[i] = byte('a' + rnd.Intn(26))
	}
	return map[string]string{
		"one letter": fill("a"), "capital": fill("A"), "spaces": fill(" "), "tabs": fill("\t"), "newlines": fill("\n"),
		"dashes": fill("-"), "cjk": fill("漢字架構評価"), "random letters": string(noise), "digits": fill("7"),
		"slash and newline": fill("/\n"), "dash slash newline": fill("-/\n"), "cr lf": fill("\r\n"), "marks": fill("e\u0301"),
		"zero width": fill("\u200b"), "emoji": fill("😀"), "base64": fill("QUJDREVGR0hJSktMTU5P"), "invalid": fill("\xff"),
		"escape": fill("\x1b["), "no breaks": fill("abc def, "),
	}
}

func TestNeverQuadratic(t *testing.T) {
	if err := Warm("gpt-4o"); err != nil {
		t.Fatal(err)
	}
	limit := 5 * time.Second
	if raceEnabled {
		limit *= 10
	}
	whole := map[string]bool{"one letter": true, "spaces": true, "cjk": true}
	for name, text := range pathological() {
		if raceEnabled {
			text = text[:1<<15]
		} else if !whole[name] {
			text = text[:1<<17]
		}
		start := time.Now()
		got, err := o200k.count(text)
		if err != nil {
			t.Fatal(err)
		}
		if d := time.Since(start); d > limit {
			t.Errorf("%s: %d bytes took %v", name, len(text), d)
		} else {
			t.Logf("%-20s %8d tokens %8v", name, got.n, d.Round(time.Millisecond))
		}
	}
}

func TestCutRunsAreCountedClosely(t *testing.T) {
	lib, err := o200k.load()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range pathological() {
		for len(text) > 6000 {
			text = text[:len(text)/2]
		}
		text = strings.ToValidUTF8(text, "")
		got, _ := o200k.count(text)
		want := len(lib.EncodeOrdinary(text))
		if diff := got.n - want; diff < -want/100-1 || diff > want/25+2 {
			t.Errorf("%s: %d tokens, the library gives %d", name, got.n, want)
		}
		if got.whole && got.n != want {
			t.Errorf("%s: called whole, but %d is not %d", name, got.n, want)
		}
	}
}

func TestAtMostIsNotExceeded(t *testing.T) {
	var c Counter
	texts := pathological()
	texts["markdown"] = sample(t)
	texts["numbers"] = strings.Repeat("1 2 3 4 ", 2000)
	texts["table"] = strings.Repeat("| a | b | 1 | 2 |\n|---|---|---|---|\n", 400)
	texts["json"] = strings.Repeat(`{"a":[1,2,{"b":null}],"c":"x"},`, 400)
	texts["german"] = strings.Repeat("Die Lastverteilung geschieht über drei Zonen; jede verträgt den Ausfall einer anderen.\n", 100)
	texts["russian"] = strings.Repeat("Система хранит события в очереди сообщений.\n", 200)
	texts["hex"] = strings.Repeat("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n", 200)
	for name, text := range texts {
		switch name { // nobody writes these
		case "random letters", "zero width", "invalid":
			continue
		}
		if len(text) > 60000 {
			text = strings.ToValidUTF8(text[:60000], "")
		}
		n, _ := c.Count("gpt-5", text)
		if bound := AtMost(text); n > bound {
			t.Errorf("%s: %d tokens, but at most %d promised", name, n, bound)
		} else {
			t.Logf("%-20s %8d of at most %8d", name, n, bound)
		}
	}
}

func TestFitsCountsOnlyWhenItMust(t *testing.T) {
	var c Counter
	text := sample(t)
	if !c.Fits("gpt-5", text, 1_000_000) || c.Fits("gpt-5", text, 3) {
		t.Error("the bounds settle neither question")
	}
	if len(c.seen) != 0 {
		t.Error("text was counted where the bounds suffice")
	}
	n, _ := c.Count("gpt-5", text)
	if !c.Fits("gpt-5", text, n) || c.Fits("gpt-5", text, n-1) {
		t.Errorf("Fits does not agree with the count %d", n)
	}
}

func TestCounterIsSafeAndRemembers(t *testing.T) {
	var c Counter
	text := sample(t)
	want, _ := c.Count("gpt-5", text)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, m := range []string{"gpt-5", "gpt-4", "llama"} {
				if n, _ := c.Count(m, text); m == "gpt-5" && n != want {
					t.Errorf("%d tokens, then %d", want, n)
				}
			}
		})
	}
	wg.Wait()
	if len(c.seen) != 2 {
		t.Errorf("%d counts remembered for two vocabularies", len(c.seen))
	}
}

func BenchmarkCount(b *testing.B) {
	text := strings.Repeat(sample(b), 1<<20/len(sample(b)))
	bad := pathological()
	for _, x := range []struct{ name, text string }{
		{"markdown", text}, {"one letter", bad["one letter"]}, {"spaces", bad["spaces"]}, {"cjk", bad["cjk"]}, {"slashes", bad["slash and newline"]},
	} {
		b.Run(x.name, func(b *testing.B) {
			b.SetBytes(int64(len(x.text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := o200k.count(x.text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAtMost(b *testing.B) {
	text := strings.Repeat(sample(b), 1<<20/len(sample(b)))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		AtMost(text)
	}
}

func BenchmarkRemembered(b *testing.B) {
	var c Counter
	text := strings.Repeat(sample(b), 1<<20/len(sample(b)))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		c.Count("gpt-5", text)
	}
}
