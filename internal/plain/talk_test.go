package plain

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"archreview/internal/problem"
)

// embeddedScript is a whole conversation with the embedded reviewer.
const embeddedScript = `
3
<

only names of passengers, no certificate
!
list high
show 1
next
area B
lst
doc 11
accept 1
list
waive 2 90d
harbour team
a new host comes in May
dispute 1 we know better
answer performance
99.99 % availability; RPO 1 second; p95 50 ms
answer performance
?
answer
answer perfomance
again api
ask Is a restore rehearsed?
export markdown out.md
export result json
help dispute
bye
`

// TestConversations runs whole conversations and compares their transcripts.
func TestConversations(t *testing.T) {
	for _, width := range []int{40, 80} {
		t.Run(fmt.Sprint("embedded ", width), func(t *testing.T) {
			out, err := talk(t, newCounter(nil), Options{Documents: []string{"ferry.md"}, Width: width}, embeddedScript)
			if err != nil {
				t.Error(err)
			}
			golden(t, filepath.Join("testdata", fmt.Sprintf("embedded.%d.golden.txt", width)), out)
		})
		t.Run(fmt.Sprint("model ", width), func(t *testing.T) {
			out, err := talk(t, newCounter(costing{reviewer(t)}), Options{Documents: []string{"ferry.md"}, Width: width}, modelScript)
			if problem.ExitCode(err) != problem.OK {
				t.Error(err)
			}
			golden(t, filepath.Join("testdata", fmt.Sprintf("model.%d.golden.txt", width)), out)
		})
	}
}

// TestCommands gives each command something to do and to refuse.
func TestCommands(t *testing.T) {
	for _, c := range []struct {
		script string
		holds  []string
	}{
		{"list medium", []string{"1. MEDIUM ", "concerns for medium."}},
		{"list database", []string{"1. HIGH pool-connections", "1 concern for database."}},
		{"list Redis", []string{"evicting-broker", "1 concern for Redis."}},
		{"list zebra", []string{"No concern for zebra."}},
		{"show pool", []string{"HIGH pool-connections-75fe: The connection pools", "• \"PostgreSQL accepts max_connections = 200.\" (L12)"}},
		{"list medium\n1", []string{"> 1", "MEDIUM "}},
		{"show", []string{"Problem: show needs a concern"}},
		{"show pool-conections", []string{"Problem: the review has no concern pool-conections", "the nearest is pool-connections-75fe"}},
		{"next\nnext\nnext\nnext", []string{"High concern 1 of 3.", "High concern 3 of 3.", "No more: all 3 high concerns were shown."}},
		{"area d", []string{"D. Security Architecture: reviewed.", "Checklist: "}},
		{"area databas", []string{"Problem: there is no area databas", "the nearest is database"}},
		{"summary", []string{"Executive summary"}},
		{"patterns\nstack\nroadmap\nsecurity\nsteps", []string{"Technology stack", "Scalability roadmap", "Security checklist", "Next steps"}},
		{"doc 99", []string{"Problem: there is no such line: d1 has the lines 1 to 23"}},
		{"doc L11", []string{"> L11: Each process keeps"}},
		{"doc three", []string{"Problem: there is no document three"}},
		{"accept 1\nlist\nshow 1", []string{"Accepted: pool-connections-75fe.", "accepted)", "You have accepted this concern."}},
		{"dispute 1\n", []string{"Problem: nothing was changed"}},
		{"dispute 1 no\nlist\nshow 1", []string{"on record, not examined; it stands (high).", "disputed)", "Objection"}},
		{"waive 1 1999-01-01 team reason", []string{"1999-01-01 is past"}},
		{"waive 1 90d team it is known\nlist", []string{"Waived until 2026-05-30 by team: pool-connections-75fe.", "waived)"}},
		{"deep-dive api", []string{"Deep dive: C. API Design & Communication, ferry.md", "How it fails", "Written by the embedded reviewer"}},
		{"deep-dive 1", []string{"Deep dive: B. Database Architecture", "It looks at pool-connections-75fe"}},
		{"deep-dive nowhere", []string{"Problem: the review has no concern nowhere"}},
		{"guide 1", []string{"How to carry it out: The connection pools", "Done when"}},
		{"ask", []string{"Problem: ask needs a question"}},
		{"Is a restore rehearsed?", []string{"a restore is rehearsed each month"}},
		{"export", []string{"Written to exports/review.markdown"}},
		{"export pdf", []string{"Problem: there is no format pdf: the formats are markdown, json."}},
		{"export json a b.json", []string{"Written to a b.json"}},
		{"export result json", []string{"Problem: there is no result to export"}},
		{"guide 1\nexport result markdown g.md", []string{"Written to g.md#guide"}},
		{"sessions", []string{"No session is kept."}},
		{"help", []string{"waive ID|NUMBER UNTIL OWNER REASON", "quit"}},
		{"?", []string{"A line is a command."}},
		{"help gide", []string{"the nearest is guide"}},
		{"lst", []string{"Problem: there is no command lst.", "the nearest is list;"}},
		{"answer budget\n<", []string{"Nothing was changed."}},
		{"answer\nanswer bugdet", []string{"- budget (open): Costs should", "the nearest is budget"}},
		{"again api", []string{"The embedded reviewer finds the same each time"}},
		{"again nowhere", []string{"Problem: there is no area nowhere"}},
	} {
		out, err := talk(t, newCounter(nil), Options{Documents: []string{"ferry.md"}}, "!\n"+c.script+"\nquit\n")
		if err != nil {
			t.Errorf("%q: %v", c.script, err)
		}
		_, after, _ := strings.Cut(out, "all commands.")
		after = strings.Join(strings.Fields(after), " ")
		for _, want := range c.holds {
			if !strings.Contains(after, want) {
				t.Errorf("%q: no %q in\n%s", c.script, want, after)
			}
		}
	}
}
