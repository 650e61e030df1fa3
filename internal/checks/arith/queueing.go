package arith

import (
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

func (k *desk) isRow(st int) bool { return k.f.Statements[st].Kind == document.TableRow }

// queueing compares load with what a fixed number of servers can do.
func queueing(k *desk) {
	littlesLaw(k)
	serialResource(k)
	slowReceiver(k)
}

// workersNear gives the number of processes that work beside a statement:
// processes, times instances where the same statement has them.
func (k *desk) workersNear(st int) (facts.Value, float64, bool) {
	w, ok := k.near(st, sameSection, "workers")
	if !ok {
		return w, 0, false
	}
	n := w.Number.Hi
	if all, ok := k.each(w); ok {
		return w, all, true
	}
	for _, i := range k.values("instances") {
		if i.Statement == w.Statement && i.Number != w.Number && (w.Number.Of != "" || k.isRow(w.Statement)) {
			n *= i.Number.Hi
		}
	}
	return w, n, true
}

// each reads "3 with 4 workers each" and "70 in all".
func (k *desk) each(w facts.Value) (float64, bool) {
	toks := k.f.Tokens(w.Statement)
	at := -1
	for i := range toks {
		if n := toks[i].Num; n != nil && n.Dim == phrase.Count && n.Hi == w.Number.Hi {
			at = i
		}
		if i+2 < len(toks) && toks[i].Num != nil && toks[i].Num.Dim == phrase.Count && toks[i+1].Lower() == "in" && (toks[i+2].Lower() == "all" || toks[i+2].Lower() == "total") {
			return toks[i].Num.Hi, true
		}
	}
	if at < 2 || !k.has(w.Statement, "each", "apiece") {
		return 0, false
	}
	for i := at - 1; i >= max(0, at-4); i-- {
		if n := toks[i].Num; n != nil && n.Dim == phrase.Count && n.Hi <= 500 {
			for j := i + 1; j < at; j++ {
				if l := toks[j].Lower(); l == "with" || l == "of" || l == "à" || l == "running" {
					return n.Hi * w.Number.Hi, true
				}
			}
		}
	}
	return 0, false
}

// littlesLaw: calls in progress = arrivals per second x seconds per call.
// Blocking workers beyond that number do not exist.
func littlesLaw(k *desk) {
	for _, rate := range k.values("load.rate") {
		if _, async := k.says("sizing.async", rate.Statement, sameSection); async {
			continue
		}
		w, n, ok := k.workersNear(rate.Statement)
		if !ok {
			continue
		}
		var serve facts.Value
		have := false
		for _, s := range k.values("service.time") {
			if k.apart(s.Statement, rate.Statement) <= sameSection && (abs(s.Statement-rate.Statement) <= 3 && abs(w.Statement-rate.Statement) <= 4 || k.isRow(s.Statement) && k.apart(s.Statement, rate.Statement) <= sameBlock && k.apart(w.Statement, rate.Statement) <= sameBlock) && (!have || s.Number.Hi > serve.Number.Hi) && s.Number.Hi < 600 {
				serve, have = s, true
			}
		}
		if have && k.batched(rate.Statement) {
			continue
		}
		if !have || rate.Number.Hi*serve.Number.Lo < margin*n || k.known(rate.Number.Hi*serve.Number.Hi, phrase.Count, rate.Statement) {
			continue
		}
		k.raise("scalability.littles-law", inputs{
			"rate": rate, "time": serve, "busy": rate.Number.Hi * serve.Number.Hi, "workers": n, "workersAt": w,
			"capacity": n / serve.Number.Hi,
		}, serve.Statement, rate.Statement, w.Statement)
		return
	}
}

// batched says whether one call carries several items, so that calls are fewer
// than items.
func (k *desk) batched(st int) bool {
	return k.has(st, "group", "groups", "batch", "batches", "bulk", "chunk")
}

// longestHold is the longest time in seconds for which a lock on a row is
// plausibly meant.
const longestHold = 60

// serialResource: one row, lock or writer that is held for t seconds serves at
// most 1/t per second.
func serialResource(k *desk) {
	for _, hold := range k.values("hold.time") {
		if hold.Number.Hi > longestHold {
			continue // a business hold on a thing, not a lock on its row
		}
		one, ok := k.says("sizing.one-row", hold.Statement, sameBlock)
		if !ok {
			one, ok = k.says("sizing.one-row", hold.Statement, sameSection)
		}
		if !ok {
			continue
		}
		if _, spread := k.says("sizing.sharded", hold.Statement, sameSection); spread {
			continue
		}
		rate, ok := k.rateAbout(append(k.block(hold.Statement), one)...)
		if !ok {
			continue
		}
		share, hasShare := k.near(hold.Statement, sameDocument, "hot.share")
		demand := rate.Number.Hi
		if hasShare {
			demand *= share.Number.Hi / 100
		}
		load := demand * hold.Number.Hi
		if load < margin || !hasShare && load < 3 {
			continue
		}
		k.raise("scalability.serial-resource", inputs{
			"hold": hold, "rate": rate, "share": share, "hasShare": hasShare, "demand": demand, "load": load,
			"possible": 1 / hold.Number.Hi, "waiting": demand - 1/hold.Number.Hi,
		}, hold.Statement, one, rate.Statement, orNone(share, hasShare))
		return
	}
}

// block gives the statements of the block in which a statement stands.
func (k *desk) block(st int) []int {
	var out []int
	for _, s := range k.inSection(st) {
		if k.apart(s, st) <= sameBlock {
			out = append(out, s)
		}
	}
	return out
}

// orNone gives the statement of a value, or none.
func orNone(v facts.Value, ok bool) int {
	if ok {
		return v.Statement
	}
	return -1
}

// rateAbout gives the largest stated load whose subject is spoken of in the
// statements.
func (k *desk) rateAbout(stmts ...int) (facts.Value, bool) {
	var best facts.Value
	ok := false
	for _, r := range k.figures(phrase.Rate) {
		if k.isLimit(r.Statement) {
			continue
		}
		for _, n := range r.nouns {
			if len(n) < 4 || vague(n) && n != "case" || n == "request" {
				continue
			}
			for _, st := range stmts {
				if (k.topics(st)[n] || n == "case" && k.has(st, n)) && (!ok || r.Number.Hi > best.Number.Hi) {
					best, ok = r.Value, true
				}
			}
		}
	}
	return best, ok
}

// isLimit says whether a rate in the statement is a limit or a capacity rather
// than a load.
func (k *desk) isLimit(st int) bool {
	return k.has(st, "limit", "quota", "capacity", "allow", "can", "bench", "benchmark", "throttle", "manage", "handle", "capped", "accept", "permit", "limited", "throttled", "contract", "restricted", "plan", "ceiling")
}

// slowReceiver: with one queue, workers that wait for a silent receiver until
// the timeout finish workers/timeout per second.
func slowReceiver(k *desk) {
	for _, timeout := range k.values("timeout.read") {
		t, ok := seconds(timeout)
		if !ok || t < 5 {
			continue
		}
		one, ok := k.says("sizing.one-queue", timeout.Statement, sameSection)
		if !ok {
			continue
		}
		if _, fenced := k.says("sizing.bulkhead", timeout.Statement, sameSection); fenced {
			continue
		}
		if _, foreign := k.says("sizing.foreign-receiver", timeout.Statement, sameSection); !foreign {
			continue
		}
		w, n, ok := k.workersNear(timeout.Statement)
		if !ok {
			continue
		}
		rate, ok := k.rateAbout(timeout.Statement, one)
		if !ok || n/t > rate.Number.Hi/5 {
			continue
		}
		k.raise("resilience.slow-receiver", inputs{
			"timeout": timeout, "workers": n, "workersAt": w, "left": n / t, "rate": rate,
			"need": rate.Number.Hi / 5 * t, "fifth": rate.Number.Hi / 5,
		}, one, timeout.Statement, rate.Statement)
		return
	}
}
