package document

import (
	"reflect"
	"strings"
	"testing"
)

// parse reads a document that must be readable.
func parse(t testing.TB, text string) *Document {
	t.Helper()
	d, err := Parse("d1", "design.md", []byte(text))
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return d
}

// texts gives the texts of all statements.
func texts(d *Document) []string {
	var all []string
	for _, s := range d.Statements {
		all = append(all, s.Text)
	}
	return all
}

func TestSentences(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"plain", "One here. Two here.", []string{"One here.", "Two here."}},
		{"soft wrap", "One that\nwraps. Two.", []string{"One that\nwraps.", "Two."}},
		{"lower case begins", "Writes go to one node. nginx reads.", []string{"Writes go to one node.", "nginx reads."}},
		{"e.g.", "A broker, e.g. Kafka, is used. Next.", []string{"A broker, e.g. Kafka, is used.", "Next."}},
		{"i.e. in brackets", "One (i.e. Primary) node. Next.", []string{"One (i.e. Primary) node.", "Next."}},
		{"vs.", "Redis vs. Kafka was discussed.", []string{"Redis vs. Kafka was discussed."}},
		{"approx. and resp.", "It takes approx. 5 ms resp. 7 ms.", []string{"It takes approx. 5 ms resp. 7 ms."}},
		{"etc. within", "Redis, Kafka etc. are used.", []string{"Redis, Kafka etc. are used."}},
		{"etc. at the end", "We run Redis, Kafka etc. They are managed.", []string{"We run Redis, Kafka etc.", "They are managed."}},
		{"No. with number", "See No. 5 and Sec. 4 in Fig. 2. Then.", []string{"See No. 5 and Sec. 4 in Fig. 2.", "Then."}},
		{"No. as an answer", "Is it tested? No. We will.", []string{"Is it tested?", "No.", "We will."}},
		{"decimals", "We promise 99.95 % a month. Not 99.9 %.", []string{"We promise 99.95 % a month.", "Not 99.9 %."}},
		{"version at the end", "It runs Django 5.1. Python is 3.13.", []string{"It runs Django 5.1.", "Python is 3.13."}},
		{"number at the end", "Retries stop after 5. Then it fails.", []string{"Retries stop after 5.", "Then it fails."}},
		{"unit at the end", "The alarm is at 60 s. primary only.", []string{"The alarm is at 60 s.", "primary only."}},
		{"ms at the end", "It takes 800 ms. A call fails.", []string{"It takes 800 ms.", "A call fails."}},
		{"identifiers", "The module a.b.c imports x.py. It is small.", []string{"The module a.b.c imports x.py.", "It is small."}},
		{"inline code", "Run `a. B. c` twice. Done.", []string{"Run `a. B. c` twice.", "Done."}},
		{"code with double ticks", "Run ``x ` y. Z`` now. Done.", []string{"Run ``x ` y. Z`` now.", "Done."}},
		{"unclosed code", "Run `x now. Done.", []string{"Run `x now.", "Done."}},
		{"url", "See https://example.com/a.b?c=d. Then go.", []string{"See https://example.com/a.b?c=d.", "Then go."}},
		{"question and exclamation", "Do we? We do! Fine.", []string{"Do we?", "We do!", "Fine."}},
		{"several marks", "session resumption?? ask the vendor.", []string{"session resumption??", "ask the vendor."}},
		{"quoted question", `"Do we?" asked Ann.`, []string{`"Do we?" asked Ann.`}},
		{"ends in emphasis", "It is so, **really so.** Next.", []string{"It is so, **really so.**", "Next."}},
		{"ends in a bracket", "It works (we tried. It did). Next (also.) Last.", []string{"It works (we tried. It did).", "Next (also.)", "Last."}},
		{"link with stops", "See [a. B](http://x.y). Next.", []string{"See [a. B](http://x.y).", "Next."}},
		{"unclosed bracket", "One (of two. Next.", []string{"One (of two.", "Next."}},
		{"smiley", "Good :) Next. Last.", []string{"Good :) Next.", "Last."}},
		{"lead-in", "**Backups.** None yet. Later.", []string{"**Backups.** None yet.", "Later."}},
		{"lead-in, stop outside", "**Rate limiting**. Left to the edge.", []string{"**Rate limiting**. Left to the edge."}},
		{"emphasised sentence", "**We never delete.** Rows stay.", []string{"**We never delete.**", "Rows stay."}},
		{"ellipsis", "Wait... what then. Hm... We go.", []string{"Wait... what then.", "Hm...", "We go."}},
		{"enumeration in prose", "**Steps.** 1. Copy it. 2. Compare it.", []string{"**Steps.** 1. Copy it.", "2. Compare it."}},
		{"U.S.", "Hosted in the U.S. East region. Fine.", []string{"Hosted in the U.S. East region.", "Fine."}},
		{"a.m.", "At 5 a.m. the job runs. At 6 p.m. We stop.", []string{"At 5 a.m. the job runs.", "At 6 p.m.", "We stop."}},
		{"hard break", "Status: accepted  \nOwner is Ann", []string{"Status: accepted", "Owner is Ann"}},
		{"hard break, backslash", "First line\\\nSecond line", []string{"First line\\", "Second line"}},
		{"keys and values", "Status: draft\nOwner: Ann\nBudget: none", []string{"Status: draft", "Owner: Ann", "Budget: none"}},
		{"wrapped after a colon", "Note: this wraps\nover here: yes.", []string{"Note: this wraps\nover here: yes."}},
		{"link definitions", "[a]: http://a.b\n[b]: http://c.d", []string{"[a]: http://a.b", "[b]: http://c.d"}},
		{"comment inside", "We use <!-- TODO: Redis. --> Kafka. Yes.", []string{"We use", "Kafka.", "Yes."}},
		{"tags stay", "We use <b>Redis</b>. Yes.", []string{"We use <b>Redis</b>.", "Yes."}},
		{"full-width stops", "我们使用。每天备份。", []string{"我们使用。", "每天备份。"}},
		{"curly quotes", "He said “Stop.” Then left.", []string{"He said “Stop.”", "Then left."}},
		{"no-break space", "\u00a0One.\u00a0 Two.\u00a0", []string{"One.\u00a0 Two."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := texts(parse(t, test.text)); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestStruck(t *testing.T) {
	d := parse(t, "- ~~We use Kafka. It is good.~~\n- ~~old~~ new\n- ~~gone~~.\n\n| a | b |\n|---|---|\n| ~~x y~~ | ~~z z~~ |\n| ~~x y~~ | z |\n")
	want := map[string]bool{
		"~~We use Kafka.": true, "It is good.~~": true, "~~old~~": true, "new": false, "~~gone~~.": true, "| a | b |": false,
		"| ~~x y~~ | ~~z z~~ |": true, "| ~~x y~~ | z |": false,
	}
	if len(d.Statements) != len(want) {
		t.Fatalf("statements: %q", texts(d))
	}
	for _, s := range d.Statements {
		if struck, known := want[s.Text]; !known || s.Struck != struck {
			t.Errorf("%q: Struck = %v", s.Text, s.Struck)
		}
	}
}

func TestLongStatementsAreCut(t *testing.T) {
	for name, text := range map[string]string{
		"words":   strings.Repeat("word ", 2000),
		"no gaps": strings.Repeat("é", 5001),
		"code":    "```\n" + strings.Repeat("x=1 ", 3000) + "\n```",
		"heading": "# " + strings.Repeat("Title ", 1500),
		"row":     "| a | b |\n|---|---|\n| " + strings.Repeat("cell ", 1000) + "| " + strings.Repeat("other ", 1000) + "|",
	} {
		t.Run(name, func(t *testing.T) {
			d := parse(t, text)
			check(t, d)
			if len(d.Notes) != 1 || !strings.Contains(d.Notes[0].Detail, "line") {
				t.Errorf("notes: %v", d.Notes)
			}
			kept := 0
			for _, s := range d.Statements {
				kept += len(strings.Join(strings.Fields(s.Text), ""))
				for _, c := range s.Cells {
					if c.Start < s.Start || c.End > s.End {
						t.Errorf("cell %d-%d outside of its piece %d-%d", c.Start, c.End, s.Start, s.End)
					}
				}
			}
			whole := len(strings.Join(strings.Fields(strings.NewReplacer("```", "", "# ", "", "|---|---|", "").Replace(text)), ""))
			if kept != whole {
				t.Errorf("kept %d of %d bytes", kept, whole)
			}
		})
	}
}

// TestStruckPartOfASentence cuts what was given up from what replaces it.
func TestStruckPartOfASentence(t *testing.T) {
	for text, want := range map[string]string{
		"~~Kafka, three brokers~~ → RabbitMQ, one node.":  "~~Kafka, three brokers~~* | → RabbitMQ, one node.",
		"We take RabbitMQ. ~~Kafka was the first idea.~~": "We take RabbitMQ. | ~~Kafka was the first idea.~~*",
		"We take RabbitMQ, ~~not Redis~~":                 "We take RabbitMQ, | ~~not Redis~~*",
		"We take ~~Kafka~~ RabbitMQ for events.":          "We take ~~Kafka~~ RabbitMQ for events.",
	} {
		d, err := Parse("d1", "a.md", []byte(text+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range d.Statements {
			mark := ""
			if s.Struck {
				mark = "*"
			}
			got = append(got, s.Text+mark)
		}
		if strings.Join(got, " | ") != want {
			t.Errorf("%s: %s", text, strings.Join(got, " | "))
		}
	}
}
