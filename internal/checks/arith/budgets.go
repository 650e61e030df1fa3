package arith

import (
	"math"
	"slices"
	"strings"

	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// budgets compares what something takes, in money, downtime or days of work,
// with what there is.
func budgets(k *desk) {
	k.unitCost()
	k.downtimeStated()
	k.downtimeBudget()
	k.deployWindow()
	k.personDays()
}

// unitCost: price of one x number in a month.
func (k *desk) unitCost() {
	for _, price := range k.figures(phrase.Money) {
		if price.Number.Per != 0 || price.Number.Hi > 100 || price.Number.Hi <= 0 || k.isRow(price.Statement) || k.has(price.Statement, "customer", "revenue", "earn", "fee", "discount", "fine", "refund", "saves", "margin") {
			continue
		}
		volume, noun, ok := k.volumeOf(price)
		if !ok {
			continue
		}
		want := price.Number.Hi * volume.Number.Hi * month
		for st := max(0, price.Statement-1); st <= price.Statement+2 && st < len(k.f.Statements); st++ {
			if k.apart(st, price.Statement) > sameBlock {
				continue
			}
			for _, sum := range k.figuresIn(st, phrase.Money) {
				if sum.Number.Hi < 50 || sum.Number.Per != 0 && sum.Number.Per != month || want < margin*sum.Number.Hi || want > 400*sum.Number.Hi || k.has(st, "hosting", "server", "salary", "fixed", "licence", "license") {
					continue
				}
				if k.statesExactly(want) {
					return
				}
				k.raise("deployment.unit-cost", inputs{"price": price.Value, "volume": volume, "monthly": volume.Number.Hi * month, "noun": noun, "stated": sum.Value, "want": want, "factor": want / sum.Number.Hi}, price.Statement, volume.Statement, st)
				return
			}
		}
	}
}

// volumeOf gives the largest daily or monthly number of what a price is for.
func (k *desk) volumeOf(price figure) (facts.Value, string, bool) {
	var best facts.Value
	noun := ""
	words := k.words(price.Statement)
	for _, r := range k.figures(phrase.Rate) {
		if r.Number.Per < day || k.apart(r.Statement, price.Statement) > sameSection || len(r.nouns) == 0 || r.Number.Hi <= best.Number.Hi {
			continue
		}
		if n := r.nouns[0]; stem(price.Number.Of) == stem(n) || price.Number.Of == "" && words[stem(n)] {
			best, noun = r.Value, n
		}
	}
	return best, noun, noun != ""
}

// downtimeStated: the downtime that a share of time leaves is computed wrong.
func (k *desk) downtimeStated() {
	for _, p := range k.figures(phrase.Percent) {
		if p.Number.Hi < 90 || p.Number.Hi >= 100 || len(k.figuresIn(p.Statement, phrase.Percent)) != 1 {
			continue
		}
		for _, d := range k.figuresIn(p.Statement, phrase.Duration) {
			if d.Number.Per < day || d.at <= 0 || !k.has(p.Statement, "downtime", "down", "outage", "unavailable", "availability", "uptime", "available") {
				continue
			}
			allowed := (100 - p.Number.Hi) / 100 * d.Number.Per
			ratio := d.Number.Hi / allowed
			if ratio < 1.3 && d.Number.Lo/allowed > 1/1.3 || ratio > 1000 || ratio < 0.001 {
				continue
			}
			k.raise("resilience.downtime-stated", inputs{"share": p.Value, "stated": d.Value, "period": d.Number.Per, "allowed": allowed, "more": ratio > 1}, p.Statement)
			return
		}
	}
}

// downtimeBudget: one failure takes longer than the promise allows in a month.
func (k *desk) downtimeBudget() {
	target, ok := k.promise()
	if !ok {
		return
	}
	allowed := (100 - target.Number.Hi) / 100 * month
	for _, d := range k.values("failover.time") {
		if _, auto := k.says("sizing.auto-failover", d.Statement, sameSection); auto {
			continue
		}
		if k.apart(d.Statement, target.Statement) == elsewhere || d.Number.Lo < margin*allowed || d.Number.Hi > 2*day || k.excepted(target.Statement) || k.promised("rto.target", d) && !k.has(d.Statement, "by", "hand", "manual", "manually") {
			continue
		}
		k.raise("resilience.downtime-budget", inputs{"target": target, "allowed": allowed, "takes": d, "factor": d.Number.Hi / allowed, "yearly": allowed * 12}, d.Statement, target.Statement)
		return
	}
}

// deployWindow: so many things, one after the other, against the window.
func (k *desk) deployWindow() {
	for _, each := range k.values("change.each") {
		if each.Number.Hi > 12*3600 || each.Number.Hi < 1 {
			continue
		}
		if _, par := k.says("sizing.in-parallel", each.Statement, sameBlock); par {
			continue
		}
		n, ok := k.thingsFor(each)
		if !ok {
			continue
		}
		window, at, ok := k.windowFor(each)
		total := n.Number.Hi * each.Number.Lo
		if !ok || total < margin*window || total > 500*window || k.knownNear(total, each.Statement) {
			continue
		}
		k.raise("deployment.deploy-window", inputs{"each": each, "count": n.Value, "noun": n.nouns[0], "total": total, "window": window, "windowAt": at, "fits": window / each.Number.Hi}, each.Statement, n.Statement, at)
		return
	}
}

// thingsFor gives the number of the things of which each takes a time.
func (k *desk) thingsFor(each facts.Value) (figure, bool) {
	var best figure
	for _, s := range k.block(each.Statement) {
		for _, c := range k.figuresIn(s, phrase.Count) {
			if c.Number.Hi < 5 || len(c.nouns) == 0 || abs(s-each.Statement) > 2 || c.Number.Hi <= best.Number.Hi {
				continue
			}
			for _, noun := range c.nouns {
				switch noun {
				case "tenant", "database", "schema", "store", "shop", "branch", "site", "server", "node", "host", "machine", "cluster", "region", "customer", "service", "school", "clinic", "device", "till", "plant", "shard", "instance", "country", "terminal":
					c.nouns = []string{noun}
					best = c
				}
			}
		}
	}
	return best, best.Number.Hi > 0
}

// windowFor gives the window in which a change has to take place.
func (k *desk) windowFor(each facts.Value) (float64, int, bool) {
	for _, s := range k.block(each.Statement) {
		for _, w := range k.figuresIn(s, phrase.Window) {
			return w.Number.Hi, s, true
		}
	}
	for _, v := range k.values("deadline.span") {
		if k.apart(v.Statement, each.Statement) <= sameBlock && k.has(v.Statement, "window", "night", "weekend", "deadline", "maintenance") && v.Number != each.Number {
			return v.Number.Hi, v.Statement, true
		}
	}
	return 0, -1, false
}

// personDays: days of work against people x working days.
func (k *desk) personDays() {
	for st := range k.f.Statements {
		each, ok := k.effortEach(st)
		if !ok || k.f.IsAnswer(st) {
			continue
		}
		var n, team figure
		var time facts.Value
		for _, s := range k.block(st) {
			if abs(s-st) > 2 {
				continue
			}
			for _, c := range k.expectedIn(s, phrase.Count) {
				switch {
				case k.people(c):
					team = c
				case len(c.nouns) > 0 && c.Number.Hi >= 5 && c.Number.Hi < 1e5 && c.Number.Hi > n.Number.Hi && c.nouns[0] != "person" && c.nouns[0] != "working":
					n = c
				}
			}
			for _, d := range k.expectedIn(s, phrase.Duration) {
				if d.Number.Hi >= 7*day && d.Number.Hi > time.Number.Hi && k.within(d) {
					time = d.Value
				}
			}
		}
		if n.Number.Hi == 0 || team.Number.Hi == 0 || time.Number.Hi == 0 {
			continue
		}
		have := team.Number.Hi * math.Round(time.Number.Hi/(7*day)*5)
		work := n.Number.Hi * each
		if work < margin*have || k.known(work, phrase.Count, st) {
			continue
		}
		k.raise("deployment.person-days", inputs{"count": n.Value, "noun": n.nouns[0], "each": each, "at": st, "team": team.Value, "time": time, "have": have, "work": work, "needed": work / (have / team.Number.Hi)}, st, n.Statement, team.Statement, time.Statement)
		return
	}
}

// people says whether a figure counts people who do the work.
func (k *desk) people(c figure) bool {
	for _, n := range c.nouns {
		switch n {
		case "developer", "engineer", "people", "programmer", "colleague", "consultant":
			return c.Number.Hi <= 200
		}
	}
	toks := k.f.Tokens(c.Statement)
	return c.at >= 2 && toks[c.at-1].Lower() == "of" && toks[c.at-2].Lower() == "team"
}

// within says whether a length of time is the one in which something has to be
// done.
func (k *desk) within(d figure) bool {
	toks := k.f.Tokens(d.Statement)
	for i := max(0, d.at-2); i < d.at; i++ {
		switch toks[i].Lower() {
		case "in", "within", "inside", "for", "have", "has", "are":
			return true
		}
	}
	if d.at+1 < len(toks) {
		switch toks[d.at+1].Lower() {
		case "until", "till", "left", "remain", "before":
			return true
		}
	}
	return false
}

// effortEach gives the days of work for each of several things: "about four
// days each", "3 person-days per screen", "a supplier takes ten working days".
func (k *desk) effortEach(st int) (float64, bool) {
	toks := k.f.Tokens(st)
	for i := range toks {
		n := toks[i].Num
		if n == nil || !k.has(st, "each", "per", "apiece", "one", "takes", "a", "every") {
			continue
		}
		days := 0.0
		switch {
		case n.Dim == phrase.Duration && n.Hi >= day/2 && n.Hi <= 60*day:
			days = n.Lo / day
			if n.Hi >= 7*day {
				days = n.Lo / (7 * day) * 5
			}
		case n.Dim == phrase.Count && i+2 < len(toks) && root(toks[i+2].Lower()) == "day" && dayOfWork(toks[i+1].Lower()):
			days = n.Lo
		}
		if days == 0 {
			continue
		}
		for j := i + 1; j < len(toks) && j <= i+4; j++ {
			if w := toks[j].Lower(); w == "each" || w == "apiece" || w == "per" {
				return days, true
			}
		}
		for j := max(0, i-3); j < i; j++ {
			if w := toks[j].Lower(); (w == "takes" || w == "costs" || w == "needs") && n.Dim == phrase.Count {
				return days, true
			}
		}
	}
	return 0, false
}

func dayOfWork(w string) bool {
	return w == "working" || w == "person" || w == "man" || w == "business" || w == "engineer" || w == "developer" || w == "work"
}

// bytesLine reads "42 TB at 0.09 per GB | 378".
func (k *desk) bytesLine(st int, amount float64) (line, bool) {
	sizes := k.figuresIn(st, phrase.Bytes)
	slices.Reverse(sizes) // the size that stands next to the price
	for _, b := range sizes {
		for _, dim := range []phrase.Dim{phrase.Count, phrase.Money} {
			for _, p := range k.figuresIn(st, dim) {
				size, ok := phrase.UnitSize(strings.ToUpper(p.Number.Of))
				if ok && size >= 1e6 && p.at > b.at && p.at <= b.at+6 && p.Number.Hi != amount && k.pricedAt(st, p.at) {
					return line{st, b.Number.Hi / size, p.Number.Hi, amount}, true
				}
			}
		}
	}
	return line{}, false
}
