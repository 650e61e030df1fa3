package arith

import (
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// loads compares what arrives with what is said to bear it.
func loads(k *desk) {
	k.overCapacity()
	k.lineCapacity()
}

// overCapacity: more of a thing arrives than is worked through, by the
// documents' own figures.
func (k *desk) overCapacity() {
	for _, c := range k.figures(phrase.Rate) {
		if !k.isCapacity(c) {
			continue
		}
		c = k.times(c)
		for _, load := range k.figures(phrase.Rate) {
			noun, ok := sharedNoun(load.nouns, c.nouns)
			if !ok || noun == "request" || load.Statement == c.Statement || k.apart(load.Statement, c.Statement) > sameChapter || k.isCapacity(load) || k.isLimit(load.Statement) {
				continue
			}
			if load.Number.Lo < margin*c.Number.Hi || load.Number.Lo > 200*c.Number.Hi || !k.isLoad(load) || k.fasterIn(c.Statement, load.Number.Lo/margin) && k.fasterThan(c, load) {
				continue
			}
			k.raise("scalability.over-capacity", inputs{"capacity": c.Value, "load": load.Value, "noun": noun, "perHour": c.Number.Hi * 3600, "loadPerHour": load.Number.Lo * 3600, "factor": load.Number.Lo / c.Number.Hi, "grows": (load.Number.Lo - c.Number.Hi) * 3600},
				c.Statement, load.Statement)
			return
		}
	}
}

// isCapacity says whether a figure tells how fast something is worked through.
func (k *desk) isCapacity(f figure) bool {
	if k.has(f.Statement, "per pod", "limit", "limits", "quota", "allowed", "allow", "allows", "vendor", "provider", "partner") {
		return false
	}
	return k.distance(f, "handle", "handles", "process", "manage", "manages", "work", "works", "get", "can", "finish", "capacity", "throughput", "render", "convert", "sustain", "cope") <= 4 && k.has(f.Statement, "worker", "workers", "process", "processes", "machine", "machines", "consumer", "consumers", "pool", "pod", "pods", "node", "nodes", "team", "renderer", "renderers", "server", "servers")
}

// isLoad says whether a figure tells what comes.
func (k *desk) isLoad(f figure) bool {
	return k.distance(f, "arrive", "come", "comes", "receive", "expect", "expected", "peak", "upload", "uploaded", "submitted", "submit", "created", "sent", "due", "day", "daily", "produced", "enqueued", "ordered", "new") <= 5
}

// fasterThan says whether another figure of the same noun bears the load.
func (k *desk) fasterThan(c, load figure) bool {
	for _, r := range k.figures(phrase.Rate) {
		if _, same := sharedNoun(r.nouns, c.nouns); same && r.Statement != load.Statement && r.Number.Hi >= load.Number.Lo {
			return true
		}
	}
	return false
}

// lineCapacity: what one client sends looks small; all of them share one line.
func (k *desk) lineCapacity() {
	for _, flow := range k.values("client.flow") {
		if flow.Number.Per <= 0 || flow.Number.Per > 3600 {
			continue
		}
		line, ok := facts.Value{}, false
		for _, l := range k.figures(phrase.Bytes) {
			if l.Number.Per == 1 && isBandwidth(l.Number.Unit) && k.apart(l.Statement, flow.Statement) <= sameDocument && l.Number.Hi > line.Number.Hi && k.has(l.Statement, "line", "link", "uplink", "connection", "connected", "network", "bandwidth", "vpn", "wan", "internet", "fibre") {
				line, ok = l.Value, true
			}
		}
		all, okAll := k.sharers(flow.Statement)
		each := flow.Number.Hi / flow.Number.Per
		total := each * all.Number.Hi
		if !ok || !okAll || total < margin*line.Number.Hi || k.known(total, phrase.Bytes, flow.Statement, line.Statement) {
			continue
		}
		k.raise("scalability.line-capacity", inputs{"flow": flow, "each": each, "all": all, "total": total, "line": line, "perSecond": line.Number.Hi, "bits": total * 8 / 1e9, "lineBits": line.Number.Hi * 8 / 1e9, "fits": line.Number.Hi / each},
			flow.Statement, all.Statement, line.Statement)
		return
	}
}

// sharers gives the largest number at the same time of those of whom a
// statement names one.
func (k *desk) sharers(st int) (facts.Value, bool) {
	var best facts.Value
	words := k.words(st)
	for _, c := range k.figures(phrase.Count) {
		if c.Number.Hi < 50 || c.Number.Hi <= best.Number.Hi || !k.has(c.Statement, "same", "time", "once", "concurrent", "simultaneous", "simultaneously", "parallel", "peak", "online", "connected", "together") {
			continue
		}
		for _, n := range c.nouns {
			if client(n) && words[stem(n)] || words[stem(n)] && len(n) > 5 && !vague(n) {
				best = c.Value
			}
		}
	}
	return best, best.Number.Hi > 0
}
