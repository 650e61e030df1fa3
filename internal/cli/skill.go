package cli

import (
	"bytes"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"text/template"

	"github.com/spf13/cobra"

	"archreview/checklists"
	"archreview/internal/problem"
)

// skillFiles are the templates of the agent skill.
//
//go:embed skill
var skillFiles embed.FS

// skillName is the name of the skill, and so of its folder.
const skillName = "archreview"

func newSkill(env *Env) *cobra.Command {
	force := false
	long, examples := help("skill")
	c := &cobra.Command{
		Use: "skill FOLDER", Short: "Writes an agent skill that drives this program", Long: long, Example: examples,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return writeSkill(env, args[0], force) },
	}
	c.Flags().BoolVar(&force, "force", false, "overwrite files that were changed")
	return c
}

// skillFile is one file of the skill.
type skillFile struct {
	path string // below the folder of the skill
	text []byte
}

// skill gives the files of the skill.
func skill() ([]skillFile, error) {
	cat, err := checklists.Builtin()
	if err != nil {
		return nil, err
	}
	all, err := template.New("").Option("missingkey=error").ParseFS(skillFiles, "skill/*.md", "skill/references/*.md")
	if err != nil {
		return nil, fmt.Errorf("reading the skill: %w", err)
	}
	var out []skillFile
	for _, path := range []string{"SKILL.md", "references/interview.md", "references/results.md"} {
		var b bytes.Buffer
		if err := all.ExecuteTemplate(&b, filepath.Base(path), cat); err != nil {
			return nil, fmt.Errorf("writing the skill: %w", err)
		}
		out = append(out, skillFile{path, b.Bytes()})
	}
	return out, nil
}

// writeSkill writes the skill into a folder of skills. Nothing is written if
// any file holds something else and is not to be overwritten.
func writeSkill(env *Env, folder string, force bool) error {
	files, err := skill()
	if err != nil {
		return err
	}
	dir := filepath.Join(folder, skillName)
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.path))
		if old, err := os.ReadFile(path); err == nil && !force && !bytes.Equal(old, f.text) {
			return wrong("exists", values{"Path": path}, problem.Usage)
		}
	}
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return &problem.Problem{What: "the skill could not be written", Detail: err.Error(), Next: "name a folder that can be written", Err: err}
		}
		if err := writeFile(path, f.text); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(env.Streams.Out, filepath.Join(dir, "SKILL.md"))
	return err
}
