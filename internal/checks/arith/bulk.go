package arith

import (
	"archreview/internal/phrase"
)

// bulkWindow: so many items at so many per minute need count/rate, and have
// the span until the deadline.
func (k *desk) bulkWindow() {
	for _, c := range k.figures(phrase.Count) {
		if c.Number.Hi < 100 || len(c.nouns) == 0 {
			continue
		}
		span, at, ok := k.spanFor(c)
		if !ok {
			continue
		}
		best, noun, ok := k.speedFor(c)
		if !ok || best.Statement == at {
			continue
		}
		need := c.Number.Hi / best.Number.Hi
		if need < margin*span || need > 1000*span || k.fasterIn(best.Statement, c.Number.Hi/span) || k.knownNear(need, best.Statement) {
			continue
		}
		k.raise("scalability.bulk-window", inputs{
			"count": c.Value, "noun": noun, "rate": best.Value, "perMinute": best.Number.Hi * 60, "need": need, "span": span, "spanAt": at,
			"done": span * best.Number.Hi, "wanted": c.Number.Hi / span * 60,
		}, c.Statement, at, best.Statement)
		return
	}
}

// speedFor gives the largest rate at which what a figure counts is worked
// through: of one worker times the workers, where the statement says so.
func (k *desk) speedFor(c figure) (figure, string, bool) {
	var best figure
	noun, found := "", false
	for _, r := range k.figures(phrase.Rate) {
		n, ok := sharedNoun(c.nouns, r.nouns)
		switch near := k.apart(r.Statement, c.Statement); {
		case ok || near > sameSection:
		case near <= sameBlock && k.isLimit(r.Statement) && k.isForeign(r.Statement):
			n, ok = c.nouns[0], true
		case r.Number.Per <= 3600 && k.sharesNoun(r.nouns, c.Statement):
			n, ok = r.nouns[0], true
		case k.isRow(c.Statement) && near <= sameBlock && r.Number.Per <= 3600 && !k.has(r.Statement, "busiest", "peak", "arrive", "hour", "rush") && k.has(r.Statement, "process", "worker", "measured", "speed", "throughput", "limit", "rate", "capacity"):
			n, ok = c.nouns[0], true
		}
		if ok && k.batchedCalls(r) {
			return best, "", false
		}
		if !ok || r.Statement == c.Statement {
			continue
		}
		r = k.times(r)
		if !found || r.Number.Hi > best.Number.Hi {
			best, noun, found = r, n, true
		}
	}
	return best, noun, found
}

// batchedCalls says whether the block of a rate of calls tells that one call
// carries several items.
func (k *desk) batchedCalls(r figure) bool {
	if len(r.nouns) == 0 || r.nouns[0] != "call" && r.nouns[0] != "request" {
		return false
	}
	for _, s := range k.block(r.Statement) {
		for _, c := range k.figuresIn(s, phrase.Count) {
			if (c.Number.Of == "call" || c.Number.Of == "request") && c.Number.Hi > 1 {
				return true
			}
		}
	}
	return false
}

// sharesNoun says whether a statement or its heading speaks of the first noun
// of a figure.
func (k *desk) sharesNoun(nouns []string, st int) bool {
	return len(nouns) > 0 && len(nouns[0]) > 3 && !vague(nouns[0]) && (k.topics(st)[nouns[0]] || k.has(st, nouns[0]))
}

// times multiplies a rate that one worker reaches with the workers that the
// statement names.
func (k *desk) times(r figure) figure {
	if !k.has(r.Statement, "one", "each", "worker", "apiece", "per", "single") {
		return r
	}
	one := false
	toks := k.f.Tokens(r.Statement)
	for i := range toks {
		w := toks[i].Lower()
		one = one || w == "each" || w == "apiece" || (w == "one" || w == "single" || w == "a") && i+3 < len(toks) && i < r.at && worker(toks[i+1].Lower(), toks[i+2].Lower(), toks[i+3].Lower())
	}
	switch r.Number.Of {
	case "worker", "process", "pod", "node", "thread", "instance", "renderer":
		one = true
	}
	if !one {
		return r
	}
	most := 1.0
	for _, n := range k.figuresIn(r.Statement, phrase.Count) {
		if n.at != r.at && n.Number.Hi <= 1000 && (len(n.nouns) == 0 || n.Number.Subject == "of" || worker(n.nouns...)) {
			most = max(most, n.Number.Hi)
		}
	}
	if most == 1 {
		if _, n, ok := k.workersNear(r.Statement); ok {
			most = n
		}
	}
	r.Number.Lo, r.Number.Hi = r.Number.Lo*most, r.Number.Hi*most
	return r
}

