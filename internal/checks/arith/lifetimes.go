package arith

import (
	"strings"

	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// lifetimes compares lengths of time that bound one another.
func lifetimes(k *desk) {
	k.retryTime()
	k.tokenLifetime()
	k.freshness()
	k.transferTime()
	k.bufferOutage()
}

// retryTime: attempts x timeout and the pauses between them against what
// somebody in front is promised.
func (k *desk) retryTime() {
	for _, limit := range k.values("answer.promise") {
		tries, ok := k.near(limit.Statement, sameSection, "attempts")
		if !ok || abs(tries.Statement-limit.Statement) > 3 {
			continue
		}
		if _, detached := k.says("sizing.detached", tries.Statement, sameStatement); detached {
			continue
		}
		timeout, ok := k.near(tries.Statement, sameBlock, "timeout.inner", "timeout.read")
		if !ok || timeout.Statement == limit.Statement && timeout.Number == limit.Number || abs(timeout.Statement-tries.Statement) > 2 {
			continue
		}
		t, _ := seconds(timeout)
		pause, hasPause := k.near(tries.Statement, sameBlock, "retry.pause")
		p := 0.0
		if hasPause {
			p, _ = seconds(pause)
		}
		n := k.attempts(tries)
		total := n*t + (n-1)*p
		if n < 2 || t <= 0 || t > 600 || total < margin*limit.Number.Hi || total > 100*limit.Number.Hi || k.knownNear(total, tries.Statement) {
			continue
		}
		k.raise("resilience.retry-time", inputs{"limit": limit, "attempts": n, "tries": tries, "timeout": timeout, "timeoutSeconds": t, "hasPause": hasPause, "pause": pause, "pauseSeconds": p, "total": total, "fits": limit.Number.Hi / n},
			tries.Statement, timeout.Statement, limit.Statement)
		return
	}
}

// tokenLifetime: a token that is believed by its signature opens the door
// until it expires.
func (k *desk) tokenLifetime() {
	if k.anywhere("sizing.revocation-checked") {
		return
	}
	for _, token := range k.values("token.access") {
		for _, cut := range k.values("access.cut", "token.refresh") {
			if k.apart(cut.Statement, token.Statement) > sameChapter || cut.Statement == token.Statement && cut.Number == token.Number || token.Number.Lo < 1.5*cut.Number.Hi {
				continue
			}
			k.raise("security.token-lifetime", inputs{"token": token, "cut": cut, "open": token.Number.Hi - cut.Number.Hi, "refresh": cut.Slot == "token.refresh"}, token.Statement, cut.Statement)
			return
		}
	}
}

// freshness: what is brought at an interval is, just before the next time, as
// old as the interval.
func (k *desk) freshness() {
	for _, promise := range k.values("fresh.promise") {
		for _, feed := range k.feeds() {
			if feed.Statement == promise.Statement || k.apart(feed.Statement, promise.Statement) > sameSection || feed.Number.Hi < 1.5*promise.Number.Hi {
				continue
			}
			near := abs(feed.Statement-promise.Statement) == 1 && k.apart(feed.Statement, promise.Statement) <= sameBlock
			if !near && !k.tied(feed.Statement, promise.Statement) {
				continue
			}
			k.raise("dataflow.freshness", inputs{"promise": promise, "feed": feed, "factor": feed.Number.Hi / promise.Number.Hi}, promise.Statement, feed.Statement)
			return
		}
	}
}

// feeds gives the intervals at which data are brought or computed.
func (k *desk) feeds() []facts.Value {
	out := append([]facts.Value{}, k.values("feed.window")...)
	for _, every := range k.values("job.interval") {
		if e, ok := seconds(every); ok && e >= 1 && k.has(every.Statement, "warehouse", "index", "replica", "metric", "data", "file", "feed", "cache", "view", "aggregate", "aggregated", "export", "exported", "import", "imported", "sync", "synced", "synchronised", "replicated", "loaded", "refreshed", "copied", "pulled", "etl", "stock", "price", "list", "catalogue", "mart") {
			out = append(out, every)
		}
	}
	return out
}

// bufferOutage: what cannot be sent is kept for a while, and the receiver may
// be away for longer.
func (k *desk) bufferOutage() {
	for _, buffer := range k.values("buffer.covers") {
		for _, away := range append(k.values("outage.possible"), k.values("rto.target")...) {
			if away.Statement == buffer.Statement && away.Number == buffer.Number || k.apart(away.Statement, buffer.Statement) > sameChapter || away.Number.Hi < 1.5*buffer.Number.Hi || away.Number.Hi > 30*day {
				continue
			}
			k.raise("resilience.buffer-outage", inputs{"buffer": buffer, "away": away, "lost": away.Number.Hi - buffer.Number.Hi}, buffer.Statement, away.Statement)
			return
		}
	}
}

// transferTime: bytes / bandwidth against the time there is.
func (k *desk) transferTime() {
	for _, line := range k.figures(phrase.Bytes) {
		if line.Number.Per != 1 || !isBandwidth(line.Number.Unit) {
			continue
		}
		size, ok := k.largestFile(line)
		if !ok {
			continue
		}
		limit, ok := k.timeToSend(line.Statement)
		if !ok {
			continue
		}
		need := size.Number.Hi / line.Number.Hi
		l, _ := seconds(limit)
		if l <= 0 || need < margin*l || need > 1000*l || k.knownNear(need, line.Statement) {
			continue
		}
		k.raise("api.transfer-time", inputs{"line": line.Value, "speed": line.Number.Unit, "perSecond": line.Number.Hi, "size": size, "limit": limit, "limitSeconds": l, "need": need, "fits": l * line.Number.Hi},
			size.Statement, line.Statement, limit.Statement)
		return
	}
}

func isBandwidth(unit string) bool {
	u := strings.ToLower(unit)
	return strings.HasSuffix(u, "bit") || strings.HasSuffix(u, "bps") || strings.HasSuffix(u, "bits")
}

// largestFile gives the largest size in the block of a line's bandwidth.
func (k *desk) largestFile(line figure) (facts.Value, bool) {
	var best facts.Value
	for _, s := range k.block(line.Statement) {
		for _, b := range k.figuresIn(s, phrase.Bytes) {
			if b.Number.Per == 0 && !isBandwidth(b.Number.Unit) && b.Number.Hi > best.Number.Hi && abs(s-line.Statement) <= 2 && !k.has(s, "memory", "ram", "chunk", "part", "parts", "disk") {
				best = b.Value
			}
		}
	}
	return best, best.Number.Hi > 0
}

// timeToSend gives the time in which a transfer beside a statement has to end.
func (k *desk) timeToSend(st int) (facts.Value, bool) {
	for _, s := range k.block(st) {
		for _, w := range k.figuresIn(s, phrase.Window) {
			return w.Value, true
		}
	}
	v, ok := k.near(st, sameBlock, "timeout.outer", "time.limit", "link.valid")
	if !ok {
		v, ok = k.near(st, sameBlock, "deadline.span", "timeout.inner")
	}
	return v, ok && abs(v.Statement-st) <= 2
}
