package arith

import (
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// capacities recomputes what the documents say that a number of workers, a
// cache or a vendor can bear.
func capacities(k *desk) {
	k.statedThroughput()
	k.backlogDrain()
	k.hitRate()
	k.pollLoad()
	k.concurrencyLimit()
	k.batchTimeout()
}

// statedThroughput: blocking workers finish workers / seconds per item, and no
// more, whatever is written beside them.
func (k *desk) statedThroughput() {
	for _, rate := range k.values("capacity.rate") {
		if _, async := k.says("sizing.async", rate.Statement, sameSection); async || k.has(rate.Statement, "each", "per") && rate.Number.Of != "" {
			continue
		}
		w, n, ok := k.workersNear(rate.Statement)
		if !ok || k.apart(w.Statement, rate.Statement) > sameBlock || n < 2 || k.has(w.Statement, "uvicorn", "hypercorn", "daphne", "async") {
			continue
		}
		took, ok := k.near(rate.Statement, sameBlock, "service.time")
		if !ok || took.Number.Hi > 600 || abs(took.Statement-rate.Statement) > 2 || !k.isRow(rate.Statement) && abs(w.Statement-rate.Statement) > 2 {
			continue
		}
		possible := n / took.Number.Lo
		if rate.Number.Lo < margin*possible || k.known(possible, phrase.Rate, rate.Statement) {
			continue
		}
		k.raise("scalability.stated-throughput", inputs{
			"rate": rate, "workers": n, "workersAt": w, "time": took, "possible": possible, "needed": rate.Number.Lo * took.Number.Lo, "factor": rate.Number.Lo / possible,
		}, rate.Statement, w.Statement, took.Statement)
		return
	}
}

// backlogDrain: what has piled up leaves with the capacity that new arrivals
// do not take.
func (k *desk) backlogDrain() {
	for _, promise := range k.values("drain.promise") {
		in, okIn := k.rateWith(promise.Statement, true)
		out, okOut := k.rateWith(promise.Statement, false)
		if !okIn || !okOut || in.Number.Hi >= 50*out.Number.Hi {
			continue
		}
		size, okSize := k.near(promise.Statement, sameSection, "backlog.size")
		away, okAway := k.near(promise.Statement, sameSection, "outage.length")
		if !okSize && (!okAway || away.Statement == promise.Statement && away.Number == promise.Number) {
			continue
		}
		backlog, from := size.Number.Hi, size
		if !okSize {
			backlog, from = away.Number.Hi*in.Number.Hi, away
		}
		spare := out.Number.Hi - in.Number.Hi
		need := backlog / spare
		if spare > 0 && (need < margin*promise.Number.Hi || k.knownNear(need, promise.Statement)) {
			continue
		}
		k.raise("scalability.backlog-drain", inputs{
			"promise": promise, "in": in, "out": out, "backlog": backlog, "from": from, "outage": !okSize, "spare": max(spare, 0), "never": spare <= 0, "need": need,
			"wanted": in.Number.Hi + backlog/promise.Number.Hi,
		}, promise.Statement, from.Statement, in.Statement, out.Statement)
		return
	}
}

// rateWith gives the rate of the section whose nearest word says that it
// arrives, or that it is worked through.
func (k *desk) rateWith(st int, arrives bool) (facts.Value, bool) {
	for _, s := range k.inSection(st) {
		for _, r := range k.figuresIn(s, phrase.Rate) {
			in := k.distance(r, "arrive", "arriving", "arrival", "come", "coming", "received", "incoming", "inflow", "new", "produced", "enqueued", "added", "submitted")
			out := k.distance(r, "process", "handle", "manage", "drain", "consume", "finish", "throughput", "capacity", "work")
			if in != out && (in < out) == arrives {
				return r.Value, true
			}
		}
	}
	return facts.Value{}, false
}

// distance gives how many words a figure stands from the nearest of some words
// of its statement.
func (k *desk) distance(f figure, words ...string) int {
	best := 7
	toks := k.f.Tokens(f.Statement)
	for i := range toks {
		for _, w := range words {
			if l := toks[i].Lower(); l == w || root(l) == w {
				best = min(best, abs(i-f.at))
			}
		}
	}
	return best
}

// hitRate: a cache leaves its misses to what is behind it.
func (k *desk) hitRate() {
	for _, hit := range k.values("cache.hits") {
		all, ok := k.readsNear(hit.Statement)
		if !ok || hit.Number.Hi >= 100 || hit.Number.Hi < 20 {
			continue
		}
		left := all.Number.Hi * (100 - hit.Number.Hi) / 100
		for _, s := range k.inSection(hit.Statement) {
			for _, r := range k.expectedIn(s, phrase.Rate) {
				if r.Value == all || abs(s-hit.Statement) > 2 || left < margin*r.Number.Hi || k.distance(r, "left", "remain", "remaining", "rest", "miss", "through", "reach", "handle", "manage", "take", "sustain", "capacity") >= 7 {
					continue
				}
				if k.known(left, phrase.Rate, hit.Statement) {
					return
				}
				k.raise("scalability.hit-rate", inputs{"hit": hit, "miss": 100 - hit.Number.Hi, "all": all, "left": left, "stated": r.Value, "factor": left / r.Number.Hi},
					hit.Statement, all.Statement, r.Statement)
				return
			}
		}
	}
}

// readsNear gives the largest rate within two statements.
func (k *desk) readsNear(st int) (facts.Value, bool) {
	var best facts.Value
	for _, s := range k.block(st) {
		for _, r := range k.figuresIn(s, phrase.Rate) {
			if abs(s-st) <= 2 && r.Number.Hi > best.Number.Hi {
				best = r.Value
			}
		}
	}
	return best, best.Number.Hi > 0
}

// pollLoad: clients that ask at an interval are a load of clients / interval.
func (k *desk) pollLoad() {
	for _, every := range k.values("poll.interval") {
		e, ok := seconds(every)
		if !ok || e <= 0 || e > 3600 {
			continue
		}
		clients, ok := k.crowd(every.Statement)
		if !ok {
			continue
		}
		calls := 1.0
		for _, c := range k.figuresIn(every.Statement, phrase.Count) {
			for _, n := range c.nouns {
				if (n == "call" || n == "request") && c.Number.Hi < 50 {
					calls = c.Number.Hi
				}
			}
		}
		limit, ok := k.near(every.Statement, sameSection, "capacity.rate", "vendor.limit")
		load := clients.Number.Hi * calls / e
		if !ok || load < margin*limit.Number.Hi || k.known(load, phrase.Rate, every.Statement, limit.Statement) || k.throttled(limit.Statement) {
			continue
		}
		k.raise("api.poll-load", inputs{"every": every, "clients": clients, "calls": calls, "load": load, "limit": limit, "factor": load / limit.Number.Hi, "enough": clients.Number.Hi * calls / limit.Number.Hi},
			every.Statement, clients.Statement, limit.Statement)
		return
	}
}

// crowd gives the largest number of clients within two statements.
func (k *desk) crowd(st int) (facts.Value, bool) {
	var best facts.Value
	for _, s := range k.block(st) {
		for _, c := range k.figuresIn(s, phrase.Count) {
			if abs(s-st) <= 2 && c.Number.Hi >= 100 && c.Number.Hi > best.Number.Hi && len(c.nouns) > 0 && (client(c.nouns...) || k.words(st)[stem(c.nouns[0])]) {
				best = c.Value
			}
		}
	}
	return best, best.Number.Hi > 0
}

// client says whether one of the words names something that asks.
func client(words ...string) bool {
	for _, w := range words {
		switch root(w) {
		case "user", "client", "device", "app", "phone", "browser", "box", "terminal", "station", "sensor", "meter", "vehicle", "truck", "driver", "player", "customer", "agent", "dashboard", "screen", "employee", "till", "kiosk", "tab", "courier", "rider":
			return true
		}
	}
	return false
}

// concurrencyLimit: others accept a number of calls at a time, and more are
// made.
func (k *desk) concurrencyLimit() {
	for _, limit := range k.values("concurrency.limit") {
		if k.throttled(limit.Statement) || k.has(limit.Statement, "postgres", "postgresql", "database", "pool") || !k.setByOthers(limit.Statement) {
			continue
		}
		in := inputs{"limit": limit, "byRate": false, "rate": limit, "time": limit, "procs": limit, "pods": limit, "each": 1.0}
		demand, stmts := k.processesNear(limit.Statement, in)
		if demand == 0 {
			rate, okR := k.near(limit.Statement, sameBlock, "load.rate")
			took, okT := k.near(limit.Statement, sameBlock, "service.time", "job.duration")
			if !okR || !okT || took.Number.Hi > 3600 {
				continue
			}
			demand, stmts = rate.Number.Hi*took.Number.Lo, []int{rate.Statement, took.Statement}
			in["byRate"], in["rate"], in["time"] = true, rate, took
		}
		if demand < margin*limit.Number.Hi || k.known(demand, phrase.Count, limit.Statement) && in["byRate"] == true {
			continue
		}
		in["demand"], in["factor"] = demand, demand/limit.Number.Hi
		k.raise("api.concurrency-limit", in, append([]int{limit.Statement}, stmts...)...)
		return
	}
}

// setByOthers says whether a statement tells of a limit that others set.
func (k *desk) setByOthers(st int) bool {
	if !k.has(st, "limit", "limited", "allow", "accept", "permit", "quota", "most", "only", "cap", "capped", "refuse", "concurrency") {
		return false
	}
	return k.has(st, "vendor", "provider", "partner", "carrier", "supplier", "bank", "psp", "insurer", "registry", "authority", "bureau", "agency", "plan", "contract", "account", "tier", "subscription", "lambda", "aws", "openai", "license", "licence", "erp", "sap", "mainframe")
}

// processesNear gives the processes that may call at the same time, of all
// instances together, and where they stand.
func (k *desk) processesNear(st int, in inputs) (float64, []int) {
	for _, c := range k.components() {
		if c.hasProcs && k.apart(c.count.Statement, st) <= sameBlock {
			in["procs"], in["pods"], in["each"] = c.procs, c.count, c.procs.Number.Hi
			return c.total(), []int{c.count.Statement, c.procs.Statement}
		}
	}
	if w, n, ok := k.workersNear(st); ok && k.apart(w.Statement, st) <= sameBlock {
		in["procs"], in["pods"] = w, w
		for _, i := range k.values("instances") {
			if i.Statement == w.Statement && i.Number != w.Number && n == w.Number.Hi && k.has(w.Statement, "each", "per", "apiece") {
				n, in["pods"] = n*i.Number.Hi, i
			}
		}
		return n, []int{w.Statement}
	}
	return 0, nil
}

// itemTime gives the time for one item of a batch: of what the batch counts,
// or of what is usually in one.
func (k *desk) itemTime(size facts.Value) (facts.Value, bool) {
	for _, s := range k.block(size.Statement) {
		toks := k.f.Tokens(s)
		for _, d := range k.figuresIn(s, phrase.Duration) {
			for i := max(0, d.at-4); size.Number.Subject != "" && i < d.at; i++ {
				if root(toks[i].Lower()) == root(size.Number.Subject) && i+1 < d.at+1 && toks[i].Num == nil && !k.has(s, "timeout", "after", "every") {
					return d.Value, true
				}
			}
		}
	}
	return k.near(size.Statement, sameBlock, "item.time")
}

// batchTimeout: a batch takes its items one after the other, and is cut off
// when the time is up.
func (k *desk) batchTimeout() {
	for _, size := range k.values("batch.size") {
		each, ok := k.itemTime(size)
		if !ok || size.Number.Hi < 5 || abs(each.Statement-size.Statement) > 2 {
			continue
		}
		limit, ok := k.near(size.Statement, sameBlock, "timeout.outer", "time.limit", "visibility.timeout")
		if !ok {
			continue
		}
		l, _ := seconds(limit)
		total := size.Number.Hi * each.Number.Lo
		if _, par := k.says("sizing.in-parallel", size.Statement, sameBlock); par || l <= 0 || total < margin*l || each.Number.Hi >= l || k.knownNear(total, size.Statement) {
			continue
		}
		k.raise("scalability.batch-timeout", inputs{"size": size, "each": each, "limit": limit, "limitSeconds": l, "total": total, "fits": l / each.Number.Hi},
			size.Statement, each.Statement, limit.Statement)
		return
	}
}
