package arith

import (
	"math"

	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// spaces compares what is stored, numbered or held open with the room for it.
func spaces(k *desk) {
	k.diskFull()
	k.copiesKept()
	k.cacheMemory()
	k.tenantConnections()
	k.codeSpace()
}

// diskFull: what is free divided by the growth is the time until the disk is
// full, whatever the documents expect.
func (k *desk) diskFull() {
	for _, growth := range k.figures(phrase.Bytes) {
		if growth.Number.Per < 3600 || !k.has(growth.Statement, "grow", "growth", "grows", "growing", "add", "adds", "increase", "increases", "accumulate", "new") {
			continue
		}
		disk, ok := k.near(growth.Statement, sameBlock, "disk.size")
		room, hasFree := k.near(growth.Statement, sameBlock, "disk.free")
		if !ok && hasFree {
			disk, ok = room, true
		}
		if !ok || disk.Number == growth.Number {
			continue
		}
		horizon, ok := k.near(growth.Statement, sameBlock, "space.horizon")
		if !ok {
			horizon, ok = k.untilExtended(growth.Statement)
		}
		if !ok {
			continue
		}
		used, hasUsed := k.near(growth.Statement, sameBlock, "data.used")
		hasUsed = hasUsed && used.Number != disk.Number && used.Number.Hi < disk.Number.Hi
		free := disk.Number.Hi
		if hasFree && room.Number.Hi <= disk.Number.Hi {
			free, hasUsed = room.Number.Hi, false
		}
		if hasUsed {
			free -= used.Number.Hi
		}
		last := free / (growth.Number.Hi / growth.Number.Per)
		if horizon.Number.Lo < margin*last || k.knownNear(last, growth.Statement) {
			continue
		}
		k.raise("database.disk-full", inputs{"growth": growth.Value, "daily": growth.Number.Hi / growth.Number.Per * day, "disk": disk, "used": used, "hasUsed": hasUsed, "free": free, "last": last, "horizon": horizon, "needed": disk.Number.Hi - free + growth.Number.Hi/growth.Number.Per*horizon.Number.Hi},
			horizon.Statement, growth.Statement, disk.Statement, orNone(used, hasUsed))
		return
	}
}

// untilExtended gives the time that passes before the space is extended.
func (k *desk) untilExtended(st int) (facts.Value, bool) {
	for _, s := range k.block(st) {
		if !k.has(s, "extension", "extended", "replaced", "replacement", "lasts", "suffices", "enough", "sufficient", "until") {
			continue
		}
		for _, d := range k.expectedIn(s, phrase.Duration) {
			if d.Number.Hi >= 60*day && d.Number.Per == 0 {
				return d.Value, true
			}
		}
	}
	return facts.Value{}, false
}

// copiesKept: copies x size against the disk.
func (k *desk) copiesKept() {
	for _, n := range k.values("copies.kept") {
		size, ok := k.near(n.Statement, sameBlock, "copy.size")
		if !ok || n.Number.Hi < 2 || abs(size.Statement-n.Statement) > 2 {
			continue
		}
		disk, ok := k.near(n.Statement, sameBlock, "disk.size")
		total := n.Number.Hi * size.Number.Hi
		if !ok || disk.Number == size.Number || total < margin*disk.Number.Hi || k.known(total, phrase.Bytes, n.Statement) {
			continue
		}
		k.raise("database.copies-kept", inputs{"copies": n, "size": size, "disk": disk, "total": total, "fits": math.Floor(disk.Number.Hi / size.Number.Hi)}, n.Statement, size.Statement, disk.Statement)
		return
	}
}

// cacheMemory: entries x size against the memory of the cache.
func (k *desk) cacheMemory() {
	for _, memory := range k.values("cache.memory") {
		for _, each := range k.values("entry.bytes") {
			if k.apart(each.Statement, memory.Statement) > sameBlock || each.Number.Hi > memory.Number.Hi/100 || k.has(each.Statement, "postgres", "postgresql", "mysql", "disk", "s3", "bucket") {
				continue
			}
			n, ok := k.entriesOf(each.Statement)
			total := n.Number.Hi * each.Number.Hi
			if !ok || total < margin*memory.Number.Hi || k.known(total, phrase.Bytes, each.Statement, memory.Statement) {
				continue
			}
			k.raise("scalability.cache-memory", inputs{"entries": n, "each": each, "memory": memory, "total": total, "fits": memory.Number.Hi / each.Number.Hi, "share": math.Round(memory.Number.Hi / total * 100)},
				each.Statement, n.Statement, memory.Statement)
			return
		}
	}
}

// entriesOf gives the largest number of things in the statement of their size.
func (k *desk) entriesOf(st int) (facts.Value, bool) {
	var best facts.Value
	for _, s := range k.block(st) {
		if s != st && !(k.isRow(s) && k.isRow(st) && k.tied(s, st)) {
			continue
		}
		for _, c := range k.figuresIn(s, phrase.Count) {
			if c.Number.Hi >= 1000 && c.Number.Hi > best.Number.Hi {
				best = c.Value
			}
		}
	}
	return best, best.Number.Hi > 0
}

// tenantConnections: connections that are held for each tenant.
func (k *desk) tenantConnections() {
	for _, per := range k.values("connections.per-tenant") {
		limit, ok := k.near(per.Statement, sameSection, "db.max-connections", "db.max-setting")
		if !ok || limit.Number == per.Number {
			continue
		}
		var n figure
		for _, c := range k.expectedNear(per.Statement) {
			if len(c.nouns) > 0 && c.Number.Hi > n.Number.Hi && c.Number.Hi != limit.Number.Hi && k.words(per.Statement)[stem(c.nouns[0])] && c.nouns[0] != "connection" {
				n = c
			}
		}
		total := n.Number.Hi * per.Number.Hi
		if _, pooled := k.says("sizing.pooler", per.Statement, sameSection); pooled || total < 1.05*limit.Number.Hi || k.known(total, phrase.Count, per.Statement) {
			continue
		}
		k.raise("database.tenant-connections", inputs{"per": per, "tenants": n.Value, "noun": n.nouns[0], "limit": limit, "total": total, "fits": math.Floor(limit.Number.Hi / per.Number.Hi)}, per.Statement, n.Statement, limit.Statement)
		return
	}
}

// expectedNear gives the counts in the section of a statement, those that are
// planned included.
func (k *desk) expectedNear(st int) []figure {
	var out []figure
	for _, s := range k.inSection(st) {
		if k.isText(s) {
			out = append(out, k.expectedIn(s, phrase.Count)...)
		}
	}
	return out
}

// codeSpace: numbers of n digits are 10^n, a smallint ends at 32,767.
func (k *desk) codeSpace() {
	for _, digits := range k.values("code.digits") {
		if digits.Number.Hi < 3 || digits.Number.Hi > 10 {
			continue
		}
		k.codesRunOut(digits.Statement, math.Pow(10, digits.Number.Hi))
	}
	for _, m := range k.f.Mentions("sizing.int16-key") {
		if m.Status == facts.Affirmed {
			k.codesRunOut(m.Statement, 32767)
		}
	}
}

// codesRunOut raises numbers that end within two years, or before all there is
// has one.
func (k *desk) codesRunOut(st int, space float64) {
	for _, s := range k.inSection(st) {
		if abs(s-st) > 2 {
			continue
		}
		for _, dim := range []phrase.Dim{phrase.Rate, phrase.Count} {
			for _, f := range k.figuresIn(s, dim) {
				left := 0.0
				if dim == phrase.Rate {
					left = space / f.Number.Hi
				}
				if len(f.nouns) == 0 || !k.sharesNoun(f.nouns, st) && !k.has(st, f.nouns[0]) || f.Number.Per > 0 && f.Number.Per < day || dim == phrase.Rate && left > 730*day || dim == phrase.Count && f.Number.Hi < 1.1*space {
					continue
				}
				k.raise("database.code-space", inputs{"space": space, "need": f.Value, "isRate": dim == phrase.Rate, "perDay": f.Number.Hi * day, "left": left, "noun": f.nouns[0], "at": st}, st, s)
				return
			}
		}
	}
}
