package cli

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"archreview/internal/llm/llmtest"
	"archreview/internal/streams"
)

// unrun are command lines of the documentation that the test only parses, by an
// expression, with the reason.
var unrun = []struct{ line, reason string }{
	{`^archreview( design\.md)?$`, "needs a terminal"},
	{`^archreview checklist validate( |$)`, "runs thousands of examples; the tests of the command do that"},
	{`--provider `, "reaches the address of the provider"},
	{`^archreview eval `, "measures for seconds; the tests of internal/eval do that"},
}

// stands says what a placeholder of the documentation stands for in the folder
// that the test prepares.
func (s *scene) stands() *strings.Replacer {
	return strings.NewReplacer(
		"http://localhost:11434/v1", s.server.URL,
		"/usr/local/share/man/man1", "man1",
		"~/", "home/",
		"=RULE", "=database.pool-connections",
		"--replay run", "--replay tape", // --record makes run
		"SESSION", s.id,
		"k7qd", s.id,
	)
}

// scene is a folder with everything that the documentation takes for granted:
// designs, answers, a finished session, a review in JSON, a recording, and an
// endpoint that answers by script.
type scene struct {
	dir, id string
	server  *llmtest.Server
}

// names of the files that are made from those in examples.
var sceneFiles = map[string][]string{
	"examples/design.md": {"design.md", "adr.md", "adr-007.md", "v1.md", "v2.md", "design-v1.md", "design-v2.md", "docs/design.md"},

	"examples/answers.yaml": {"answers.yaml", "my.yaml", "team.yaml"},
}

const sceneProfile = "profiles:\n  nightly: {fail_on: medium}\n"

const scenePrices = "- {model: gpt-5-mini, input: 1.25, cached: 0.125, output: 10.00, date: 2026-11-01}\n"

func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{dir: t.TempDir()}
	root, err := filepath.Abs("../..")
	must(t, err)
	for from, names := range sceneFiles {
		raw, err := os.ReadFile(filepath.Join(root, from))
		must(t, err)
		for _, n := range names {
			s.file(t, n, string(raw))
		}
	}
	s.file(t, "prices.yaml", scenePrices)
	must(t, os.Mkdir(filepath.Join(s.dir, ".git"), 0o700))
	must(t, os.CopyFS(filepath.Join(s.dir, "examples"), os.DirFS(filepath.Join(root, "examples"))))

	steps, _ := scripts("follows")
	s.server = llmtest.New(t, steps...)
	s.server.Models(llmtest.Model{ID: "gpt-5-mini"}, llmtest.Model{ID: "qwen3"})
	for _, line := range []string{
		"archreview --doc design.md --out review.json",
		"archreview deep-dive database --out dive.md",
		"archreview --doc design.md --record tape --no-session --out recorded.md",
	} {
		if code, errs := s.run(t, s.dir, line); code != 0 {
			t.Fatalf("%s: code %d\n%s", line, code, errs)
		}
	}
	kept, err := os.ReadDir(filepath.Join(s.dir, ".state/archreview/sessions"))
	must(t, err)
	s.id = kept[0].Name()
	return s
}

func (s *scene) file(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(s.dir, name)
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var wantsModel = regexp.MustCompile(`--(model|base-url|estimate|show-prompts|max-cost|max-tokens|record|prices) ?|--engine model|archreview doctor`)

// talk is what is typed into a conversation in lines of text.
const talk = "40 requests per second\n!\nquit\n"

// run runs a command line in a folder and gives the exit code and what was
// written to standard error.
func (s *scene) run(t *testing.T, dir, line string) (code int, errs string) {
	t.Helper()
	t.Chdir(dir)
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, ".state"))
	t.Setenv("HOME", dir)
	env := map[string]string{"HOME": dir, "XDG_CONFIG_HOME": filepath.Join(dir, ".config")}
	if wantsModel.MatchString(line) {
		env[envURL], env[envKey], env[envModel] = s.server.URL, "key-of-the-test", "gpt-5-mini"
	}
	words, _ := shellWords(line)
	var out, problems bytes.Buffer
	input := &bytes.Buffer{}
	if strings.Contains(line, "--plain") {
		input.WriteString(talk)
	}
	code = Run(context.Background(), Env{
		Streams: &streams.Streams{In: input, Out: &out, Err: &problems},
		Now:     func() time.Time { return time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC) },
		Getenv:  func(name string) string { return env[name] },
	}, words[1:])
	return code, problems.String()
}

// TestDocumentedCommandsRun runs every command line that stands in a code block
// of the documentation, each in a fresh copy of the prepared folder.
func TestDocumentedCommandsRun(t *testing.T) {
	if testing.Short() {
		t.Skip("makes dozens of reviews")
	}
	lines := documentedLines(t)
	if len(lines) < 60 {
		t.Fatalf("only %d command lines were found", len(lines))
	}
	s := newScene(t)
	done := map[string]bool{}
	for _, l := range lines {
		key := l.command + " // " + exitWords.FindString(l.note)
		if done[key] {
			continue
		}
		done[key] = true
		t.Run(l.place, func(t *testing.T) {
			if err := parses(l.command); err != nil {
				t.Fatalf("%s: %v", l.command, err)
			}
			for _, u := range unrun {
				if regexp.MustCompile(u.line).MatchString(l.command) {
					return
				}
			}
			dir := t.TempDir()
			copyTree(t, dir, s.dir)
			if strings.Contains(l.command, "--profile") {
				must(t, os.WriteFile(filepath.Join(dir, ".archreview.yaml"), []byte(sceneProfile), 0o600))
			}
			command := s.stands().Replace(strings.ReplaceAll(l.command, " RULE", " database.pool-connections"))
			if code, errs := s.run(t, dir, command); !slices.Contains(l.codes(), code) {
				t.Errorf("%s: code %d, want one of %v\n%s", l.command, code, l.codes(), errs)
			}
		})
	}
}

// copyTree copies regular files and folders.
func copyTree(t *testing.T, to, from string) {
	t.Helper()
	must(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), raw, 0o600)
	}))
}

var exitWords = regexp.MustCompile(`exit code ([0-9]+)( if)?`)

// codes gives the exit codes that a line may end with: what its note says, else
// 0; 1 with --fail-on, which depends on the design; 3 with a cap, on the prices.
func (l docLine) codes() []int {
	if m := exitWords.FindStringSubmatch(l.note); m != nil && m[2] == "" {
		n, _ := strconv.Atoi(m[1]) // the expression has seen to it
		return []int{n}
	}
	switch {
	case strings.Contains(l.command, "--fail-on"), strings.Contains(l.command, "--profile"):
		return []int{0, 1}
	case strings.Contains(l.command, "--max-"):
		return []int{0, 3}
	}
	return []int{0}
}
