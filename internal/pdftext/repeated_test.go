package pdftext

import (
	"fmt"
	"strings"
	"testing"
)

// The foot of a page goes, whatever the number of its digits, from the short
// last page, too; what stands in the middle of pages stays, however alike.
func TestFeetOfPagesGo(t *testing.T) {
	var pages []page
	for n := 1; n <= 13; n++ {
		texts := []string{fmt.Sprintf("Chapter %c", 'A'+n), "one", "two", "three", "Limit 20", "four", fmt.Sprintf("five of %c", 'a'+n), "design.html " + fmt.Sprint(n) + "/13"}
		if n == 13 {
			texts = []string{"the end", "design.html 13/13"}
		}
		var p page
		for _, text := range texts {
			p.lines = append(p.lines, textLine{segments: []segment{{text: text}}})
		}
		pages = append(pages, p)
	}
	dropped := dropRepeated(pages)
	var left strings.Builder
	for i := range pages {
		for j := range pages[i].lines {
			left.WriteString(pages[i].lines[j].text() + "\n")
		}
	}
	if got := left.String(); strings.Contains(got, "design.html") || strings.Count(got, "Limit 20") != 12 || !strings.Contains(got, "the end") {
		t.Errorf("%d lines dropped, left:\n%s", dropped, got)
	}
}
