package cli

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const ciFolder = "../../docs/ci/"

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile(ciFolder + name)
	must(t, err)
	if err := yaml.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// TestActionIsComposite holds docs/ci/action.yml against what GitHub demands of
// a composite action, and keeps what a caller writes out of its scripts.
func TestActionIsComposite(t *testing.T) {
	var a struct {
		Name, Description string
		Inputs            map[string]struct {
			Description string
			Required    bool
			Default     *string
		}
		Outputs map[string]struct{ Description, Value string }
		Runs    struct {
			Using string
			Steps []struct {
				Name, Uses, Run, Shell, If string
				Env, With                  map[string]string
			}
		}
	}
	readYAML(t, "action.yml", &a)
	if a.Name == "" || a.Description == "" || a.Runs.Using != "composite" || len(a.Runs.Steps) == 0 {
		t.Fatalf("not a composite action: %+v", a)
	}
	for _, want := range []string{"doc", "answers", "fail-on", "against", "format", "version"} {
		in, ok := a.Inputs[want]
		if !ok || in.Description == "" || in.Required == (in.Default != nil) {
			t.Errorf("input %s: %+v", want, in)
		}
	}
	used := ""
	for i, s := range a.Runs.Steps {
		if (s.Uses == "") == (s.Run == "") {
			t.Errorf("step %d needs either uses or run", i)
		}
		if s.Run != "" && s.Shell == "" {
			t.Errorf("step %d runs without a shell", i)
		}
		if strings.Contains(s.Run, "${{") {
			t.Errorf("step %d puts an expression into a script: pass it as a variable", i)
		}
		used += s.If
		for _, v := range s.Env {
			used += v
		}
		for _, v := range s.With {
			used += v
		}
	}
	for name := range a.Inputs {
		if !strings.Contains(used, "inputs."+name) {
			t.Errorf("input %s is not used", name)
		}
	}
	checkRecipe(t, a.Runs.Steps[2].Env)
}

// checkRecipe checks that variables are those of the recipe.
func checkRecipe(t *testing.T, env map[string]string) {
	t.Helper()
	raw, err := os.ReadFile(ciFolder + "any.sh")
	must(t, err)
	known := regexp.MustCompile(`REVIEW_[A-Z_]+`).FindAllString(string(raw), -1)
	found := 0
	for name := range env {
		if !strings.HasPrefix(name, "REVIEW_") {
			continue
		}
		if found++; !slices.Contains(known, name) {
			t.Errorf("any.sh knows no %s", name)
		}
	}
	if found < 3 {
		t.Errorf("only %d variables of the recipe are set: %v", found, env)
	}
}

// TestGitLabJob holds docs/ci/gitlab-ci.yml against what GitLab demands of a job.
func TestGitLabJob(t *testing.T) {
	type job struct {
		Stage, Image string
		Variables    map[string]string
		Rules        []struct {
			If      string
			Changes []string
		}
		Before    []string `yaml:"before_script"`
		Script    []string
		Artifacts struct {
			When, Name string
			Exposed    string `yaml:"expose_as"`
			Expires    string `yaml:"expire_in"`
			Paths      []string
		}
	}
	jobs := map[string]job{}
	readYAML(t, "gitlab-ci.yml", &jobs)
	j, ok := jobs["architecture-review"]
	if !ok || len(jobs) != 1 || j.Stage == "" || len(j.Script) == 0 || len(j.Before) == 0 || len(j.Rules) == 0 {
		t.Fatalf("no whole job: %+v", jobs)
	}
	if j.Artifacts.When != "always" || !slices.Contains(j.Artifacts.Paths, j.Variables["REVIEW_OUT"]+"/") {
		t.Errorf("the reports of a failed job are lost: %+v", j.Artifacts)
	}
	mod, err := os.ReadFile("../../go.mod")
	must(t, err)
	if version := strings.TrimPrefix(j.Image, "golang:"); !strings.Contains(string(mod), "\ngo "+version) {
		t.Errorf("image %s is not the Go of go.mod", j.Image)
	}
	env := map[string]string{}
	for name, value := range j.Variables {
		if name != "REVIEW_SOURCE" && name != "REVIEW_REF" { // of the job itself
			env[name] = value
		}
	}
	checkRecipe(t, env)
}

// TestPreCommitHook holds docs/ci/pre-commit-hooks.yaml against what pre-commit
// demands of a hook, and its command line against the program.
func TestPreCommitHook(t *testing.T) {
	var hooks []struct {
		ID, Name, Description, Entry, Language, Files string
		Args                                          []string
		PassFilenames                                 *bool `yaml:"pass_filenames"`
		Serial                                        bool  `yaml:"require_serial"`
	}
	readYAML(t, "pre-commit-hooks.yaml", &hooks)
	if len(hooks) == 0 {
		t.Fatal("no hook")
	}
	for _, h := range hooks {
		if h.ID == "" || h.Name == "" || h.Entry == "" || h.Language == "" {
			t.Errorf("a hook needs id, name, entry and language: %+v", h)
		}
		if h.PassFilenames == nil || *h.PassFilenames {
			t.Error("names of files would begin an interactive session")
		}
		if err := parses(h.Entry + " " + strings.Join(h.Args, " ")); err != nil {
			t.Error(err)
		}
		if re, err := regexp.Compile(h.Files); err != nil || !re.MatchString("docs/design.md") || re.MatchString("src/design.md") {
			t.Errorf("files: %s", h.Files)
		}
	}
}

// TestRecipeIsClean runs shellcheck over the recipe, where it is installed.
func TestRecipeIsClean(t *testing.T) {
	path, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("shellcheck is not installed")
	}
	if out, err := exec.Command(path, ciFolder+"any.sh").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
