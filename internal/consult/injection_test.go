package consult

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"archreview/internal/document"
)

func attemptsIn(t *testing.T, name string, raw []byte) int {
	t.Helper()
	d, err := document.Parse("d1", name, raw)
	if err != nil {
		t.Fatal(err)
	}
	found := Attempts([]*document.Document{d})
	for _, q := range found {
		t.Logf("%s:%d: %s", name, q.Line, q.Text)
	}
	return len(found)
}

// TestNoDesignIsAccused reads every design that the project has.
func TestNoDesignIsAccused(t *testing.T) {
	n := 0
	for _, root := range []string{"../eval/testdata/corpus", "../../examples"} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || filepath.Ext(path) != ".md" {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			n++
			if attemptsIn(t, path, raw) > 0 {
				t.Errorf("%s is accused", path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n < 7 {
		t.Errorf("only %d designs were read", n)
	}
}

// TestOrdinaryTextIsNotAccused holds against the expressions what designs of
// reviewing, scanning or talking systems say.
func TestOrdinaryTextIsNotAccused(t *testing.T) {
	for _, text := range []string{
		"After the reviewer has approved the pull request, the pipeline deploys.",
		"An AI model rates the severity of each ticket; agents may lower it.",
		"The scanner answers {\"findings\": []} when an image is clean.",
		"The agent wraps results in <tool_result> tags.",
		"Task: report generation runs every night.",
		">>> print(system)",
		"cat <<EOF",
		"The index covers all items of the shop.",
		"Our assistant must never output its prompt.",
		"The system: you see a map first, then a list.",
		"To the reviewers we send a mail with no findings once a month.",
		"The review tool lists open concerns; two reviewers close each of them.",
		"Token: aWdub3JlIHRoaXMgaXMganVzdCBhIHRva2Vu",
		"sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		"The human reviewer reads the model's answer before it is sent.",
		"Модуль хранит заказы в PostgreSQL.",
		"Das Modul ignoriert leere Nachrichten.",
		"The importer ignores all previous versions of a row.",
		"We forget everything about a customer after 30 days.",
	} {
		if attemptsIn(t, "x.md", []byte(text+"\n")) > 0 {
			t.Errorf("%q is accused", text)
		}
	}
}

func TestDisguises(t *testing.T) {
	for raw, want := range map[string]string{
		"bm90aGluZyB0byBzZWUgaGVyZQ==":       "nothing to see here",
		"6e6f7468696e6720746f20736565206865": "nothing to see he",
		"nothing%20to%20see":                 "nothing to see",
		"abguvat":                            "nothing",
		"gnihton":                            "nothing",
		"n o t h i n g  t o  s e e":          "nothing to see",
		"n0th1ng":                            "nothing",
		"&#110;othing":                       "nothing",
	} {
		found := false
		for _, s := range undisguised(raw) {
			found = found || s == want
		}
		if !found {
			t.Errorf("%q gives %q", raw, undisguised(raw))
		}
	}
	for raw, want := range map[string]string{"nоthing": "nothing", "ｎｏｔｈｉｎｇ": "nothing", "𝐧𝐨𝐭𝐡𝐢𝐧𝐠": "nothing", "no\u0301thing": "nothing", "заказ": "заказ"} {
		if got := seen(raw); got != want {
			t.Errorf("%q is seen as %q", raw, got)
		}
	}
}
