package arith

import (
	"slices"
	"strings"

	"archreview/internal/facts"
	"archreview/internal/phrase"
)

const day = 86400.0

// throughput compares amounts of work with the speed at which it is done and
// the time there is for it.
func throughput(k *desk) {
	k.bulkWindow()
	k.shareWindow()
	k.taskPerItem()
	k.shiftCapacity()
	k.tokenLimit()
}

// shareWindow: a share of the largest day's items goes to a partner who takes
// so many a second, before the next step begins.
func (k *desk) shareWindow() {
	for _, limit := range k.figures(phrase.Rate) {
		if !k.isLimit(limit.Statement) && !k.has(limit.Statement, "plan", "accept", "contract") {
			continue
		}
		for _, st := range k.block(limit.Statement) {
			for _, share := range k.figuresIn(st, phrase.Percent) {
				all, noun, ok := k.perDayAbout(share.nouns, share.Statement)
				step, span, okSpan := k.stepTime(limit.Statement)
				if !ok || !okSpan {
					continue
				}
				items := all.Number.Hi * share.Number.Hi / 100
				need := items / limit.Number.Hi
				if need < margin*span || need > 50*span || k.known(items, phrase.Count, st) || k.knownNear(need, st) {
					continue
				}
				k.raise("scalability.share-window", inputs{
					"share": share.Value, "all": all, "noun": noun, "items": items, "limit": limit.Value, "need": need, "span": span, "done": span * limit.Number.Hi,
				}, limit.Statement, step, share.Statement, all.Statement)
				return
			}
		}
	}
}

// perDayAbout gives the largest count of a noun in a table of volumes.
func (k *desk) perDayAbout(nouns []string, not int) (facts.Value, string, bool) {
	var best facts.Value
	name := ""
	for _, c := range k.figures(phrase.Count) {
		if c.Statement == not || !k.bareCell(c) || perThing(k.f.Statements[c.Statement].Cells[0].Text) {
			continue
		}
		if n, ok := sharedNoun(nouns, c.nouns); ok && c.Number.Hi > best.Number.Hi {
			best, name = c.Value, n
		}
	}
	return best, name, best.Number.Hi >= 1000
}

// perThing says whether a row's name relates its figures to something other
// than a day: "parcels per tour".
func perThing(name string) bool {
	_, of, ok := strings.Cut(strings.ToLower(name), " per ")
	return ok && !strings.HasPrefix(of, "day") && !strings.HasPrefix(of, "working day")
}

// bareCell says whether a figure is all that stands in its table cell.
func (k *desk) bareCell(c figure) bool {
	s := &k.f.Statements[c.Statement]
	at := s.Start + k.f.Tokens(c.Statement)[c.at].Start()
	for i := range s.Cells {
		if s.Cells[i].Start <= at && at < s.Cells[i].End {
			_, ok := k.cellNumber(s.Cells[i].Text)
			return ok && len(s.Cells[i].Text) < 16
		}
	}
	return false
}

// stepTime gives the time between the step in whose list item a statement
// stands and the next one, which both begin with a time of day, and the first
// statement of the step.
func (k *desk) stepTime(st int) (step int, span float64, ok bool) {
	from := 0.0
	for _, s := range k.block(st) {
		for _, c := range k.figuresIn(s, phrase.Clock) {
			switch {
			case c.at > 1:
			case s <= st:
				step, from, ok = s, c.Number.Hi, true
			case ok && c.Number.Hi > from:
				return step, c.Number.Hi - from, true
			}
		}
	}
	return 0, 0, false
}

