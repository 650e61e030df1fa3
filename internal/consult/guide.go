package consult

import (
	"context"

	"archreview/agent/review"
	"archreview/prompts"
)

// mostRisks bounds the risks of a guidance.
const mostRisks = 6

// Guide says how the recommendation of a concern of r is carried out in this
// design. base is the embedded guidance; where the model's part cannot be used,
// the embedded part of the same kind stands. The failure says why all of it is
// the embedded one.
func (s *Session) Guide(ctx context.Context, r *review.Review, c *review.Concern, base *review.Guidance) (review.Guidance, *review.Failure) {
	out := *base
	got, err := s.guidance(ctx, c)
	if err != nil {
		f := unmade(ctx, "guidance", err)
		return out, &f
	}
	a, k := &got.answer, s.knownTo(r)
	k.ids[c.ID] = true
	if t := short(a.Approach); t != "" && k.sound(t) {
		out.Approach = t
	}
	if !brokenIn(got.lost, "steps") {
		steps, _ := k.moves(a.Steps)
		set(&out.Steps, steps)
	}
	code, _ := examples(a.Code, mostCode)
	set(&out.Code, code)
	risks, _ := k.sentences(a.Risks, mostRisks)
	set(&out.Risks, risks)
	if t := short(a.DoneWhen); t != "" && k.sound(t) {
		out.DoneWhen = t
	}
	set(&out.References, names(a.References, mostList))
	return out, nil
}

func (s *Session) guidance(ctx context.Context, c *review.Concern) (told[GuidanceReply], error) {
	p := prompts.Guidance{
		ID: c.ID, Severity: string(c.Severity), Effort: string(c.Effort), Title: line(c.Title), Why: line(c.Why),
		Recommendation: line(c.Recommendation), Confirm: line(c.Confirm), Quotes: s.quotesOf(c.Evidence),
	}
	for _, x := range c.Alternatives {
		p.Alternatives = append(p.Alternatives, line(x))
	}
	x, err := s.follow("guidance:"+c.ID, s.near(s.areasOf(c), c.Evidence, ""), p, SchemaOf[GuidanceReply]("guidance"), expectGuidance)
	if err != nil {
		return told[GuidanceReply]{}, err
	}
	return hear[GuidanceReply](ctx, s, x, nil)
}

// quotesOf writes evidence for a prompt.
func (s *Session) quotesOf(list []review.Evidence) []string {
	const most = 300
	var out []string
	for _, e := range list {
		out = append(out, s.at(e)+": "+quoted(clip(line(e.Quote), most)))
	}
	return out
}

// areasOf gives the areas of a concern's items.
func (s *Session) areasOf(c *review.Concern) []string {
	var out []string
	for _, id := range c.Items {
		if it := s.item(id); it != nil && !contains(out, it.Area()) {
			out = append(out, it.Area())
		}
	}
	return out
}
