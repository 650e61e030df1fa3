package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"archreview/agent/review"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"archreview":       func() { os.Exit(Main(os.Args[1:])) },
		"archreview-dying": func() { os.Exit(dying(os.Args[1:])) },
	})
}

// TestScripts runs the program on the scripts in testdata/script, each in a
// folder and with a HOME of its own.
func TestScripts(t *testing.T) {
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	cmds := endpointCommands(t)
	cmds["makefile"], cmds["quotes"], cmds["same"] = makeFile, quotesStand, sameButTime
	cmds["waitfile"], cmds["exits"], cmds["concerns"] = waitFile, exits, sameConcerns
	cmds["replace"] = replaceIn
	cmds["drawpicture"], cmds["pictures"] = drawPicture, picturesSent
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("EXAMPLES", examples)
			e.Setenv("SAMPLES", filepath.Join(examples, "../internal/document/testdata/samples"))
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, ".state"))
			setupServed(e)
			return nil
		},
		Cmds: cmds,
	})
}

// makeFile writes awkward files: makefile KIND NAME.
func makeFile(ts *testscript.TestScript, _ bool, args []string) {
	design := "# Shop\n\nThe shop is a Django monolith on PostgreSQL with Celery and Redis. Backups are taken every night and a restore is rehearsed each month.\n"
	var data []byte
	switch args[0] {
	case "bom":
		data = append([]byte("\xef\xbb\xbf"), design...)
	case "crlf":
		data = []byte(strings.ReplaceAll(design, "\n", "\r\n"))
	case "utf16":
		data = []byte{0xff, 0xfe}
		for _, r := range design {
			data = append(data, byte(r), byte(r>>8))
		}
	case "latin1":
		data = append([]byte(design), []byte("\nThe caf\xe9 pays monthly.\n")...)
	case "binary":
		data = bytes.Repeat([]byte{0, 1, 2, 3, 255}, 1000)
	case "pdf":
		data = []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
	case "oneline":
		data = []byte("# Shop\n\n" + strings.Repeat("The shop is a Django monolith on PostgreSQL and keeps orders. ", 5<<20/62))
	case "huge":
		data = bytes.Repeat([]byte("The shop is a Django monolith.\n"), 50<<20/31)
	case "secrets":
		data = []byte(design + "\nMail ops@example.com. The admin signs in with password = \"hunter2longer!x9\" from the wiki.\n" +
			"The key AKIA" + "QWERTYUIOPASDFGH reads the bucket; the database is postgres://shop:hunter2longer99@db/shop.\n\n" +
			"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n")
	case "escapes":
		data = []byte(design + "\nThe queue \x1b]52;c;QQ==\x07 is \x1b[2J\u202eRabbitMQ\u202c and has no dead letter queue for now \u009b31m.\n")
	default:
		ts.Fatalf("unknown kind %s", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// quotesStand checks that every quote of a review stands on the lines it names:
// quotes REVIEW.json DOCUMENT.
func quotesStand(ts *testscript.TestScript, _ bool, args []string) {
	var r review.Review
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &r))
	lines := strings.Split(strings.ReplaceAll(ts.ReadFile(args[1]), "\r\n", "\n"), "\n")
	n := 0
	for _, e := range evidence(&r) {
		n++
		if e.StartLine < 1 || e.EndLine > len(lines) || !strings.Contains(strings.Join(lines[e.StartLine-1:e.EndLine], "\n"), e.Quote) {
			ts.Fatalf("line %d does not hold %q", e.StartLine, e.Quote)
		}
	}
	if n == 0 {
		ts.Fatalf("the review quotes nothing")
	}
}

// evidence gathers all evidence of a review.
func evidence(r *review.Review) []review.Evidence {
	var out []review.Evidence
	for _, a := range r.Areas {
		for _, s := range a.Strengths {
			out = append(out, s.Evidence...)
		}
		for _, c := range a.Concerns {
			out = append(out, c.Evidence...)
		}
		for _, c := range a.Coverage {
			out = append(out, c.Evidence...)
		}
	}
	for _, a := range r.Brief.Answers {
		out = append(out, a.Evidence...)
	}
	for _, s := range r.Stack {
		out = append(out, s.Evidence...)
	}
	for _, s := range r.SecurityChecklist {
		out = append(out, s.Evidence...)
	}
	for _, w := range r.Withdrawn {
		out = append(out, w.Evidence...)
	}
	return out
}

// sameButTime compares two reviews byte for byte, time stamps aside.
func sameButTime(ts *testscript.TestScript, _ bool, args []string) {
	strip := func(name string) string {
		var out []string
		for _, l := range strings.Split(ts.ReadFile(name), "\n") {
			if !strings.Contains(l, `"created"`) && !strings.Contains(l, `"wall_ms"`) {
				out = append(out, l)
			}
		}
		return strings.Join(out, "\n")
	}
	if strip(args[0]) != strip(args[1]) {
		ts.Fatalf("%s and %s differ", args[0], args[1])
	}
}
