package cli

import (
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"archreview/checklists"
	"archreview/internal/streams"
)

// TestSkillHasItsFrontMatter holds the skill against what agents ask of one.
func TestSkillHasItsFrontMatter(t *testing.T) {
	files, err := skill()
	if err != nil {
		t.Fatal(err)
	}
	text := string(files[0].text)
	front, body, ok := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	if !ok || !strings.HasPrefix(text, "---\n") {
		t.Fatal("there is no front matter")
	}
	var head map[string]string
	if err := yaml.Unmarshal([]byte(front), &head); err != nil {
		t.Fatal(err)
	}
	if head["name"] != skillName || head["description"] == "" || len(head["description"]) > 1024 || len(head["compatibility"]) > 500 || len(head) != 3 {
		t.Errorf("front matter %v", head)
	}
	if n := strings.Count(body, "\n"); n > 500 {
		t.Errorf("the skill has %d lines", n)
	}
	for _, f := range files[1:] {
		if !strings.Contains(body, "("+f.path+")") {
			t.Errorf("the skill does not name %s", f.path)
		}
	}
	cat, err := checklists.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range cat.Areas {
		if !strings.Contains(body, "`"+a.Key+"`") {
			t.Errorf("the area %s is missing", a.Key)
		}
	}
	for _, q := range cat.Questions {
		if !strings.Contains(string(files[1].text), "`"+q.Key+"`") {
			t.Errorf("the question %s is missing", q.Key)
		}
	}
}

// TestSkillNamesCommandsThatExist looks up every command and flag in the skill
// and in the guide for editors.
func TestSkillNamesCommandsThatExist(t *testing.T) {
	files, err := skill()
	if err != nil {
		t.Fatal(err)
	}
	root := newRoot(&Env{Streams: &streams.Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, Now: time.Now})
	line := regexp.MustCompile("archreview((?: [^\n`]+)?)")
	flag := regexp.MustCompile(`(?:^| )--([a-z-]+)`)
	n := 0
	for _, f := range files {
		for _, code := range regexp.MustCompile("`archreview [^`]+`|(?m)^   archreview .*$").FindAllString(string(f.text), -1) {
			words := strings.Fields(line.FindStringSubmatch(code)[1])
			cmd, _, err := root.Find(words)
			if err != nil {
				t.Errorf("%s: %v", code, err)
				continue
			}
			if len(words) > 0 && !strings.HasPrefix(words[0], "-") && cmd == root {
				t.Errorf("%s: there is no such command", code)
			}
			for _, x := range flag.FindAllStringSubmatch(code, -1) {
				if cmd.Flags().Lookup(x[1]) == nil {
					t.Errorf("%s: there is no flag --%s", code, x[1])
				}
			}
			n++
		}
	}
	if n < 12 {
		t.Errorf("%d commands were found", n)
	}
}
