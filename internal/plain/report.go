package plain

import (
	"strings"
	"time"

	"archreview/agent/review"
	"archreview/internal/report"
)

// options are what the writers of reports may use.
func (s *session) options() report.Options {
	o := report.Options{Titles: s.work.Titles}
	if r := s.work.Agent.Last(); r != nil {
		o.Documents = r.Documents
	}
	return o
}

// report shows the summary of the newest review.
func (s *session) report() {
	s.reset()
	s.section("summary")
	s.say("summary.next", nil)
}

// section shows one section of the newest review.
func (s *session) section(name string) {
	var b strings.Builder
	err := report.Section(&b, name, s.work.Agent.Last(), s.options())
	s.markdown(b.String(), err)
}

// render is how long Markdown may take before it appears as it is written.
const render = 30 * time.Second

// markdown shows Markdown as lines of text: headings as lines of their own,
// tables row by row.
func (s *session) markdown(md string, err error) {
	if err != nil {
		s.fail(err)
		return
	}
	if strings.TrimSpace(md) == "" {
		s.say("empty", nil)
		return
	}
	var b strings.Builder
	if err := report.Terminal(&b, linear(md), report.TerminalOptions{Width: s.out.width + 1, Style: "notty", Deadline: render}); err != nil {
		s.fail(err)
		return
	}
	s.out.blank()
	for l := range strings.SplitSeq(strings.TrimRight(b.String(), "\n"), "\n") {
		s.out.line(strings.TrimPrefix(l, " "))
	}
	s.out.blank()
}

// linear turns Markdown of a report into Markdown that reads well line by
// line: no marks of headings, rows of tables as items of a list, and no
// picture with its legend.
func linear(md string) string {
	var out []string
	lines := strings.Split(strings.ReplaceAll(md, "\t", "    "), "\n")
	fence := ""
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		switch marks := fenceOf(l); {
		case fence != "":
			if marks != "" && strings.HasPrefix(marks, fence) && strings.Trim(l, " `~") == "" {
				fence = ""
			}
		case marks != "":
			fence = marks
		case strings.HasPrefix(l, "#"):
			if text := strings.TrimLeft(l, "#"); strings.HasPrefix(text, " ") {
				l = strings.TrimSpace(text)
			}
		case strings.HasPrefix(l, "|") && i+1 < len(lines) && isRule(lines[i+1]):
			end := i
			for end < len(lines) && strings.HasPrefix(lines[end], "|") {
				end++
			}
			items, picture := records(lines[i:end])
			out = append(out, items...)
			for picture && end+1 < len(lines) && lines[end] == "" && lines[end+1] != "" {
				end += 2 // the legend of the picture
				picture = false
			}
			i = end - 1
			continue
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}

// fenceOf gives the marks with which a line opens or closes a block of code.
func fenceOf(l string) string {
	l = strings.TrimLeft(l, " ")
	for _, c := range []string{"`", "~"} {
		if n := len(l) - len(strings.TrimLeft(l, c)); n >= 3 {
			return l[:n]
		}
	}
	return ""
}

func isRule(l string) bool { return strings.HasPrefix(l, "|") && strings.Trim(l, "|:- ") == "" }

// picture is the head of the column that only eyes can read.
const picture = "Picture"

// records gives the rows of a table as items of a list, each cell with the
// head of its column, and says whether a column was a picture.
func records(table []string) (items []string, pictured bool) {
	head, rule := cells(table[0]), cells(table[1])
	for _, row := range table[2:] {
		first, rest := "", []string{}
		for j, text := range cells(row) {
			name := ""
			if j < len(head) {
				name = head[j]
			}
			if name == picture {
				pictured = true
				text, name = strings.TrimSpace(withoutCode(text)), ""
			}
			switch {
			case j == 0:
				first = text
			case text == "":
			case name == "":
				rest = append(rest, text)
			case j < len(rule) && strings.HasSuffix(rule[j], ":"): // a number
				rest = append(rest, text+" "+strings.ToLower(name))
			default:
				rest = append(rest, strings.ToLower(name)+": "+text)
			}
		}
		if pictured && len(rest) == 0 {
			rest = []string{"no concern"}
		}
		items = append(items, "- "+strings.TrimSuffix(first+": "+strings.Join(rest, "; "), ": "))
	}
	return items, pictured
}

// withoutCode drops the code span with which a cell begins.
func withoutCode(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "`"); ok {
		if _, after, ok := strings.Cut(rest, "`"); ok {
			return after
		}
	}
	return cell
}

// cells cuts a row at its pipes. A pipe after a backslash is text.
func cells(l string) []string {
	l = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(l), "|"), "|")
	var out []string
	from := 0
	for i := range len(l) {
		if l[i] == '|' && (i == 0 || l[i-1] != '\\') {
			out = append(out, strings.TrimSpace(l[from:i]))
			from = i + 1
		}
	}
	return append(out, strings.TrimSpace(l[from:]))
}

// reset numbers all concerns anew, grave ones first.
func (s *session) reset() {
	s.listed = nil
	for _, c := range standing(s.work.Agent.Last(), func(*review.Area, *review.Concern) bool { return true }) {
		s.listed = append(s.listed, c.ID)
	}
}