// taskPerItem: one task for each item that is left makes the work grow with
// the square of the group.
func (k *desk) taskPerItem() {
	for _, m := range k.f.Mentions("sizing.task-per-item") {
		if m.Status != facts.Affirmed {
			continue
		}
		group, ok := k.groupSize(m.Statement)
		if !ok {
			continue
		}
		var rate, each figure
		for _, st := range k.block(m.Statement) {
			for _, r := range k.figuresIn(st, phrase.Rate) {
				if k.has(st, "each", "manage", "handle") {
					if r.Number.Hi > each.Number.Hi {
						each = r
					}
				} else if r.Number.Hi > rate.Number.Hi {
					rate = r
				}
			}
		}
		w, n, ok := k.workersNear(m.Statement)
		if !ok || rate.Number.Hi == 0 || each.Number.Hi == 0 {
			continue
		}
		capacity, work := each.Number.Hi, rate.Number.Hi*(group.Number.Lo-1)/2
		if k.has(each.Statement, "each") {
			capacity *= n
		}
		if work < margin*capacity || k.known(work, phrase.Rate, m.Statement) || k.known(group.Number.Lo*(group.Number.Lo-1)/2, phrase.Count, m.Statement) {
			continue
		}
		k.raise("scalability.task-per-item", inputs{
			"group": group, "rate": rate.Value, "each": each.Value, "workers": w, "capacity": capacity, "work": work,
			"tasks": group.Number.Lo * (group.Number.Lo - 1) / 2, "section": k.heading(m.Statement),
		}, m.Statement, each.Statement, rate.Statement, group.Statement)
		return
	}
}

// groupSize gives "parcels per tour" for a noun that a statement names; of
// several columns the first.
func (k *desk) groupSize(st int) (facts.Value, bool) {
	words := k.topics(st)
	for _, c := range k.figures(phrase.Count) {
		s := &k.f.Statements[c.Statement]
		if c.Number.Hi < 5 || c.Number.Hi > 100000 {
			continue
		}
		if k.isRow(c.Statement) {
			of, _, ok := strings.Cut(strings.ToLower(s.Cells[0].Text), " per ")
			if f := strings.Fields(of); ok && len(f) > 0 && (words[root(f[len(f)-1])] || k.has(st, root(f[len(f)-1]))) {
				return c.Value, true
			}
			continue
		}
		if c.Number.Of != "" && len(c.nouns) > 0 && words[c.nouns[0]] {
			return c.Value, true
		}
	}
	return facts.Value{}, false
}

// shiftCapacity: an hourly capacity counts only for the hours that are worked,
// while the demand arrives per day.
func (k *desk) shiftCapacity() {
	for _, hours := range k.values("shift.hours") {
		if hours.Number.Hi < 3600 || hours.Number.Hi > 16*3600 {
			continue
		}
		var capacity figure
		for _, r := range k.figures(phrase.Rate) {
			if r.Number.Per == 3600 && k.apart(r.Statement, hours.Statement) <= sameBlock && r.Number.Hi > capacity.Number.Hi {
				capacity = r
			}
		}
		if capacity.Number.Hi > 0 {
			done := capacity.Number.Hi * hours.Number.Hi
			demand, share, hasShare, ok := k.dailyDemand(capacity.Statement)
			if !ok || demand < margin*done || k.known(done, phrase.Count, hours.Statement) {
				continue
			}
			k.raise("scalability.shift-capacity", inputs{
				"hours": hours, "perHour": capacity.Number.Hi * 3600, "capacity": capacity.Value, "done": done,
				"demand": demand, "share": share, "hasShare": hasShare, "short": demand - done,
			}, capacity.Statement, hours.Statement)
			return
		}
	}
}

