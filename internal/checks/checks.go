// Package checks is the embedded reviewer: deterministic, offline, no guessing.
// It proposes; the gate decides.
package checks

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/checks/arith"
	"archreview/internal/checks/clash"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
)

// Source is the name under which the embedded reviewer proposes.
const Source = "checks"

// Result is what the embedded reviewer found.
type Result struct {
	Proposals []gate.Proposal
	Coverage  []review.Coverage // one entry for each checklist item, in the catalog's order
}

// Review runs every check over a brief.
func Review(b *brief.Brief) Result {
	var r Result
	cov := coverage(b)
	for i, c := range cov {
		r.Coverage = append(r.Coverage, c.entry(b))
		if p, ok := c.propose(b, &b.Catalog.Items[i]); ok {
			r.Proposals = append(r.Proposals, p)
		}
	}
	r.Proposals = append(r.Proposals, ruled(b)...)
	r.Proposals = append(r.Proposals, compared(b)...)
	r.Proposals = append(r.Proposals, clash.Configured(b)...)
	return r
}

// ruled applies the rules, side by side; what they propose comes in their order.
func ruled(b *brief.Brief) []gate.Proposal {
	found := make([]*gate.Proposal, len(b.Catalog.Rules))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(found); i = int(next.Add(1)) - 1 {
				if p, ok := applyRule(b, i); ok {
					found[i] = &p
				}
			}
		})
	}
	wg.Wait()
	var out []gate.Proposal
	for _, p := range found {
		if p != nil {
			out = append(out, *p)
		}
	}
	return out
}

// Portion is how many statements are compared with one another: those of some
// 130 KB of text. Beyond it numbers and claims are compared within portions
// only.
const Portion = 2000

// Claims counts the statements that are compared with one another: those of
// configuration are set against documents as a whole, however many they are.
func Claims(f *facts.Facts) int {
	n := 0
	for i := range f.Statements {
		if f.Statements[i].Kind != document.Set {
			n++
		}
	}
	return n
}

// compared gives what follows from setting statements side by side: numbers
// recomputed, and places that disagree.
func compared(b *brief.Brief) []gate.Proposal {
	n := len(b.Facts.Statements)
	if Claims(b.Facts) <= Portion {
		return append(arith.Calculate(b), clash.Find(b)...)
	}
	parts := make([][]gate.Proposal, (n+Portion-1)/Portion)
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range parts {
		slots <- struct{}{}
		wg.Go(func() {
			part := *b
			part.Facts = b.Facts.Portion(i*Portion, min((i+1)*Portion, n))
			parts[i] = append(arith.Calculate(&part), clash.Find(&part)...)
			<-slots
		})
	}
	wg.Wait()
	return slices.Concat(parts...)
}

// quotes gives statements of documents as quotes, without doubles and at most
// a handful; statements of answers are left out.
func quotes(b *brief.Brief, stmts []int) []gate.Quote {
	const most = 6
	var out []gate.Quote
	seen := map[int]bool{}
	for _, st := range stmts {
		if st < 0 || seen[st] || b.Facts.IsAnswer(st) || len(out) == most {
			continue
		}
		seen[st] = true
		s := &b.Facts.Statements[st]
		out = append(out, gate.Quote{Document: b.Facts.Doc(st).ID, Text: s.Text, Offset: s.Start})
	}
	return out
}

// holds says whether the traits that advice needs hold and those that exclude
// it do not.
func holds(f *facts.Facts, needs, excludes []string) bool {
	for _, t := range needs {
		if !f.Has(t) {
			return false
		}
	}
	for _, t := range excludes {
		if f.Has(t) {
			return false
		}
	}
	return true
}

// applies says whether an item makes sense for the system.
func applies(f *facts.Facts, a checklists.Applies) bool {
	for _, id := range a.None {
		if present(f, id) {
			return false
		}
	}
	if len(a.Any) == 0 {
		return true
	}
	for _, id := range a.Any {
		if present(f, id) {
			return true
		}
	}
	return false
}

// present says whether a trait holds or a concept is affirmed.
func present(f *facts.Facts, id string) bool {
	if f.Has(id) {
		return true
	}
	for _, m := range f.Mentions(id) {
		if m.Status == facts.Affirmed {
			return true
		}
	}
	return false
}
