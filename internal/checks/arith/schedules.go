package arith

import (
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// schedules compares the duration of recurring work with its interval.
func schedules(k *desk) {
	for _, took := range k.values("job.duration") {
		every, ok := k.intervalBeside(took)
		if !ok || took.Number.Lo < margin*every.Number.Hi || !k.isJob(took.Statement) && !k.isJob(every.Statement) {
			continue
		}
		k.raise("scalability.job-overlap", inputs{"took": took, "every": every, "overlap": took.Number.Hi / every.Number.Hi}, took.Statement, every.Statement)
		return
	}
}

// intervalBeside gives the interval of the job whose duration is stated: in
// the same statement, or in the one before it that shares a topic.
func (k *desk) intervalBeside(took facts.Value) (facts.Value, bool) {
	for st := took.Statement; st >= 0 && st >= took.Statement-1; st-- {
		if k.apart(st, took.Statement) > sameBlock || k.isRow(st) && st != took.Statement {
			break
		}
		for _, i := range k.figuresIn(st, phrase.Interval) {
			if i.Number.Hi >= 60 {
				return i.Value, true
			}
		}
		for _, v := range k.values("job.interval") {
			if s, ok := seconds(v); ok && s >= 60 && v.Statement == st && v.Number != took.Number {
				return v, true
			}
		}
	}
	return facts.Value{}, false
}

// isJob says whether a statement speaks of recurring work.
func (k *desk) isJob(st int) bool {
	return k.has(st, "job", "sync", "run", "import", "export", "refresh", "rebuild", "cron", "task", "batch", "report", "recalculation", "pipeline", "scan", "crawl", "reconciliation", "script", "beat", "scheduler", "view", "reindex", "etl")
}

// limits compares demands with limits that others set.
func limits(k *desk) {
	k.rateLimit()
	k.partitions()
}

// rateLimit: a vendor accepts fewer requests than are to be sent.
func (k *desk) rateLimit() {
	for _, limit := range k.values("vendor.limit") {
		perSecond := limit.Number.Hi
		for _, need := range k.values("vendor.need") {
			if need.Statement == limit.Statement && !k.isRow(limit.Statement) && need.Number == limit.Number || k.apart(need.Statement, limit.Statement) > sameSection {
				continue
			}
			if k.isRow(limit.Statement) && need.Statement != limit.Statement || need.Number.Hi < margin*perSecond || need.Number == limit.Number {
				continue
			}
			if k.has(need.Statement, "429") || !k.isForeign(limit.Statement) {
				continue
			}
			k.raise("api.vendor-rate-limit", inputs{"limit": limit, "perSecond": perSecond, "need": need, "factor": need.Number.Hi / perSecond}, limit.Statement, need.Statement)
			return
		}
	}
}

// isForeign says whether a limit is set by others rather than by the system
// itself for its callers.
func (k *desk) isForeign(st int) bool {
	if k.has(st, "we", "our", "us") {
		return false
	}
	words := []string{"vendor", "provider", "partner", "carrier", "supplier", "bank", "plan", "contract", "quota", "their", "they", "channel", "api", "psp", "gateway", "account", "tier", "subscription", "insurer", "registry", "authority"}
	if k.has(st, words...) {
		return true
	}
	t := k.topics(st)
	for _, w := range words {
		if t[w] {
			return true
		}
	}
	return k.isRow(st)
}

// partitions: consumers beyond the number of partitions get nothing.
func (k *desk) partitions() {
	for _, c := range k.values("consumers") {
		p, ok := k.near(c.Statement, sameBlock, "partitions")
		if !ok || p.Number == c.Number {
			continue
		}
		if c.Number.Hi < margin*p.Number.Hi {
			continue
		}
		k.raise("dataflow.partitions", inputs{"consumers": c, "partitions": p, "idle": c.Number.Hi - p.Number.Hi}, c.Statement, p.Statement)
		return
	}
}
