package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"archreview/agent/review"
	"archreview/internal/compare"
	"archreview/internal/desk"
)

// changes shows which concerns the newest review raised, lowered, removed or
// brought, after an answer was changed.
type changes struct {
	c             *common
	k             *reportKeys
	w             *desk.Work
	old, new      *review.Review
	rows          []changeRow // nil until the reviews are compared
	at            picks
	width, height int
}

// changeRow is a row of the list: the head of a group, or a change.
type changeRow struct {
	head string
	what review.Change
	note string
	gone bool // the newer review does not have it
}

// changesMsg brings a comparison.
type changesMsg struct {
	view *changes
	rows []changeRow
}

func newChanges(c *common, w *desk.Work, old, new *review.Review) *changes {
	return &changes{c: c, k: newReportKeys(c), w: w, old: old, new: new}
}

// begin compares the two reviews.
func (v *changes) begin() tea.Cmd {
	old, new, docs, now := v.old, v.new, v.w.Agent.Documents(), v.c.now
	return func() tea.Msg {
		got := compare.Compare(compare.Side{Review: old, Documents: docs}, compare.Side{Review: new, Documents: docs}, compare.Options{Now: now})
		return changesMsg{v, changeRows(got, newIndex(new))}
	}
}

// changeRows groups a comparison: what grew first, then what is new, what
// shrank, what is gone, and what else changed.
func changeRows(c *review.Comparison, now *index) []changeRow {
	var out []changeRow
	for _, a := range c.Answers {
		out = append(out, changeRow{head: "Answer: " + oneLine(a.Key) + `: "` + oneLine(a.Old) + `" is now "` + oneLine(a.New) + `"`})
	}
	groups := map[changeGroup][]changeRow{}
	for _, x := range c.Concerns {
		g := groupOf(x, now.get(x.ID) != nil)
		groups[g] = append(groups[g], changeRow{what: x, note: x.Note, gone: g == groupRemoved})
	}
	for g, name := range []string{"Raised", "New", "Lowered", "Removed", "Changed in other ways"} {
		if rows := groups[changeGroup(g)]; len(rows) > 0 {
			out = append(append(out, changeRow{head: fmt.Sprintf("%s: %d", name, len(rows))}), rows...)
		}
	}
	return append(out, changeRow{head: fmt.Sprintf("As before: %d", len(groups[groupSame]))})
}

// changeGroup is what became of a concern, as the list groups it.
type changeGroup int

// Groups, in the order of the list.
const (
	groupRaised changeGroup = iota
	groupNew
	groupLowered
	groupRemoved
	groupOther
	groupSame
)

// groupOf groups a change. Both reviews are of the same text, so that a concern
// which the newer one does not have is removed, whatever else is said of it.
func groupOf(x review.Change, there bool) changeGroup {
	switch {
	case !there:
		return groupRemoved
	case x.OldSeverity == "":
		return groupNew
	case x.Severity.Rank() > x.OldSeverity.Rank():
		return groupRaised
	case x.Severity.Rank() < x.OldSeverity.Rank():
		return groupLowered
	case x.State == review.Changed || x.OldID != x.ID:
		return groupOther
	}
	return groupSame
}

func (v *changes) resize(width, height int) {
	v.width, v.height = width, height
	v.at.resize(len(v.rows), max(height-4, 1))
}

func (v *changes) title() string { return "What changed" }

func (v *changes) typing() bool { return false }

func (v *changes) bindings() []key.Binding {
	return []key.Binding{v.k.back, bind("Enter", "show the concern", "enter"), v.k.up, v.k.down, v.k.pageUp, v.k.pageDown, v.k.top, v.k.bottom}
}

func (v *changes) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case changesMsg:
		if msg.view != v {
			return nil
		}
		v.rows = msg.rows
		v.at.resize(len(v.rows), max(v.height-4, 1))
	case tea.MouseMsg:
		v.at.by(wheelOf(msg))
		if clicked(msg) && msg.Y >= 1 && msg.Y <= v.at.height {
			v.at.choose(v.at.top + msg.Y - 1)
		}
	case tea.KeyMsg:
		return v.press(msg)
	}
	return nil
}

func (v *changes) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, v.k.back, v.k.changed):
		return closing(v)
	case key.Matches(msg, v.k.up):
		v.at.by(-1)
	case key.Matches(msg, v.k.down):
		v.at.by(1)
	case key.Matches(msg, v.k.pageUp):
		v.at.by(-v.at.height)
	case key.Matches(msg, v.k.pageDown):
		v.at.by(v.at.height)
	case key.Matches(msg, v.k.top):
		v.at.choose(0)
	case key.Matches(msg, v.k.bottom):
		v.at.choose(len(v.rows))
	case key.Matches(msg, v.k.open) && v.at.at < len(v.rows):
		if r := v.rows[v.at.at]; r.what.ID != "" && !r.gone {
			return send(layerMsg{layer: v, concern: r.what.ID})
		}
	}
	return nil
}

func (v *changes) view() string {
	lines := []string{v.c.paint(roleTitle, "What changed") + v.c.paint(roleDim, " · this review beside the one before")}
	if v.rows == nil {
		return joined(box(append(lines, "comparing …"), v.width, v.height))
	}
	from, to := v.at.window()
	for i := from; i < to; i++ {
		lines = append(lines, v.row(i))
	}
	lines = box(lines, v.width, max(v.height-3, 1))
	if v.at.at < len(v.rows) {
		if r := v.rows[v.at.at]; r.head == "" {
			lines = append(lines, "")
			lines = append(lines, flow(strings.TrimSpace(r.what.Title+". "+r.note), max(v.width, 8))...)
		} else {
			lines = append(lines, "")
			lines = append(lines, flow(r.head, max(v.width, 8))...)
		}
	}
	return joined(box(lines, v.width, v.height))
}

func (v *changes) row(i int) string {
	r := v.rows[i]
	mark := "  "
	if i == v.at.at {
		mark = v.c.paint(roleChosen, "› ")
	}
	if r.head != "" {
		return mark + v.c.paint(roleLabel, oneLine(r.head))
	}
	weight := v.c.paint(severityRole(r.what.Severity), severityWord(r.what.Severity))
	switch {
	case r.gone:
		weight = v.c.paint(roleDim, "was "+severityWord(r.what.OldSeverity))
	case r.what.OldSeverity != "" && r.what.OldSeverity != r.what.Severity:
		weight = severityWord(r.what.OldSeverity) + " → " + weight
	}
	return mark + "  " + weight + " " + oneLine(r.what.Title)
}
