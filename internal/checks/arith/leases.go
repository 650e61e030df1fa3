package arith

import (
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// leases compares how long something is reserved with how long it is needed.
func leases(k *desk) {
	k.visibility()
	k.lockLease()
}

// visibility: a task that is not acknowledged within the timeout is handed out
// again, whether it still runs or waits for its time.
func (k *desk) visibility() {
	for _, v := range k.values("visibility.timeout") {
		limit, ok := seconds(v)
		if !ok || limit <= 0 {
			continue
		}
		var worst facts.Value
		longest := 0.0
		delayed := false
		consider := func(slot string, within int, delay bool) {
			for _, t := range k.values(slot) {
				s, ok := seconds(t)
				if ok && s > longest && k.apart(t.Statement, v.Statement) <= within && !(t.Statement == v.Statement && t.Number == v.Number) {
					worst, longest, delayed = t, s, delay
				}
			}
		}
		consider("task.countdown", sameDocument, true)
		consider("task.longest", sameChapter, false)
		if longest < 1.1*limit {
			continue
		}
		k.raise("dataflow.visibility-timeout", inputs{
			"limit": v, "limitSeconds": limit, "task": worst, "taskSeconds": longest, "delayed": delayed, "times": longest / limit,
		}, v.Statement, worst.Statement)
		return
	}
}

// lockLease: a lock that expires before the work under it is done protects
// nothing.
func (k *desk) lockLease() {
	for _, lease := range k.values("lock.lease") {
		l, ok := seconds(lease)
		if !ok || l <= 0 {
			continue
		}
		if _, renewed := k.says("sizing.lease-renewed", lease.Statement, sameSection); renewed {
			continue
		}
		long, ok := k.near(lease.Statement, sameSection, "task.longest", "job.duration")
		if !ok || long.Statement == lease.Statement && long.Number == lease.Number {
			continue
		}
		t, _ := seconds(long)
		if t < margin*l {
			continue
		}
		k.raise("dataflow.lock-lease", inputs{"lease": lease, "leaseSeconds": l, "task": long, "taskSeconds": t}, lease.Statement, long.Statement)
		return
	}
}

// caches compares how long an entry lives, and how many there are, with how
// often a key comes back and how many keys exist.
func caches(k *desk) {
	for _, ttl := range k.values("cache.ttl") {
		t, ok := seconds(ttl)
		if !ok || t <= 0 {
			continue
		}
		back, ok := k.shortest("key.interval")
		if !ok {
			continue
		}
		i, _ := seconds(back)
		if i < 3*t || k.apart(ttl.Statement, back.Statement) > sameDocument || !k.cachedFor(ttl.Statement, back.Statement) {
			continue
		}
		entries, hasEntries := k.near(ttl.Statement, sameStatement, "cache.entries")
		all := facts.Value{}
		if hasEntries {
			all, hasEntries = k.population(back.Statement)
		}
		rate := 0.0
		if hasEntries && all.Number.Hi > entries.Number.Hi {
			rate = all.Number.Hi / i
		} else {
			hasEntries = false
		}
		k.raise("scalability.cache-lifetime", inputs{
			"ttl": ttl, "ttlSeconds": t, "back": back, "backSeconds": i, "hasEntries": hasEntries, "entries": entries, "all": all, "rate": rate,
		}, ttl.Statement, back.Statement)
		return
	}
}

// cachedFor says whether what is cached has to do with what comes back: the
// statements share a word, or one near the cache does.
func (k *desk) cachedFor(ttl, back int) bool {
	if k.tied(ttl, back) || k.has(ttl, "key", "entry", "secret", "credential", "device", "registry", "identity", "master") {
		return true
	}
	for _, st := range k.inSection(ttl) {
		if st != back && k.isText(st) && k.has(st, "cache", "cached", "caching", "ttlcache", "lookup", "key") && k.tied(st, back) {
			return true
		}
	}
	return false
}

// retention compares how long something is kept with how long it is needed.
func retention(k *desk) {
	k.keptTooShort(k.auditTrail())
}

// keptTooShort: what is kept for a shorter time than a claim about it may
// still arrive. A statement that has been raised already is left out.
func (k *desk) keptTooShort(raised int) {
	for _, kept := range k.values("log.kept", "kept.for") {
		if k.saysAt("sizing.purged-by-law", kept.Statement) || kept.Statement == raised {
			continue
		}
		need, ok := k.near(kept.Statement, sameBlock, "needed.for")
		if !ok || need.Number.Hi < 2*kept.Number.Hi || need.Statement < kept.Statement-2 || need.Statement > kept.Statement+2 {
			continue
		}
		if need.Statement != kept.Statement && k.isRow(kept.Statement) || k.longerKept(kept, need) {
			continue
		}
		k.raise("observability.retention-too-short", inputs{"kept": kept, "need": need, "missing": need.Number.Hi - kept.Number.Hi}, kept.Statement, need.Statement)
		return
	}
}

// longerKept says whether something near is kept as long as it is needed.
func (k *desk) longerKept(kept, need facts.Value) bool {
	for _, d := range k.figures(phrase.Duration) {
		if d.Statement != need.Statement && k.apart(d.Statement, kept.Statement) <= sameBlock && d.Number.Hi >= need.Number.Hi {
			return true
		}
		if d.Statement == need.Statement && d.Number.Hi >= need.Number.Hi && d.Number.Hi != need.Number.Hi && k.has(d.Statement, "kept", "keep", "stay", "retain") {
			return true
		}
	}
	return false
}

// auditTrail: a record of accesses or changes that is deleted earlier than the
// documents promise to have it. It gives the statement raised, or -1.
func (k *desk) auditTrail() int {
	for _, kept := range k.values("audit.kept") {
		for _, need := range k.values("audit.required") {
			if need.Number.Hi < 1.5*kept.Number.Hi || k.apart(need.Statement, kept.Statement) == elsewhere || k.archived(kept.Statement) {
				continue
			}
			k.raise("security.audit-retention", inputs{"kept": kept, "need": need, "missing": need.Number.Hi - kept.Number.Hi}, kept.Statement, need.Statement)
			return kept.Statement
		}
	}
	return -1
}

// archived says whether what is deleted is stored elsewhere before.
func (k *desk) archived(st int) bool {
	_, ok := k.says("sizing.archived", st, sameSection)
	return ok
}
