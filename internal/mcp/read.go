package mcp

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sort"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/report"
)

type getArgs struct {
	Session string `json:"session"`
	Area    string `json:"area"`
	Concern string `json:"concern"`
	Format  string `json:"format"`
	Offset  int    `json:"offset"`
}

// brief is a concern in a list.
type brief struct {
	ID       string          `json:"id"`
	Area     string          `json:"area"`
	Severity review.Severity `json:"severity"`
	Kind     review.Kind     `json:"kind"`
	Title    string          `json:"title"`
	Effort   review.Effort   `json:"effort"`
	Waived   bool            `json:"waived"`
	Disputed bool            `json:"disputed"`
}

// overview is the answer that begins the reading of a review.
type overview struct {
	Session  string           `json:"session"`
	Review   head             `json:"review"`
	Counts   review.Counts    `json:"counts"`
	Areas    []areaLine       `json:"areas"`
	Concerns []brief          `json:"concerns"`
	Total    int              `json:"total"`
	Next     int              `json:"next_offset"`
	Steps    []review.Step    `json:"next_steps"`
	Failures []review.Failure `json:"failures"`
	Engine   string           `json:"reviewer"`
}

// head is what a review says before its findings.
type head struct {
	Schema    string            `json:"schema"`
	Created   string            `json:"created"`
	Engine    review.Engine     `json:"engine"`
	Outcome   review.Outcome    `json:"outcome"`
	Verdict   review.Verdict    `json:"verdict"`
	Documents []review.Document `json:"documents"`
	Summary   review.Summary    `json:"summary"`
	Usage     review.Usage      `json:"usage"`
}

// areaLine is an area in a list.
type areaLine struct {
	Key      string            `json:"key"`
	Letter   string            `json:"letter"`
	Title    string            `json:"title"`
	Status   review.AreaStatus `json:"status"`
	Concerns int               `json:"concerns"`
}

// mostSteps is how many next steps an overview holds.
const mostSteps = 10

func (s *Server) run(c *call, a *sessionArgs) (*answer, error) {
	return c.in(a.Session, a.Confirm, func(v *conversation) (*answer, error) {
		r, err := c.review(v)
		if r == nil {
			return nil, err
		}
		return s.overview(v, r, 0)
	})
}

// review reviews, and takes up again the areas that failed before. A model that
// could not review leaves a review that says so.
func (c *call) review(v *conversation) (*review.Review, error) {
	if r := v.work.Agent.Last(); r != nil && r.Outcome == review.Incomplete {
		for _, x := range r.Areas {
			if x.Status == review.Failed {
				v.work.Agent.Again(x.Key)
			}
		}
	}
	r, err := v.work.Agent.Review(c.ctx, c.teller())
	if c.ctx.Err() != nil {
		return nil, context.Canceled
	}
	return r, err
}

func (s *Server) get(c *call, a *getArgs) (*answer, error) {
	n := 0
	for _, x := range []struct {
		name, value string
		most        int
	}{{"area", a.Area, mostID}, {"concern", a.Concern, mostName}, {"format", a.Format, mostFormat}} {
		if err := c.bounded(x.name, x.value, x.most); err != nil {
			return nil, err
		}
		if x.value != "" {
			n++
		}
	}
	if n > 1 {
		return nil, wrong("one", values{"Names": "area, concern, format", "Has": n})
	}
	if err := c.needed("session", a.Session, mostID); err != nil {
		return nil, err
	}
	v, err := c.conversation(a.Session)
	if err != nil {
		return nil, err
	}
	defer s.done(v)
	r := v.work.Agent.Last()
	switch {
	case r == nil:
		return nil, v.explain(agent.ErrNoReview)
	case a.Area != "":
		return s.area(v, r, a)
	case a.Concern != "":
		return s.concern(v, r, a.Concern)
	case a.Format != "":
		return s.piece(v, r, a)
	}
	return s.overview(v, r, a.Offset)
}

func (s *Server) overview(v *conversation, r *review.Review, offset int) (*answer, error) {
	var all []brief
	out := overview{Session: v.id, Engine: v.work.Engine, Areas: []areaLine{}, Failures: list(r.Ledger.Failures), Steps: list(slices.Clone(r.NextSteps[:min(mostSteps, len(r.NextSteps))]))}
	out.Review = head{Schema: r.Schema, Created: r.Created, Engine: r.Engine, Outcome: r.Outcome, Verdict: r.Verdict, Documents: list(r.Documents), Summary: r.Summary, Usage: r.Usage}
	out.Review.Summary.Strengths, out.Review.Summary.Critical = list(r.Summary.Strengths), list(r.Summary.Critical)
	for i := range out.Steps {
		out.Steps[i].Concerns, out.Steps[i].DependsOn = list(out.Steps[i].Concerns), list(out.Steps[i].DependsOn)
	}
	for _, a := range r.Areas {
		out.Areas = append(out.Areas, areaLine{Key: a.Key, Letter: a.Letter, Title: a.Title, Status: a.Status, Concerns: len(a.Concerns)})
		all = append(all, briefs(a)...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Severity.Rank() > all[j].Severity.Rank() })
	for _, b := range all {
		if b.Waived {
			continue
		}
		switch b.Severity {
		case review.High:
			out.Counts.High++
		case review.Medium:
			out.Counts.Medium++
		case review.Low:
			out.Counts.Low++
		}
	}
	var err error
	out.Total = len(all)
	if out.Concerns, out.Next, err = page(all, offset, pageLength); err != nil {
		return nil, err
	}
	return &answer{value: out, text: say("overview", out)}, nil
}

