package gate

import (
	"fmt"
	"strings"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
)

// severity computes the severity of a concern by the catalog's rule: twice the
// impact (1 to 3) plus the likelihood (1 to 3), plus or minus one for each
// trait of the system that the advice names. The trace shows the sum.
func severity(b *brief.Brief, a *checklists.Advice) (review.Severity, string) {
	return severityWith(b, a, Reasons{})
}

// Severity computes the severity that a proposal would have by itself.
func Severity(b *brief.Brief, p *Proposal) review.Severity {
	s, _ := severityWith(b, &p.Advice, p.Reasons)
	return s
}

// severityWith is severity with the reasons for the factors, which lie between
// 1 and 3 whoever gave them.
func severityWith(b *brief.Brief, a *checklists.Advice, r Reasons) (review.Severity, string) {
	impact, likelihood := min(max(a.Impact, 1), 3), min(max(a.Likelihood, 1), 3)
	score := 2*impact + likelihood
	trace := fmt.Sprintf("2 x impact %d%s + likelihood %d%s", impact, because(r.Impact), likelihood, because(r.Likelihood))
	for _, d := range a.Adjust {
		if !b.Facts.Has(d.Trait) {
			continue
		}
		score += d.By
		sign := "+"
		if d.By < 0 {
			sign = "-"
		}
		trace += fmt.Sprintf(" %s 1 (%s)", sign, strings.TrimSpace(d.Because))
	}
	sev := review.Low
	var limits []string
	for _, r := range b.Catalog.Severity {
		if score >= r.From && review.Severity(r.Severity).Rank() > sev.Rank() {
			sev = review.Severity(r.Severity)
		}
		if r.From > 0 {
			limits = append(limits, fmt.Sprintf("%s from %d", r.Severity, r.From))
		}
	}
	trace = fmt.Sprintf("%s = %d: %s (%s)", trace, score, sev, strings.Join(limits, ", "))
	if r.Scope != "" {
		trace += "; hits " + strings.TrimRight(strings.TrimSpace(r.Scope), ".")
	}
	return sev, trace
}

func because(reason string) string {
	if reason = strings.TrimRight(strings.TrimSpace(reason), "."); reason == "" {
		return ""
	}
	return " (" + reason + ")"
}

// Verdict computes the readiness from the concerns that are not waived: any
// HIGH one blocks, any MEDIUM one is a condition.
func Verdict(concerns []review.Concern) review.Verdict {
	worst := 0
	for i := range concerns {
		if concerns[i].Waived == nil {
			worst = max(worst, concerns[i].Severity.Rank())
		}
	}
	switch worst {
	case review.High.Rank():
		return review.NotReady
	case review.Medium.Rank():
		return review.ReadyConditions
	}
	return review.Ready
}

// Outcome computes whether the review is complete: nothing failed, nothing was
// left unread and no area failed.
func Outcome(r *review.Review) review.Outcome {
	if len(r.Ledger.Failures) > 0 || r.Ledger.LinesRead < r.Ledger.LinesTotal {
		return review.Incomplete
	}
	for _, a := range r.Areas {
		if a.Status == review.Failed || a.Status == review.Partial {
			return review.Incomplete
		}
	}
	return review.Complete
}
