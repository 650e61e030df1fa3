package pdftext

import (
	"strings"
	"testing"
)

// tableOf makes lines of a table with columns at 0 and 100 and gives it as
// written. A text before "|" is in the first column; "+" begins a line that
// stands close to the one above.
func tableOf(rows ...string) string {
	var lines []textLine
	y := 1000.0
	for _, r := range rows {
		text, close := strings.CutPrefix(r, "+")
		if y -= 20; close {
			y += 8
		}
		l := textLine{y: y, size: 10}
		for i, cell := range strings.Split(text, "|") {
			if cell != "" {
				l.segments = append(l.segments, segment{x: float64(100 * i), end: float64(100*i + 40), text: cell})
			}
		}
		lines = append(lines, l)
	}
	lines[0].segments[0].x = 0
	var out []string
	for _, l := range tableLines(lines) {
		out = append(out, l.Text)
	}
	return strings.Join(out, "\n")
}

// The first row of a table is its head only if it looks like one: figures of
// one row are not what the other rows are about.
func TestHeadsOfTables(t *testing.T) {
	for name, c := range map[string][2]string{
		"a head":           {tableOf("Measure|Value", "Peak|90", "Orders|6,200"), "| Measure | Value |\n|---|---|\n| Peak | 90 |\n| Orders | 6,200 |"},
		"figures first":    {tableOf("Search|300 ms", "RPO|15 minutes"), "|  |  |\n|---|---|\n| Search | 300 ms |\n| RPO | 15 minutes |"},
		"no figure at all": {tableOf("Part|Owner", "API|Team A"), "| Part | Owner |\n|---|---|\n| API | Team A |"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s:\n%s\nwant\n%s", name, c[0], c[1])
		}
	}
}

// A cell of several lines whose neighbour stands beside its middle is one row.
func TestRowsOfSeveralLines(t *testing.T) {
	got := tableOf("Part|Notes", "|Celery,", "+Worker 3|prefork,", "+|8 each", "Redis 7|cache and", "+|broker")
	want := "| Part | Notes |\n|---|---|\n| Worker 3 | Celery, prefork, 8 each |\n| Redis 7 | cache and broker |"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// Rows that are all alike apart keep the first column as their sign.
	got = tableOf("Part|Notes", "+API 1|one", "+|two", "+Redis 7|three")
	want = "| Part | Notes |\n|---|---|\n| API 1 | one two |\n| Redis 7 | three |"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