// dailyDemand reads a share of a daily amount, or a daily amount, beside a
// statement.
func (k *desk) dailyDemand(st int) (demand float64, share facts.Value, hasShare, ok bool) {
	for _, s := range k.inSection(st) {
		if k.apart(s, st) > sameBlock {
			continue
		}
		for _, p := range k.figuresIn(s, phrase.Percent) {
			for _, c := range k.figuresIn(s, phrase.Count) {
				if c.at > p.at && c.at <= p.at+3 && c.Number.Hi >= 1000 {
					return c.Number.Hi * p.Number.Hi / 100, p.Value, true, true
				}
			}
			for _, r := range k.figuresIn(s, phrase.Rate) {
				if r.at > p.at && r.at <= p.at+3 && r.Number.Per == day && r.Number.Hi*day >= 1000 {
					return r.Number.Hi * day * p.Number.Hi / 100, p.Value, true, true
				}
			}
		}
		for _, r := range k.figuresIn(s, phrase.Rate) {
			if r.Number.Per == day && r.Number.Hi*day >= 100 {
				return r.Number.Hi * day, r.Value, false, true
			}
		}
	}
	return 0, share, false, false
}

// tokenLimit: a model vendor limits tokens per minute besides requests.
func (k *desk) tokenLimit() {
	for _, limit := range k.values("tokens.per-minute") {
		perMinute := limit.Number.Hi
		if limit.Number.Dim == phrase.Rate {
			perMinute *= 60
		}
		for _, prompt := range k.values("tokens.prompt") {
			tokens, parts := k.tokensOf(prompt.Statement)
			if parts < 2 {
				continue
			}
			calls, ok := k.callsPerMinute(limit.Statement)
			if !ok || calls.Number.Hi*60*tokens < margin*perMinute {
				continue
			}
			need := calls.Number.Hi * 60 * tokens
			if k.throttled(limit.Statement) || k.known(perMinute/tokens/60, phrase.Rate, limit.Statement) || k.known(perMinute/tokens, phrase.Count, limit.Statement) {
				return
			}
			if k.known(need, phrase.Count, limit.Statement, prompt.Statement) || k.known(tokens, phrase.Count, prompt.Statement) {
				return
			}
			k.raise("api.token-limit", inputs{
				"limit": limit, "perMinute": perMinute, "prompt": prompt, "tokens": tokens, "calls": calls,
				"callsPerMinute": calls.Number.Hi * 60, "need": need, "possible": perMinute / tokens,
			}, calls.Statement, limit.Statement, prompt.Statement)
			return
		}
	}
}

// tokensOf adds the parts of a prompt: "1,800 tokens", "five examples (1,300
// each)", "1,100 per page" times the pages on average.
func (k *desk) tokensOf(st int) (float64, int) {
	sum, parts := 0.0, 0
	nums := k.figuresIn(st, phrase.Count)
	toks := k.f.Tokens(st)
	for i, n := range nums {
		v := n.Number.Hi
		switch {
		case v < 50:
			continue
		case n.Number.Of != "":
			per, ok := k.average(n.Number.Of)
			if !ok {
				continue
			}
			v *= per
		case n.at+1 < len(toks) && toks[n.at+1].Lower() == "each" && i > 0 && nums[i-1].Number.Hi < 50:
			v *= nums[i-1].Number.Hi
		}
		sum += v
		parts++
	}
	return sum, parts
}

// average gives the stated average number of a thing: "3.4 pages each".
func (k *desk) average(noun string) (float64, bool) {
	for _, c := range k.figures(phrase.Count) {
		if len(c.nouns) > 0 && c.nouns[0] == root(noun) && k.has(c.Statement, "average", "avg", "mean") {
			return c.Number.Hi, true
		}
	}
	return 0, false
}

func (k *desk) callsPerMinute(limit int) (facts.Value, bool) {
	var best facts.Value
	ok := false
	for _, r := range k.figures(phrase.Rate) {
		if r.Number.Per == 60 && k.apart(r.Statement, limit) <= sameSection && !slices.Contains(r.nouns, "token") && k.has(r.Statement, "call", "request") && (r.Statement != limit || len(r.nouns) > 0 && (r.nouns[0] == "call" || r.nouns[0] == "request")) && (!ok || r.Number.Hi > best.Number.Hi) {
			best, ok = r.Value, true
		}
	}
	return best, ok
}
