package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"archreview/agent/review"
)

// merge joins proposals that say the same: they share a checklist item and a
// passage; or one claims that an item is missing which another one already
// treats; or two claim that one concept is missing. The heavier one leads.
func merge(in []candidate) []candidate {
	var out []candidate
	for _, c := range in {
		joined := false
		for i := range out {
			if !same(&out[i], &c) {
				continue
			}
			out[i] = join(out[i], c)
			joined = true
			break
		}
		if !joined {
			out = append(out, c)
		}
	}
	return out
}

func same(a, b *candidate) bool {
	if a.Rule == b.Rule && !(a.Distinct && b.Distinct) && (a.Kind != review.Contradiction || fingerprint(a) == fingerprint(b)) {
		return true
	}
	if (a.Distinct || b.Distinct) && sharesPassage(a, b) && alike(a, b) {
		return true
	}
	if a.Kind == review.Omission && b.Kind == review.Omission && shares(a.Concepts, b.Concepts) {
		return len(a.evidence) == 0 || len(b.evidence) == 0 || sharesPassage(a, b)
	}
	if !shares(a.Items, b.Items) {
		return false
	}
	if a.Kind == review.Omission && len(a.evidence) == 0 || b.Kind == review.Omission && len(b.evidence) == 0 {
		return true
	}
	return sharesPassage(a, b)
}

func shares(a, b []string) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}

// sharesPassage says whether the main passage of one stands in the other.
func sharesPassage(a, b *candidate) bool {
	if len(a.evidence) == 0 || len(b.evidence) == 0 {
		return false
	}
	return contains(a.evidence, b.evidence[0]) || contains(b.evidence, a.evidence[0])
}

func contains(list []review.Evidence, e review.Evidence) bool {
	for _, x := range list {
		if x.Document == e.Document && x.StartLine <= e.EndLine && e.StartLine <= x.EndLine &&
			(strings.Contains(x.Quote, e.Quote) || strings.Contains(e.Quote, x.Quote)) {
			return true
		}
	}
	return false
}

// weight orders merged candidates: what is computed or quoted leads over what
// is only missing.
func weight(c *candidate) int {
	w := c.Advice.Impact + c.Advice.Likelihood
	switch c.Kind {
	case review.Arithmetic, review.Contradiction:
		w += 3
	case review.Antipattern, review.Mismatch:
		w += 2
	}
	if len(c.evidence) == 0 {
		w -= 4
	}
	return w
}

func join(a, b candidate) candidate {
	if a.Distinct != b.Distinct {
		if a.Distinct {
			a, b = b, a
		}
		if b.Kind == review.Omission || len(a.evidence) > 0 {
			return enrich(a, b)
		}
	}
	if weight(&b) > weight(&a) {
		a, b = b, a
	}
	for _, e := range b.evidence {
		if !contains(a.evidence, e) {
			a.evidence = append(a.evidence, e)
		}
	}
	a.Items = union(a.Items, b.Items)
	a.sources = union(a.sources, b.sources)
	a.from = append(a.from, b.from...)
	a.Areas = union(a.Areas, b.Areas)
	a.Advice.Tools = union(a.Advice.Tools, b.Advice.Tools)
	a.Advice.References = union(a.Advice.References, b.Advice.References)
	a.Advice.Patterns = union(a.Advice.Patterns, b.Advice.Patterns)
	if a.Advice.Confirm == "" {
		a.Advice.Confirm = b.Advice.Confirm
	}
	return a
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

func (c *candidate) name() string {
	if c.id != "" {
		return c.id
	}
	return fingerprint(c)
}

// fingerprint names a concern by its rule and the words of its main passage:
// it does not change when lines move or other text is edited.
func fingerprint(c *candidate) string {
	name := c.Rule
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	if len(c.evidence) == 0 {
		return name
	}
	words, _ := plain(strings.ToLower(c.evidence[0].Quote))
	sum := sha256.Sum256([]byte(c.Rule + "\x00" + words))
	return name + "-" + hex.EncodeToString(sum[:2])
}

// Told says whether one of the concerns that are there says the same as c: they
// share a checklist item and a passage.
func Told(there []review.Concern, c review.Concern) bool {
	for _, x := range there {
		if len(x.Evidence) == 0 || len(c.Evidence) == 0 || !shares(x.Items, c.Items) {
			continue
		}
		if contains(x.Evidence, c.Evidence[0]) || contains(c.Evidence, x.Evidence[0]) {
			return true
		}
	}
	return false
}
