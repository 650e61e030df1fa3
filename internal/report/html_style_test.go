package report

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// colours gives the named colours of each scheme of the style.
func colours(t *testing.T, css string) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	blocks := regexp.MustCompile(`(?s)(@media \(prefers-color-scheme: dark\) \{\s*|@media print \{\s*|\n):root \{(.*?)\}`).FindAllStringSubmatch(css, -1)
	for _, b := range blocks {
		name := "light"
		switch {
		case strings.Contains(b[1], "dark"):
			name = "dark"
		case strings.Contains(b[1], "print"):
			name = "print"
		}
		out[name] = map[string]string{}
		for _, v := range regexp.MustCompile(`--([a-z]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(b[2], -1) {
			out[name][v[1]] = v[2]
		}
	}
	return out
}

// luminance is the relative luminance of a colour after WCAG 2.
func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestContrast measures every colour of text on every ground on which text can
// stand, in all schemes.
func TestContrast(t *testing.T) {
	if got := contrast("#000000", "#ffffff"); math.Abs(got-21) > 0.01 {
		t.Fatalf("black on white is %.2f", got)
	}
	css := string(must(htmlFiles.ReadFile("templates/html/style.css")))
	schemes := colours(t, css)
	if len(schemes) != 3 {
		t.Fatalf("schemes: %v", schemes)
	}
	texts := []string{"ink", "quiet", "accent", "high", "medium", "low", "good"}
	grounds := []string{"ground", "paper", "soft"}
	for name, c := range schemes {
		pairs := [][2]string{{"ink", "marked"}}
		for _, text := range texts {
			for _, ground := range grounds {
				pairs = append(pairs, [2]string{text, ground})
			}
		}
		for _, p := range pairs {
			if c[p[0]] == "" || c[p[1]] == "" {
				t.Errorf("%s has no %s or %s", name, p[0], p[1])
			} else if got := contrast(c[p[0]], c[p[1]]); got < 4.5 {
				t.Errorf("%s: %s on %s is %.2f", name, p[0], p[1], got)
			}
		}
		for colour := range c {
			if !slices.Contains(texts, colour) && !slices.Contains(grounds, colour) && colour != "marked" && colour != "line" {
				t.Errorf("%s: nothing measures %s", name, colour)
			}
		}
	}
}

// TestStyleNamesItsColours: the pairs that TestContrast measures are all there
// are: text has a colour for text, grounds one for grounds, and nothing is
// made fainter.
func TestStyleNamesItsColours(t *testing.T) {
	css := string(must(htmlFiles.ReadFile("templates/html/style.css")))
	rules := regexp.MustCompile(`(?s):root \{.*?\}`).ReplaceAllString(css, "")
	if found := regexp.MustCompile(`#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|opacity|filter:`).FindString(rules); found != "" {
		t.Errorf("a rule has %q", found)
	}
	for _, m := range regexp.MustCompile(`[\s{;](color|background|fill): ([^;]+);`).FindAllStringSubmatch(rules, -1) {
		allowed := map[string]string{
			"color":      "ink quiet accent high medium low good",
			"background": "ground paper soft marked",
			"fill":       "ink quiet accent high medium low paper",
		}[m[1]]
		name := strings.TrimSuffix(strings.TrimPrefix(m[2], "var(--"), ")")
		if m[2] != "inherit" && m[2] != "none" && !slices.Contains(strings.Fields(allowed), name) {
			t.Errorf("%s: %s", m[1], m[2])
		}
	}
	for _, want := range []string{":focus-visible", "prefers-color-scheme: dark", "@media print"} {
		if !strings.Contains(css, want) {
			t.Errorf("the style has no %s", want)
		}
	}
	if strings.Count(css, "outline: none") > 1 {
		t.Error("the focus of something is hidden")
	}
}
