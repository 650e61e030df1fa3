package eval

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"archreview/agent/review"
	"archreview/internal/document"
)

// Engine reviews documents with the given answers.
type Engine func(ctx context.Context, docs []*document.Document, answers map[string]string) (*review.Review, error)

// Report is the measurement of one engine over a corpus.
type Report struct {
	Engine string  `json:"engine"`
	Cases  []Score `json:"cases"`
	Total  Score   `json:"total"`
}

// Run measures an engine over all cases.
func Run(ctx context.Context, name string, e Engine, cases []Case) (Report, error) {
	rep := Report{Engine: name, Total: newScore("total")}
	for i := range cases {
		s, err := runCase(ctx, e, &cases[i])
		if err != nil {
			return rep, fmt.Errorf("case %s: %w", cases[i].Slug, err)
		}
		rep.Cases = append(rep.Cases, s)
		rep.Total.add(&s)
	}
	return rep, nil
}

func runCase(ctx context.Context, e Engine, c *Case) (Score, error) {
	start := time.Now()
	r, err := reviewOf(ctx, e, c.Design, c.Answers)
	if err != nil {
		return Score{}, err
	}
	took := time.Since(start)
	s := score(c, r)
	s.MS = float64(took.Microseconds()) / 1000
	if err := s.exact(r, c.Design); err != nil {
		return s, err
	}
	if c.Fixed == "" {
		return s, nil
	}
	r, err = reviewOf(ctx, e, c.Fixed, c.Answers)
	if err != nil {
		return s, err
	}
	s.twin(c, r)
	return s, nil
}

func reviewOf(ctx context.Context, e Engine, path string, answers map[string]string) (*review.Review, error) {
	d, err := document.Read("d1", path, nil)
	if err != nil {
		return nil, err
	}
	return e(ctx, []*document.Document{d}, answers)
}

// exact counts the quotes that stand on the lines they name.
func (s *Score) exact(r *review.Review, path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	lines := strings.Split(string(raw), "\n")
	for _, f := range findings(r) {
		for _, e := range f.Evidence {
			ok := e.StartLine >= 1 && e.EndLine <= len(lines) && e.StartLine <= e.EndLine &&
				strings.Contains(strings.Join(lines[e.StartLine-1:e.EndLine], "\n"), e.Quote)
			s.Exact.count(ok)
		}
	}
	return nil
}
