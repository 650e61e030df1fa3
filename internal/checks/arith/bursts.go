package arith

import (
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// bursts compares capacities with what arrives at once.
func bursts(k *desk) {
	k.burstShare()
	k.fanOut()
	k.reconnect()
	k.scaleLag()
}

// burstShare: a share of all clients within some seconds is a rate; the
// average of the day says nothing about it.
func (k *desk) burstShare() {
	for _, share := range append(k.values("burst.share"), k.fractions()...) {
		window, ok := k.windowBehind(share)
		if !ok {
			continue
		}
		all, ok := k.population(share.Statement)
		if !ok {
			continue
		}
		burst := all.Number.Hi * share.Number.Hi / 100 / window
		capacity, ok := k.capacityAtMost(burst / margin)
		if !ok || k.known(burst, phrase.Rate, share.Statement) || k.known(burst, phrase.Count, share.Statement) {
			continue
		}
		k.raise("scalability.burst", inputs{
			"share": share, "window": window, "all": all, "burst": burst, "capacity": capacity, "factor": burst / capacity.Number.Hi,
		}, capacity.Statement, share.Statement, all.Statement)
		return
	}
}

// windowBehind gives the first length of time behind a share in its statement.
func (k *desk) windowBehind(share facts.Value) (float64, bool) {
	at := k.fractionAt(share.Statement)
	for _, p := range k.figuresIn(share.Statement, phrase.Percent) {
		if p.Number.Hi == share.Number.Hi {
			at = p.at
		}
	}
	spans := k.figuresIn(share.Statement, phrase.Duration)
	for _, d := range spans {
		if at >= 0 && d.at > at && d.Number.Hi > 0 && d.Number.Hi <= 600 {
			return d.Number.Hi, true
		}
	}
	if len(spans) == 1 && at > spans[0].at && spans[0].Number.Hi <= 600 && spans[0].at <= 3 && k.has(share.Statement, "within", "inside", "first") {
		return spans[0].Number.Hi, true // "within ten seconds half of them"
	}
	return 0, false
}

// population gives the largest number of the things that a statement counts:
// those with the same noun, or with the noun of the same number elsewhere.
func (k *desk) population(st int) (facts.Value, bool) {
	all := k.figures(phrase.Count)
	nouns := k.wholeOf(st)
	for _, c := range k.figuresIn(st, phrase.Count) {
		nouns = append(nouns, c.nouns...)
		for _, x := range all {
			if x.Number.Hi == c.Number.Hi && c.Number.Hi >= 100 {
				nouns = append(nouns, x.nouns...)
			}
		}
	}
	var best facts.Value
	ok := false
	for _, x := range all {
		if _, same := sharedNoun(nouns, x.nouns); same && x.Number.Hi >= 1000 && (!ok || x.Number.Hi > best.Number.Hi) {
			best, ok = x.Value, true
		}
	}
	return best, ok
}

// capacityAtMost gives the largest stated capacity, if it is no more than v.
func (k *desk) capacityAtMost(v float64) (facts.Value, bool) {
	c, ok := largest(k.values("capacity.rate"))
	return c, ok && c.Number.Hi <= v
}

// fanOut: a message to a group costs one delivery for each member.
func (k *desk) fanOut() {
	if !k.anywhere("sizing.fan-out") {
		return
	}
	for _, audience := range k.values("audience") {
		if audience.Number.Hi < 100 {
			continue
		}
		var rate figure
		for _, r := range k.figures(phrase.Rate) {
			if k.alike(r.Statement, audience.Statement) == 0 || k.has(r.Statement, "frame", "deliver") || !k.has(r.Statement, "msg", "message", "event", "post", "update", "broadcast") {
				continue
			}
			if rate.Number.Hi == 0 || k.alike(r.Statement, audience.Statement) > k.alike(rate.Statement, audience.Statement) {
				rate = r
			}
		}
		if rate.Number.Hi == 0 {
			continue
		}
		total, ok := rate.Number.Hi*audience.Number.Hi, false
		var capacity facts.Value
		for _, c := range k.values("capacity.deliveries") {
			if c.Number.Hi > capacity.Number.Hi && k.has(c.Statement, "frame", "delivery", "deliver", "message", "msg", "event", "send", "push") {
				capacity, ok = c, true
			}
		}
		if !ok || total < margin*capacity.Number.Hi || k.known(total, phrase.Rate, audience.Statement, rate.Statement) {
			continue
		}
		k.raise("scalability.fan-out", inputs{
			"audience": audience, "rate": rate.Value, "total": total, "capacity": capacity, "factor": total / capacity.Number.Hi,
		}, rate.Statement, audience.Statement, capacity.Statement)
		return
	}
}

// reconnect: a deployment that closes a share of all connections at once makes
// their clients return together.
func (k *desk) reconnect() {
	for _, share := range k.values("deploy.share") {
		logins, ok := k.near(share.Statement, sameSection, "login.capacity")
		if !ok {
			continue
		}
		clients, ok := largest(k.values("concurrent.clients"))
		if !ok {
			continue
		}
		back := clients.Number.Hi * share.Number.Hi / 100
		if back < 10*logins.Number.Hi || k.known(back/logins.Number.Hi, phrase.Duration, share.Statement) {
			continue
		}
		k.raise("resilience.reconnect-storm", inputs{
			"share": share, "logins": logins, "clients": clients, "back": back, "time": back / logins.Number.Hi,
		}, share.Statement, logins.Statement, clients.Statement)
		return
	}
}

// scaleLag: capacity that is added on demand comes later than a load that is
// there at once.
func (k *desk) scaleLag() {
	if k.anywhere("sizing.prescaled") || !k.anywhere("sizing.autoscaling") {
		return
	}
	auto, _ := k.firstMention("sizing.autoscaling")
	lags := []facts.Value{}
	for _, l := range k.values("scale.lag") {
		if _, ok := k.says("sizing.autoscaling", l.Statement, sameSection); ok && l.Number.Hi < 3600 {
			lags, auto = append(lags, l), l.Statement
		}
	}
	lag, ok := largest(lags)
	if !ok {
		return
	}
	for _, ramp := range k.values("ramp.time") {
		if lag.Number.Hi < 1.5*ramp.Number.Hi || k.apart(lag.Statement, ramp.Statement) == elsewhere {
			continue
		}
		k.raise("scalability.scale-lag", inputs{"ramp": ramp, "lag": lag, "factor": lag.Number.Hi / ramp.Number.Hi}, ramp.Statement, lag.Statement, auto)
		return
	}
}

// firstMention gives the first statement that affirms a concept.
func (k *desk) firstMention(concept string) (int, bool) {
	for _, m := range k.f.Mentions(concept) {
		if m.Status == facts.Affirmed {
			return m.Statement, true
		}
	}
	return -1, false
}
