package arith

import (
	"math"
	"strings"

	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

const month = 30 * day

// availability compares the promised share of time with planned downtime and
// with what the parts can give.
func availability(k *desk) {
	target, ok := k.promise()
	if !ok {
		return
	}
	k.plannedDowntime(target)
	k.serialParts(target)
	k.vendorPromise(target)
}

// promise gives the largest availability promised for the system; shares of
// successful requests or of data are no time.
func (k *desk) promise() (facts.Value, bool) {
	best, ok := facts.Value{}, false
	for _, v := range k.values("availability.target", "availability.promise") {
		if v.Number.Hi < 90 || v.Number.Hi >= 100 || k.saysAt("sizing.vendor-sla", v.Statement) || k.saysAt("sizing.per-part", v.Statement) && !k.has(v.Statement, "our", "we", "promise", "promised", "target") {
			continue
		}
		if !ok || v.Number.Hi > best.Number.Hi {
			best, ok = v, true
		}
	}
	return best, ok
}

// saysAt says whether a statement affirms a concept.
func (k *desk) saysAt(concept string, st int) bool {
	_, ok := k.says(concept, st, sameStatement)
	return ok
}

func (k *desk) plannedDowntime(target facts.Value) {
	allowed := (100 - target.Number.Hi) / 100 * month
	for _, m := range k.f.Mentions("sizing.planned-downtime") {
		if m.Status != facts.Affirmed || k.apart(m.Statement, target.Statement) == elsewhere || m.Statement != target.Statement && k.statesShare(m.Statement) {
			continue
		}
		down, times, ok := k.downtimeAt(m.Statement)
		if !ok || down.Number.Hi*times < 1.1*allowed || k.excepted(target.Statement) || k.known(allowed, phrase.Duration, m.Statement, target.Statement) || k.known(allowed, phrase.Rate, m.Statement, target.Statement) {
			continue
		}
		k.raise("resilience.planned-downtime", inputs{
			"target": target, "allowed": allowed, "down": down, "times": times, "total": down.Number.Hi * times, "left": math.Round((100-down.Number.Hi*times/month*100)*100) / 100,
		}, m.Statement, target.Statement)
		return
	}
}

// statesShare says whether a statement names an availability of its own: then
// a length of time beside it is what that allows.
func (k *desk) statesShare(st int) bool {
	for _, p := range k.figuresIn(st, phrase.Percent) {
		if p.Number.Hi >= 90 && p.Number.Hi < 100 {
			return true
		}
	}
	return false
}

// excepted says whether planned work does not count towards the promise.
func (k *desk) excepted(st int) bool {
	_, ok := k.says("sizing.maintenance-excepted", st, sameSection)
	return ok
}

// downtimeAt gives the length of a planned downtime and how often it happens
// in a month; once where the statement does not say more.
func (k *desk) downtimeAt(st int) (facts.Value, float64, bool) {
	var down facts.Value
	ok := false
	for _, dim := range []phrase.Dim{phrase.Window, phrase.Duration} {
		for _, f := range k.figuresIn(st, dim) {
			if !ok && f.Number.Hi <= 12*3600 && f.Number.Hi >= 60 {
				down, ok = f.Value, true
			}
		}
	}
	times := 1.0
	for _, i := range k.figuresIn(st, phrase.Interval) {
		if i.Number.Hi > 0 && i.Number.Hi < month {
			times = math.Floor(month / i.Number.Hi)
		}
		if i.Number.Hi > 1.5*month {
			return down, 0, false
		}
	}
	return down, times, ok
}

// serialParts: parts that must all answer multiply their availabilities.
func (k *desk) serialParts(target facts.Value) {
	for _, m := range k.f.Mentions("sizing.in-series") {
		if m.Status != facts.Affirmed || !k.isText(m.Statement) {
			continue
		}
		n, ok := k.partsIn(m.Statement)
		if !ok {
			continue
		}
		each, ok := k.perPart(m.Statement)
		if !ok {
			continue
		}
		all := math.Pow(each.Number.Hi/100, n) * 100
		if all >= target.Number.Hi-0.02 || !k.only(all, target) {
			continue
		}
		k.raise("resilience.serial-availability", inputs{
			"target": target, "each": each, "parts": n, "all": math.Round(all*100) / 100, "down": (100 - all) / 100 * month,
			"allowed": (100 - target.Number.Hi) / 100 * month, "needed": math.Round(math.Pow(target.Number.Hi/100, 1/n)*1e5) / 1e3,
		}, m.Statement, each.Statement, target.Statement)
		return
	}
}

// only says whether a computed share is so close to the target that a figure
// of the documents near it is the target itself.
func (k *desk) only(all float64, target facts.Value) bool {
	for _, p := range k.figures(phrase.Percent) {
		if p.Number.Hi != target.Number.Hi && math.Abs(p.Number.Hi-all) < 0.02 {
			return false
		}
	}
	return true
}

// perPart gives the availability of each part, stated near the chain.
func (k *desk) perPart(st int) (facts.Value, bool) {
	for _, m := range k.f.Mentions("sizing.per-part") {
		if m.Status != facts.Affirmed || k.apart(m.Statement, st) > sameSection {
			continue
		}
		for _, p := range k.figuresIn(m.Statement, phrase.Percent) {
			if p.Number.Hi > 90 && p.Number.Hi < 100 {
				return p.Value, true
			}
		}
	}
	return facts.Value{}, false
}

// partsIn counts the parts that a statement chains: a number of services, or
// the names in a list.
func (k *desk) partsIn(st int) (float64, bool) {
	for _, c := range k.figuresIn(st, phrase.Count) {
		for _, n := range c.nouns {
			switch n {
			case "service", "hop", "dependency", "component", "system", "call", "microservice", "part", "vendor":
				if c.Number.Hi >= 2 && c.Number.Hi <= 50 {
					return c.Number.Hi, true
				}
			}
		}
	}
	s := &k.f.Statements[st]
	if s.Kind == document.CodeLine {
		return 0, false
	}
	if k.isRow(st) && len(s.Cells) >= 2 && strings.Count(s.Cells[1].Text, ",") >= 2 && len(k.f.Numbers(st)) == 0 {
		return float64(strings.Count(s.Cells[1].Text, ",") + 1), true
	}
	names := strings.Count(s.Text, "`") / 2
	if names >= 3 {
		return float64(names), true
	}
	if arrows := strings.Count(s.Text, "->") + strings.Count(s.Text, "→"); arrows >= 2 {
		return float64(arrows + 1), true
	}
	return 0, false
}

// vendorPromise: what a system cannot do without bounds its own promise.
func (k *desk) vendorPromise(target facts.Value) {
	for _, v := range k.values("availability.vendor") {
		if v.Number.Hi < 90 || v.Number.Hi >= target.Number.Hi-0.001 || v.Statement == target.Statement {
			continue
		}
		if _, ok := k.says("sizing.degrades", v.Statement, sameSection); ok {
			continue
		}
		k.raise("resilience.vendor-availability", inputs{
			"target": target, "vendor": v, "down": (100 - v.Number.Hi) / 100 * month, "allowed": (100 - target.Number.Hi) / 100 * month,
		}, v.Statement, target.Statement)
		return
	}
}
