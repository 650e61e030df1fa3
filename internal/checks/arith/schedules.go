package arith

import (
	"strconv"
	"strings"

	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// schedules compares the duration of recurring work with its interval.
func schedules(k *desk) {
	for _, took := range append(k.values("job.duration"), k.columnValues(phrase.Duration, "takes", "took", "duration", "runtime", "lasts")...) {
		every, ok := k.intervalBeside(took)
		if !ok || took.Number.Hi > 2*day || took.Number.Lo < margin*every.Number.Hi || !k.isJob(took.Statement) && !k.isJob(every.Statement) && !(k.isRow(took.Statement) && took.Statement == every.Statement) {
			continue
		}
		k.raise("scalability.job-overlap", inputs{"took": took, "every": every, "overlap": took.Number.Hi / every.Number.Hi}, took.Statement, every.Statement)
		return
	}
}

// intervalBeside gives the interval of the job whose duration is stated: in
// the same statement, or in the one before it that shares a topic.
func (k *desk) intervalBeside(took facts.Value) (facts.Value, bool) {
	for st := took.Statement; st >= 0 && st >= took.Statement-2; st-- {
		if v, ok := k.crontab(st); ok && k.apart(st, took.Statement) <= sameSection && k.tied(st, took.Statement) {
			return v, true
		}
	}
	for st := took.Statement; st >= 0 && st >= took.Statement-1; st-- {
		if k.apart(st, took.Statement) > sameBlock || st != took.Statement && (k.isRow(st) || !k.tied(st, took.Statement)) {
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

// crontab reads the schedule of Celery's beat: crontab(minute="*/10").
func (k *desk) crontab(st int) (facts.Value, bool) {
	_, rest, ok := strings.Cut(k.f.Statements[st].Text, "crontab(")
	if !ok {
		return facts.Value{}, false
	}
	for field, unit := range map[string]float64{"minute": 60, "hour": 3600} {
		if _, n, ok := strings.Cut(strings.ReplaceAll(rest, "'", "\""), field+"=\"*/"); ok {
			if v, err := strconv.Atoi(n[:digitsIn(n)]); err == nil {
				every := float64(v) * unit
				return facts.Value{Number: phrase.Number{Lo: every, Hi: every, Dim: phrase.Interval}, Statement: st, Status: facts.Affirmed}, true
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
			if k.has(need.Statement, "429") || !k.isForeign(limit.Statement) || k.throttled(limit.Statement) {
				continue
			}
			k.raise("api.vendor-rate-limit", inputs{"limit": limit, "perSecond": perSecond, "need": need, "factor": need.Number.Hi / perSecond}, limit.Statement, need.Statement)
			return
		}
	}
}

// throttled says whether the section of a statement holds back what is above a
// limit: whoever does so has seen it.
func (k *desk) throttled(st int) bool {
	_, ok := k.says("sizing.throttled", st, sameSection)
	return ok
}

// isForeign says whether a limit is set by others rather than by the system
// itself for its callers.
func (k *desk) isForeign(st int) bool {
	words := []string{"vendor", "provider", "partner", "carrier", "supplier", "bank", "psp", "insurer", "registry", "authority", "bureau", "agency", "plan", "contract", "quota", "their", "they", "channel", "api", "gateway", "account", "tier", "subscription"}
	own := k.has(st, "we", "our", "us")
	if k.has(st, words...) && !own || own && k.has(st, words[:12]...) || k.has(st, "salesforce", "stripe", "twilio", "google", "microsoft", "openai", "shopify", "sap", "github", "amazon", "meta") {
		return true
	}
	if own {
		return false
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
		if cell, has := k.cell(c.Statement, phrase.Count, "consumer"); has {
			c = cell // the row's own column knows best
		}
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
