package document

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestSections(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // "level parent line title"
	}{
		{"levels", "# A\n## B\n#### C\n## D\n# E", []string{"1 0 1 A", "2 1 2 B", "4 2 3 C", "2 1 4 D", "1 0 5 E"}},
		{"setext", "A\n===\n\nB **x**\n---", []string{"1 0 1 A", "2 1 4 B **x**"}},
		{"emphasis around", "## **A b**", []string{"2 0 1 A b"}},
		{"reStructuredText", "Title\n=====\n\nPart\n~~~~~~\n\nText", []string{"1 0 1 Title", "3 1 4 Part"}},
		{"not in code", "```\n# a\n```\n\n# B", []string{"1 0 5 B"}},
		{"plain, numbered", "1. Scope\n\nText here.\n\n4.2 Backup\n\nText.\n\n4.2.1 Restore drills\n\nText.",
			[]string{"1 0 1 1. Scope", "2 1 5 4.2 Backup", "3 2 9 4.2.1 Restore drills"}},
		{"plain, capitals", "DESIGN OF THE SHOP\n\nText.\n\nBACKUPS\n\nNone.", []string{"1 0 1 DESIGN OF THE SHOP", "1 0 5 BACKUPS"}},
		{"plain, loose list", "1. Redis\n\n2. Kafka\n\nText.", nil},
		{"plain, list goes on", "1. Redis\n2. Kafka\n\n3. Celery\n\nText.", nil},
		{"plain, not alone", "4.2 Backup\nis nightly.\n\nSee\n4.3 Restore\n", nil},
		{"plain, sentence", "4.2 Backups are nightly.\n\n5 nodes run\n\nTODO\n\nTLS\n\nMAX_CONNECTIONS=500", nil},
		{"Markdown has its own", "# A\n\n4.2 Backup\n\nBACKUPS ARE HERE\n", []string{"1 0 1 A"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := parse(t, test.text)
			check(t, d)
			var got []string
			for _, s := range d.Sections[1:] {
				got = append(got, fmt.Sprint(s.Level, " ", s.Parent, " ", s.Line, " ", s.Title))
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPlainTextKeepsIndentedProse(t *testing.T) {
	d := parse(t, "Overview\n\n    The service writes every order to the database.\n    It reads from a replica.\n\n    - and a list\n\n    x = f(1);\n")
	want := []string{
		"sentence: Overview", "sentence: The service writes every order to the database.", "sentence: It reads from a replica.",
		"list item -/0: and a list", "code line: x = f(1);",
	}
	if got := outline(d); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestSectionTitlesAndMembership(t *testing.T) {
	d := parse(t, "Before.\n\n# A\n\nIn A.\n\n## B\n\nIn B.\n")
	want := map[string][]string{"Before.": nil, "In A.": {"A"}, "B": {"A", "B"}, "In B.": {"A", "B"}}
	for _, s := range d.Statements {
		if titles, ok := want[s.Text]; ok && !reflect.DeepEqual(d.SectionTitles(s.Section), titles) {
			t.Errorf("%q is in %q, want %q", s.Text, d.SectionTitles(s.Section), titles)
		}
	}
	if d.SectionTitles(-1) != nil || d.SectionTitles(99) != nil {
		t.Error("titles of sections that do not exist")
	}
	if d.Sections[0] != (Section{Line: 1}) {
		t.Errorf("root is %+v", d.Sections[0])
	}
}

func TestTitle(t *testing.T) {
	for text, want := range map[string]string{
		"---\ntitle: The shop\n---\n# Other": "The shop", "# The **shop**\n## B": "The **shop**", "Text only.": "",
	} {
		if d := parse(t, text); d.Title != want {
			t.Errorf("title of %q is %q", text, d.Title)
		}
	}
}

func TestLines(t *testing.T) {
	d := parse(t, "one\n\nthree é\nfour")
	if d.LineCount() != 4 {
		t.Errorf("%d lines", d.LineCount())
	}
	for n, want := range map[int]string{-1: "", 0: "", 1: "one", 2: "", 3: "three é", 4: "four", 5: ""} {
		if got := d.LineText(n); got != want {
			t.Errorf("line %d is %q", n, got)
		}
	}
	tests := []struct{ start, end, first, last int }{
		{0, 3, 1, 1}, {0, 4, 1, 1}, {0, 5, 1, 2}, {5, 5, 3, 3}, {0, len(d.Text), 1, 4}, {-5, 999, 1, 4}, {7, 2, 3, 3},
	}
	for _, test := range tests {
		if first, last := d.LinesOf(test.start, test.end); first != test.first || last != test.last {
			t.Errorf("LinesOf(%d, %d) = %d, %d", test.start, test.end, first, last)
		}
	}
	if n := parse(t, "a\n").LineCount(); n != 1 {
		t.Errorf("a line end at the end makes %d lines", n)
	}
}

func TestNotesOfTheReader(t *testing.T) {
	for text, want := range map[string]string{
		"Text.\n\n```\ncode\n": "begins at line 3", "Text.\n\n<!-- never\n\n<!-- closed": "begins at line 3",
	} {
		d := parse(t, text)
		if len(d.Notes) != 1 || !strings.Contains(d.Notes[0].Detail, want) || d.Notes[0].Next == "" {
			t.Errorf("notes of %q: %+v", text, d.Notes)
		}
	}
}

func TestLanguage(t *testing.T) {
	tests := map[string]string{
		"en": strings.Repeat("The service writes every order to the database and reads it from a replica. ", 5),
		"other": strings.Repeat("Der Dienst schreibt jede Bestellung in die Datenbank und liest sie von einer Replik. "+
			"Die Sicherung wird jede Nacht auf einen anderen Server kopiert. ", 4),
	}
	for want, text := range tests {
		if got := Language(parse(t, text)); got != want {
			t.Errorf("%q is %s", text, got)
		}
	}
	more := map[string]string{
		"fr": "Le service écrit chaque commande dans la base de données et la lit depuis une réplique. Les sauvegardes sont faites chaque nuit sur un autre serveur pour que rien ne soit perdu. ",
		"es": "El servicio escribe cada pedido en la base de datos y lo lee desde una réplica. Las copias se hacen cada noche en otro servidor para que no se pierda nada. ",
		"nl": "De dienst schrijft elke bestelling in de database en leest die van een replica. De back-up is elke nacht klaar, en we testen of die werkt met een herstel op een andere server. ",
	}
	for name, text := range more {
		if got := Language(parse(t, strings.Repeat(text, 3))); got != "other" {
			t.Errorf("%s is %s", name, got)
		}
	}
	if got := Language(parse(t, "Nur wenige Worte.")); got != "en" {
		t.Errorf("too few words give %s", got)
	}
	terse := "- cache: redis, one node, no replica\n- db = postgres 16, pool of 20 per pod\n- backups nightly to s3, kept 30 d\n" +
		"- rate limit on the LB, 20 r/s per key\n- deploy: argocd, image per commit\n- alerts to slack, nobody on call\n"
	if got := Language(parse(t, strings.Repeat(terse, 3))); got != "en" {
		t.Errorf("terse notes are %s", got)
	}
}
