package gate

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
)

// Mark lays what owners accepted and readers objected to over what passed the
// gate, by ids of concerns. It comes before the synthesis, so that everything
// that is written about the concerns is written about those that are left.
//
// A waived concern stands, marked. A disputed one stands too, marked, with less
// weight where the objection weakened it; one that was taken back moves to what
// was withdrawn. An objection that rests on passages which no longer stand in
// the documents changes nothing and is marked as unexamined. The result given
// is not changed.
func Mark(b *brief.Brief, r Result, waived map[string]review.Waiver, disputed map[string]review.Dispute) Result {
	out := Result{Withdrawn: slices.Clone(r.Withdrawn), Settled: slices.Clone(r.Settled)}
	for _, p := range r.Concerns {
		if d, ok := disputed[p.ID]; ok {
			d = current(b, d, p.ID)
			if d.Outcome == review.DisputeWithdrawn {
				out.Withdrawn = append(out.Withdrawn, review.Withdrawn{Title: p.Title, Reason: reasonOf(b, &d), Evidence: p.Evidence})
				out.Settled = union(out.Settled, p.Items)
				continue
			}
			if d.Outcome == review.Weakened {
				p.weaken(b, &d)
			}
			p.Disputed = &d
		}
		if w, ok := waived[p.ID]; ok {
			p.Waived = &w
		}
		out.Concerns = append(out.Concerns, p)
	}
	sort.SliceStable(out.Concerns, func(i, j int) bool { return heavier(b, &out.Concerns[i], &out.Concerns[j]) })
	return out
}

// Visible gives the concerns that stand in one of the areas asked for; without
// areas, all.
func (r *Result) Visible(areas []string) []review.Concern {
	var out []review.Concern
	for i := range r.Concerns {
		if c := &r.Concerns[i]; len(areas) == 0 || shares(c.Areas, areas) {
			out = append(out, c.Concern)
		}
	}
	return out
}

// current puts an objection into terms of the documents as they are now: its
// passages are located again. Where one on which the answer rests is gone, so is
// the answer.
func current(b *brief.Brief, d review.Dispute, id string) review.Dispute {
	d.Concern = id
	evidence := []review.Evidence{}
	for _, e := range d.Evidence {
		if now, ok := Locate(b.Documents, Quote{Text: e.Quote, Line: e.StartLine}); ok {
			evidence = append(evidence, now)
		}
	}
	if len(evidence) < len(d.Evidence) && d.Outcome != review.Recorded {
		d.Outcome, d.Answer, d.Impact, d.Likelihood = review.Recorded, say(b, "dispute.stale"), 0, 0
	}
	d.Evidence = evidence
	return d
}

// reasonOf says why a concern was taken back.
func reasonOf(b *brief.Brief, d *review.Dispute) string {
	reason := strings.TrimSpace(say(b, "dispute.withdrawn"))
	for _, s := range []string{d.Reason, d.Answer} {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			reason += " " + s
		}
	}
	return reason
}

// weaken computes the severity of a concern again with the factors of an
// objection, by the same rule. It never raises one.
func (p *Placed) weaken(b *brief.Brief, d *review.Dispute) {
	a, r := p.advice, p.reasons
	a.Impact, r.Impact = lower(a.Impact, d.Impact, r.Impact)
	a.Likelihood, r.Likelihood = lower(a.Likelihood, d.Likelihood, r.Likelihood)
	sev, trace := severityWith(b, &a, r)
	if sev.Rank() > p.Severity.Rank() {
		return
	}
	p.SeverityTrace = trace + "; was " + string(p.Severity) + " before an objection"
	p.Severity, p.advice, p.reasons = sev, a, r
}

// lower gives the lesser of two factors, where the second one is known, and the
// reason for it.
func lower(was, now int, reason string) (int, string) {
	was = min(max(cmp.Or(was, now), 1), 3)
	if now < 1 || now >= was {
		return was, reason
	}
	return now, "after an objection"
}

// say gives a text of the catalog, its id where there is none.
func say(b *brief.Brief, id string) string {
	for i := range b.Catalog.Texts {
		if t := &b.Catalog.Texts[i]; t.ID == id {
			return strings.TrimSpace(t.Say)
		}
	}
	return id
}
