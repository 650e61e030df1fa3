package report

import (
	"fmt"
	"strings"
)

// maxNested is how many levels of lists are laid out here; deeper ones are
// left to glamour.
const maxNested = 8

// listItem is one item of a list: the mark to show and its Markdown.
type listItem struct {
	mark string
	body string
}

// listItems takes a block that is a list as a whole apart. A block that is
// anything else gives nothing.
func listItems(block string) (items []listItem, loose bool) {
	number, width := 0, 0
	empty := false
	for l := range strings.SplitSeq(block, "\n") {
		text := strings.TrimLeft(l, " ")
		switch indent := len(l) - len(text); {
		case text == "":
			empty = true
			if len(items) > 0 {
				items[len(items)-1].body += "\n"
			}
			continue
		case isItem(l):
			mark := "• "
			width = itemMark(l) + 1
			if isDigit(l[0]) {
				if number++; len(items) == 0 {
					_, _ = fmt.Sscan(l[:width-2], &number)
				}
				mark = fmt.Sprintf("%d. ", number)
			}
			loose = loose || empty
			items = append(items, listItem{mark, strings.TrimSpace(l[width-1:])})
		case len(items) == 0 || indent == 0:
			return nil, false
		default:
			items[len(items)-1].body += "\n" + l[min(indent, width):]
		}
		empty = false
	}
	return items, loose
}

// showList shows a list with what follows the first line of an item indented
// under its text, which glamour does not do.
func (p *painter) showList(items []listItem, loose bool, width, level int) string {
	var b strings.Builder
	for i, item := range items {
		if loose && i > 0 {
			b.WriteByte('\n')
		}
		indent := " " + strings.Repeat(" ", len([]rune(item.mark)))
		body := p.showNested(strings.TrimSpace(item.body), width-len(indent)+1, level+1)
		for j, l := range strings.Split(body, "\n") {
			switch {
			case j == 0:
				b.WriteString(" " + item.mark + strings.TrimPrefix(l, " ") + "\n")
			case l == "":
				b.WriteByte('\n')
			default:
				b.WriteString(indent + strings.TrimPrefix(l, " ") + "\n")
			}
		}
	}
	return b.String()
}

// showNested shows the blocks of one item, tight when its text is tight.
func (p *painter) showNested(body string, width, level int) string {
	var shown []string
	for _, block := range splitBlocks(body) {
		shown = append(shown, p.show(block, width, level))
	}
	text := strings.TrimSuffix(join(shown), "\n")
	if len(shown) > 1 && !strings.Contains(body, "\n\n") {
		for i := range shown {
			shown[i] = strings.Trim(shown[i], "\n")
		}
		text = strings.Join(shown, "\n")
	}
	return text
}
