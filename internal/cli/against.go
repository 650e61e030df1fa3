package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/compare"
	"archreview/internal/document"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/session"
)

// earlier is the review with which a new one is compared.
type earlier struct {
	side compare.Side
	past []agent.Entry // of its conversation; nil for a review in JSON

	carried []string         // areas that were taken over for it
	waivers *problem.Problem // waivers that do not hold for it
}

// earlier finds the review that --against names; nil if it names none. What
// nothing changed for is carried over from it, if a model reviewed it.
func (c *consultation) earlier() (*earlier, error) {
	if c.o.against == "" {
		return nil, nil
	}
	old, err := findEarlier(c.env, c.o.against, names(c.opts.Documents), c.opts)
	if err != nil {
		return nil, err
	}
	if c.asks {
		err = c.carry(old)
	}
	return old, err
}

// carry takes over what a model said of areas for which nothing changed.
func (c *consultation) carry(old *earlier) error {
	if old.past == nil {
		return nil
	}
	var err error
	c.opts.Carried, err = agent.Carry(c.opts, old.past)
	return err
}

// carried lists the areas that were taken over.
func (c *consultation) carried() []string {
	if c.opts.Carried == nil {
		return nil
	}
	var out []string
	for _, a := range c.opts.Lexicon.Catalog.Areas {
		if c.opts.Carried.Areas[a.Key] {
			out = append(out, a.Key)
		}
	}
	return out
}

func names(docs []*document.Document) []string {
	var out []string
	for _, d := range docs {
		out = append(out, filepath.Base(d.Path))
	}
	return out
}

// findEarlier finds a review by a file in JSON, by a session, or as the last one
// of documents with these names.
func findEarlier(env *Env, ref string, names []string, o agent.Options) (*earlier, error) {
	if info, err := os.Stat(ref); err == nil && info.Mode().IsRegular() {
		r, err := readReview(ref)
		if err != nil {
			return nil, err
		}
		return &earlier{side: compare.Side{Label: ref, Review: r}}, nil
	}
	store, err := openStore(env)
	if err != nil {
		return nil, err
	}
	if ref == session.Last {
		if ref, err = lastOf(store, names); err != nil {
			return nil, err
		}
	}
	past, err := store.Read(ref)
	if err != nil {
		return nil, err
	}
	return recallSide(past, o)
}

// lastOf gives the last reviewed session of documents with these names, else
// the last reviewed one.
func lastOf(store *session.Store, names []string) (string, error) {
	list, err := store.List()
	if err != nil {
		return "", err
	}
	title := strings.Join(names, ", ")
	found := ""
	for _, s := range list {
		if s.State != session.Reviewed {
			continue
		}
		if s.Title == title {
			return s.ID, nil
		}
		if found == "" {
			found = s.ID
		}
	}
	if found == "" {
		return "", wrong("noEarlier", nil, problem.Usage)
	}
	return found, nil
}

// recallSide gives the last review of a kept conversation.
func recallSide(past *session.Past, o agent.Options) (*earlier, error) {
	r, err := agent.Recall(past.Entries)
	if err != nil {
		return nil, wrong("recall", values{"ID": past.ID, "Why": err.Error()}, problem.Usage)
	}
	a, err := agent.New(agent.Options{Lexicon: o.Lexicon, Documents: r.Documents, Now: o.Now, Past: past.Entries})
	if err != nil {
		return nil, err
	}
	last := a.Last()
	if last == nil {
		return nil, wrong("unreviewed", values{"ID": past.ID}, problem.Usage)
	}
	label := "session " + past.ID
	return &earlier{side: compare.Side{Label: label, Review: last, Documents: r.Documents}, past: past.Entries}, nil
}

// readReview reads a review in JSON.
func readReview(path string) (*review.Review, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, wrong("readReview", values{"Path": path, "Why": err.Error()}, problem.Usage)
	}
	r, err := report.ReadJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, wrong("readReview", values{"Path": path, "Why": err.Error()}, problem.Usage)
	}
	return r, nil
}

// report writes the report: of the review, or of what became of an earlier one.
func (c *consultation) report(a *agent.Agent, r *review.Review, old *earlier) (*review.Comparison, error) {
	if old == nil {
		return nil, writeReport(c.env, &c.o.outputOptions, c.opts.Lexicon.Catalog, r, a.Documents())
	}
	side := compare.Side{Label: strings.Join(names(c.original), ", "), Review: r, Documents: c.unmasked(a)}
	cmp := compare.Compare(old.side, side, compare.Options{Now: c.env.Now, Carried: c.carried()})
	if format, _ := c.o.kind(c.env.Streams); !slices.Contains(report.FollowFormats(), format) {
		opts := report.Options{Titles: titles(c.opts.Lexicon.Catalog), Texts: documentTexts(a.Documents()), Comparison: cmp}
		return cmp, c.o.write(c.env.Streams, func(w io.Writer, format string) error { return report.Write(w, format, r, opts) })
	}
	return cmp, writeComparison(c.env, &c.o.outputOptions, c.opts, cmp)
}

func writeComparison(env *Env, o *outputOptions, opts agent.Options, cmp *review.Comparison) error {
	return o.write(env.Streams, func(w io.Writer, format string) error {
		return report.Comparison(w, format, cmp, report.Options{Titles: titles(opts.Lexicon.Catalog)})
	})
}

// verdict finds the exit code: waivers that do not hold, then concerns.
func (c *consultation) verdict(r *review.Review, cmp *review.Comparison) error {
	if r.Outcome == review.Incomplete {
		return verdict(r, "")
	}
	if c.marks != nil {
		if p := c.marks.result.Problem(); p != nil {
			return p
		}
		c.soon()
	}
	if cmp != nil {
		return newVerdict(cmp, c.o.failOn, r)
	}
	return verdict(r, c.o.failOn)
}

// soon tells of waivers that end soon.
func (c *consultation) soon() {
	for _, w := range c.marks.result.Soon {
		if !c.o.quiet {
			fmt.Fprintln(c.env.Streams.Err, "archreview: "+say("soon", values{"Concern": report.Clean(w.Concern), "Until": w.Until}))
		}
	}
}

// newVerdict finds the exit code of a comparison.
func newVerdict(cmp *review.Comparison, failOn string, r *review.Review) error {
	level, fresh := strings.CutPrefix(failOn, newLevel)
	if !fresh {
		return verdict(r, failOn)
	}
	if compare.NewAtLeast(cmp, review.Severity(level)) {
		return &problem.Problem{Code: problem.Concerns}
	}
	return nil
}