func briefs(a review.Area) []brief {
	var out []brief
	for _, c := range a.Concerns {
		out = append(out, brief{ID: c.ID, Area: a.Key, Severity: c.Severity, Kind: c.Kind, Title: c.Title, Effort: c.Effort, Waived: c.Waived != nil, Disputed: c.Disputed != nil})
	}
	return out
}

func (s *Server) area(v *conversation, r *review.Review, a *getArgs) (*answer, error) {
	key, err := s.areaKey(a.Area)
	if err != nil {
		return nil, err
	}
	for _, x := range r.Areas {
		if x.Key != key {
			continue
		}
		shown, next, err := page(briefs(x), a.Offset, pageLength)
		if err != nil {
			return nil, err
		}
		total := len(x.Concerns)
		x.Concerns = nil
		raw, err := areaJSON(x)
		if err != nil {
			return nil, err
		}
		out := map[string]any{"session": v.id, "area": raw, "concerns": shown, "total": total, "next_offset": next}
		return &answer{value: out, text: say("area", values{"Area": x, "Concerns": shown, "Total": total, "Next": next})}, nil
	}
	return nil, v.explain(agent.ErrNoArea)
}

// areaKey turns a key or letter into a key.
func (s *Server) areaKey(want string) (string, error) {
	var known []string
	for _, a := range s.catalog.Areas {
		if strings.EqualFold(want, a.Key) || strings.EqualFold(want, a.Letter) {
			return a.Key, nil
		}
		known = append(known, a.Key)
	}
	return "", wrong("unknown", values{"Kind": "area", "Want": want, "Near": checklists.Nearest(want, known)})
}

func (s *Server) concern(v *conversation, r *review.Review, want string) (*answer, error) {
	x, err := concernOf(r, want)
	if err != nil {
		return nil, err
	}
	raw, err := concernJSON(*x)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	if err := report.Concern(&b, r, x.ID, report.Options{Titles: v.work.Titles}); err != nil {
		return nil, err
	}
	return &answer{value: map[string]any{"session": v.id, "concern": raw}, text: b.String()}, nil
}

// concernOf finds a concern by its id, or by the beginning of just one.
func concernOf(r *review.Review, want string) (*review.Concern, error) {
	var all, found []string
	var at *review.Concern
	for i := range r.Areas {
		for j := range r.Areas[i].Concerns {
			c := &r.Areas[i].Concerns[j]
			if c.ID == want {
				return c, nil
			}
			all = append(all, c.ID)
			if want != "" && strings.HasPrefix(c.ID, want) {
				found, at = append(found, c.ID), c
			}
		}
	}
	if len(found) == 1 {
		return at, nil
	}
	return nil, wrong("concern", values{"Want": want, "Found": strings.Join(found, ", "), "Near": checklists.Nearest(want, all)})
}

// piece gives the whole report in a format, from an offset on.
func (s *Server) piece(v *conversation, r *review.Review, a *getArgs) (*answer, error) {
	if !slices.Contains(v.work.Formats, a.Format) {
		return nil, wrong("format", values{"Want": a.Format, "Known": strings.Join(v.work.Formats, ", ")})
	}
	var b bytes.Buffer
	if err := report.Write(&b, a.Format, r, report.Options{Titles: v.work.Titles}); err != nil {
		return nil, err
	}
	all := []rune(b.String())
	part, next, err := page(all, a.Offset, mostPiece)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"session": v.id, "format": a.Format, "text": string(part), "offset": a.Offset, "total": len(all), "next_offset": next}
	shown := values{"Text": string(part), "From": a.Offset, "To": a.Offset + len(part), "Total": len(all), "Next": next}
	return &answer{value: out, text: say("piece", shown), long: true}, nil
}

// explain puts what kept a conversation from its work into three parts.
func (v *conversation) explain(err error) error {
	switch {
	case errors.Is(err, agent.ErrBusy):
		return wrong("busy", values{"ID": v.id})
	case errors.Is(err, agent.ErrNoReview):
		return wrong("unreviewed", values{"ID": v.id})
	}
	return err
}
