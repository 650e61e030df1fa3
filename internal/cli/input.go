package cli

import (
	"context"
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gather"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/streams"
)

// lexicon loads the built-in catalog, compiled.
func lexicon() (*facts.Lexicon, error) {
	lex, err := facts.Builtin()
	if err != nil {
		return nil, fmt.Errorf("loading the checklists: %w", err)
	}
	return lex, nil
}

// readDocuments reads the documents in the order given; a folder or a pattern
// stands for those in it. Standard input may be named once.
func readDocuments(ctx context.Context, env *Env, open document.Opener, paths []string) ([]*document.Document, error) {
	var docs []*document.Document
	seen := map[string]bool{}
	for _, p := range paths {
		if seen[p] {
			return nil, &problem.Problem{What: "a document is given twice", Detail: p, Next: "name each document once"}
		}
		seen[p] = true
		if gather.IsMany(p) {
			many, err := readMany(ctx, env, open, len(docs)+1, p)
			if err != nil {
				return nil, err
			}
			docs = append(docs, many...)
			continue
		}
		d, err := open.Read(ctx, fmt.Sprintf("d%d", len(docs)+1), p, env.Streams.In)
		if err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	return docs, distinctPaths(docs)
}

// warn tells what a reader should know about the documents.
func warn(s *streams.Streams, docs []*document.Document) {
	for _, d := range docs {
		for _, n := range d.Notes {
			fmt.Fprintf(s.Err, "archreview: %s: %s: %s\n", report.Clean(d.Path), report.Clean(n.What), report.Clean(n.Detail))
		}
	}
}

// areaKeys turns keys and letters into keys.
func areaKeys(c *checklists.Catalog, asked []string) ([]string, error) {
	var out, known []string
	for _, a := range c.Areas {
		known = append(known, a.Key)
	}
	for _, want := range asked {
		found := false
		for _, a := range c.Areas {
			if strings.EqualFold(want, a.Key) || strings.EqualFold(want, a.Letter) {
				out = append(out, a.Key)
				found = true
			}
		}
		if !found {
			return nil, &problem.Problem{What: "unknown area " + want, Detail: "the areas are " + strings.Join(known, ", ") + ", or A to J",
				Next: "the nearest is " + checklists.Nearest(want, known)}
		}
	}
	return out, nil
}

// knownRules checks the ids of rules that the user disables.
func knownRules(c *checklists.Catalog, ids []string) error {
	known := map[string]bool{}
	for _, r := range c.Rules {
		known[r.ID] = true
	}
	for _, q := range c.Calculations {
		known[q.ID] = true
	}
	for _, it := range c.Items {
		known[it.ID] = true
	}
	for _, id := range ids {
		if !known[id] {
			all := slices.Sorted(maps.Keys(known))
			return &problem.Problem{What: "there is no rule " + id, Detail: "each concern of a report names its rule", Next: "the nearest is " + checklists.Nearest(id, all)}
		}
	}
	return nil
}

// readAnswers reads the answers file and the single answers, which win.
func readAnswers(c *checklists.Catalog, file string, single []string) (map[string]string, error) {
	out := map[string]string{}
	if file != "" {
		if err := answersFile(file, out); err != nil {
			return nil, err
		}
	}
	for _, s := range single {
		k, v, ok := strings.Cut(s, "=")
		if !ok {
			return nil, &problem.Problem{What: "an answer is not understood", Detail: fmt.Sprintf("%q has no \"=\"", s), Next: "write for example --answer team=\"six engineers\""}
		}
		out[strings.TrimSpace(k)] = strings.TrimSpace(v)
	}
	var known []string
	for _, q := range c.Questions {
		known = append(known, q.Key)
	}
	keys := make([]string, 0, len(out))
	for k := range out {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		if near := checklists.Nearest(k, known); near != k {
			return nil, &problem.Problem{What: "there is no question " + k, Detail: "the keys are " + strings.Join(known, ", "), Next: "the nearest is " + near}
		}
	}
	return out, nil
}

func answersFile(file string, into map[string]string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return &problem.Problem{What: "the answers file cannot be read", Detail: err.Error(), Next: "check the path given with --answers", Err: err}
	}
	return addAnswers(file, raw, into)
}

// addAnswers reads the text of an answers file.
func addAnswers(file string, raw []byte, into map[string]string) error {
	var m map[string]*string
	if err := yaml.Unmarshal(raw, &m); err != nil {
		return &problem.Problem{What: "the answers file is not valid", Detail: file + ": " + err.Error(), Next: "write one line for each answer, such as: team: six engineers", Err: err}
	}
	for k, v := range m {
		if v != nil {
			into[k] = *v
		}
	}
	return nil
}

// roomForLarge lets the heap grow as usual where documents are so large that
// collecting early costs more time than it saves memory.
func roomForLarge(docs []*document.Document) {
	const large, usual = 300_000, 50
	n := 0
	for _, d := range docs {
		n += len(d.Text)
	}
	if n > large {
		debug.SetGCPercent(usual)
	}
}