// worker says whether one of the words names something that works.
func worker(words ...string) bool {
	for _, w := range words {
		switch root(w) {
		case "worker", "process", "pod", "node", "thread", "instance", "renderer", "sender", "consumer", "machine", "server", "replica", "runner":
			return true
		}
	}
	return false
}

// spanFor gives the time there is for the whole of what a figure counts, and
// where it stands: times of day in its statement, a deadline in the same
// block, or a window of the section that shares a topic.
func (k *desk) spanFor(c figure) (float64, int, bool) {
	if span, ok := k.spanIn(c.Statement); ok {
		return span, c.Statement, true
	}
	for st := c.Statement - 1; st <= c.Statement+2; st++ {
		if span, ok := k.dayEnds(st, c.Statement); ok {
			return span, st, true
		}
	}
	for _, v := range k.values("deadline.span") {
		if v.Number.Hi >= 600 && v.Number.Hi <= 2*day && abs(v.Statement-c.Statement) <= 2 && k.apart(v.Statement, c.Statement) <= sameBlock && k.isDemand(v.Statement) {
			return v.Number.Hi, v.Statement, true
		}
	}
	for _, w := range k.figures(phrase.Window) {
		if k.apart(w.Statement, c.Statement) <= sameSection && !k.has(w.Statement, "office", "support", "open", "staffed", "service") && (k.sharesTopic(w.Statement, c.Statement) || k.isRow(c.Statement) && (k.tied(w.Statement, c.Statement) || k.isRow(w.Statement) && k.apart(w.Statement, c.Statement) <= sameBlock && k.has(w.Statement, "window", "transfer", "run", "period", "deadline", "slot", "night", "time"))) {
			return w.Number.Hi, w.Statement, true
		}
	}
	return 0, 0, false
}

// dayEnds gives the shorter span between the two times of day that a statement
// names as the beginning and end of a run, if it belongs to the block of at.
func (k *desk) dayEnds(st, at int) (float64, bool) {
	if st < 0 || st >= len(k.f.Statements) || k.isRow(st) || k.apart(st, at) > sameBlock || !k.has(st, "start", "starts", "begin", "begins", "complete", "ready", "collect", "collects", "closes", "deadline", "until", "must", "finished", "through", "done", "fetches", "arrive", "opens", "due") {
		return 0, false
	}
	clocks := k.figuresIn(st, phrase.Clock)
	if len(clocks) != 2 {
		return 0, false
	}
	span := clocks[1].Number.Hi - clocks[0].Number.Hi
	if span < 0 {
		span = -span
	}
	if span > day/2 {
		span = day - span
	}
	return span, span > 0
}

// sharesTopic says whether two statements share a topic that is more than
// their heading's, or the one speaks of the heading's matter.
func (k *desk) sharesTopic(a, b int) bool {
	return k.tied(a, b) || k.alike(a, b) > 0 && k.has(a, "window", "deadline", "run", "job", "batch", "night", "nightly")
}

// isDemand says whether a statement demands rather than tells.
func (k *desk) isDemand(st int) bool {
	return k.has(st, "must", "want", "wants", "have", "has", "need", "should", "promise", "promised", "guarantee", "finished", "done", "complete", "through", "ready", "all", "everything", "window", "deadline", "out", "sent", "delivered", "until", "latest", "expects", "expect", "required")
}

// spanIn gives the time between the first and the last time of day that a
// statement names, or its window.
func (k *desk) spanIn(st int) (float64, bool) {
	for _, w := range k.figuresIn(st, phrase.Window) {
		return w.Number.Hi, true
	}
	clocks := k.figuresIn(st, phrase.Clock)
	if next := st + 1; len(clocks) == 1 && !k.isRow(st) && next < len(k.f.Statements) && k.apart(st, next) <= sameBlock {
		clocks = append(clocks, k.figuresIn(st+1, phrase.Clock)...)
	}
	if len(clocks) < 2 {
		return 0, false
	}
	span := clocks[len(clocks)-1].Number.Hi - clocks[0].Number.Hi
	return span, span > 0
}

// fasterIn says whether the section of a statement names a rate that would do:
// then the slower one is a comparison.
func (k *desk) fasterIn(st int, wanted float64) bool {
	for _, r := range k.figures(phrase.Rate) {
		if k.apart(r.Statement, st) <= sameSection && r.Number.Hi >= wanted {
			return true
		}
	}
	return false
}
