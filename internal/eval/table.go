package eval

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"archreview/agent/review"
)

// Table writes the measurements as a Markdown table, one row for each case and
// engine, and the lists behind them where details are asked for.
func Table(w io.Writer, reports []Report, details bool) error {
	var b strings.Builder
	head := []string{"engine", "case", "recall", "high", "medium", "low", "omission", "antipattern", "contradiction", "arithmetic", "mismatch",
		"false alarms", "concerns that hit", "concerns H/M/L", "kappa", "area", "exact quotes", "after repair", "ms"}
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, r := range reports {
		for i := range r.Cases {
			b.WriteString(row(r.Engine, &r.Cases[i]))
		}
		b.WriteString(row(r.Engine, &r.Total))
	}
	if details {
		for _, r := range reports[:1] {
			for i := range r.Cases {
				writeDetails(&b, &r.Cases[i])
			}
			writeRules(&b, r.Total.Rules)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func row(engine string, s *Score) string {
	cells := []string{engine, s.Slug, share(s.Flaws["all"])}
	for _, k := range review.Severities() {
		cells = append(cells, share(s.Flaws[string(k)]))
	}
	for _, k := range review.Kinds() {
		cells = append(cells, share(s.Flaws[string(k)]))
	}
	cells = append(cells, share(s.Sound), share(s.Useful),
		fmt.Sprintf("%d/%d/%d", s.Concerns[review.High], s.Concerns[review.Medium], s.Concerns[review.Low]),
		fmt.Sprintf("%.2f", s.Kappa()), share(s.Area), share(s.Exact), share(s.Twin), fmt.Sprintf("%.0f", s.MS))
	return "| " + strings.Join(cells, " | ") + " |\n"
}

func share(s Share) string {
	if s.Whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f (%d/%d)", s.Value(), s.Part, s.Whole)
}

func writeDetails(b *strings.Builder, s *Score) {
	fmt.Fprintf(b, "\n## %s\n", s.Slug)
	for _, l := range []struct {
		title string
		lines []string
	}{{"Hits", s.Hits}, {"Missed", s.Missed}, {"False alarms", s.Alarms}, {"Still reported after the repair", s.Survived}, {"Concerns that hit no known flaw", s.Unexplained}} {
		if len(l.lines) > 0 {
			fmt.Fprintf(b, "\n%s:\n\n- %s\n", l.title, strings.Join(l.lines, "\n- "))
		}
	}
}

// writeRules lists how many of the concerns that a rule raised hit a known
// flaw, the rules that hit least first.
func writeRules(b *strings.Builder, rules map[string]Share) {
	ids := slices.SortedFunc(maps.Keys(rules), func(x, y string) int {
		if c := cmp.Compare(rules[x].Value(), rules[y].Value()); c != 0 {
			return c
		}
		return cmp.Compare(x, y)
	})
	fmt.Fprintf(b, "\n## Rules\n\n| rule | concerns that hit |\n|---|---|\n")
	for _, id := range ids {
		fmt.Fprintf(b, "| %s | %s |\n", id, share(rules[id]))
	}
}
