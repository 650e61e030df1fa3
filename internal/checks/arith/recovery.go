package arith

import (
	"slices"
	"strings"

	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// recovery compares what is promised after a loss with what the backups give.
func recovery(k *desk) {
	k.rpo()
	k.replay()
	k.rto()
}

// rpo: what was written since the last copy is gone, unless the log is shipped
// as well.
func (k *desk) rpo() {
	if k.anywhere("sizing.continuous-backup") || k.anywhere("sizing.replay") {
		return
	}
	target, ok := k.f.Smallest("rpo.target")
	if !ok || target.Number.Dim != phrase.Duration && target.Number.Hi != 0 {
		return
	}
	every, ok := k.shortest("backup.interval")
	if !ok || every.Number.Hi < 1.5*target.Number.Hi {
		return
	}
	k.raise("resilience.rpo-interval", inputs{"target": target, "every": every, "factor": every.Number.Hi / max(target.Number.Hi, 1), "zero": target.Number.Hi == 0},
		target.Statement, every.Statement)
}

// shortest gives the value with the smallest upper bound.
func (k *desk) shortest(slot string) (facts.Value, bool) {
	best, ok := facts.Value{}, false
	for _, v := range k.values(slot) {
		if !ok || v.Number.Hi < best.Number.Hi {
			best, ok = v, true
		}
	}
	return best, ok
}

// replay: a log that is to be replayed on top of the last copy has to reach
// back to it.
func (k *desk) replay() {
	at, ok := k.firstMention("sizing.replay")
	if !ok || k.anywhere("sizing.continuous-backup") {
		return
	}
	every, ok := k.near(at, sameDocument, "backup.interval")
	if !ok {
		return
	}
	keep, ok := k.shortest("log.retention")
	if !ok || keep.Number.Hi >= every.Number.Hi*0.95 {
		return
	}
	k.raise("resilience.replay-window", inputs{"keep": keep, "every": every, "gap": every.Number.Hi - keep.Number.Hi}, at, keep.Statement, every.Statement)
}

// rto: the restore that was measured takes longer than what is promised.
func (k *desk) rto() {
	target, ok := k.f.Smallest("rto.target")
	if !ok {
		return
	}
	for _, took := range k.values("restore.took") {
		share, part := k.shareRestored(took.Statement)
		took.Number.Lo, took.Number.Hi = took.Number.Lo/share, took.Number.Hi/share
		if took.Number.Lo < margin*target.Number.Hi || k.apart(took.Statement, target.Statement) == elsewhere {
			continue
		}
		if _, better := k.betterRestore(target.Number.Hi); better {
			return
		}
		k.raise("resilience.rto-restore", inputs{"target": target, "took": took, "factor": took.Number.Hi / target.Number.Hi, "part": part, "share": share * 100, "trial": took.Number.Hi * share}, took.Statement, target.Statement)
		return
	}
}

// shareRestored gives the share of the data with which a restore was tried:
// "with a tenth of the data", "on 10 % of the rows".
func (k *desk) shareRestored(st int) (float64, bool) {
	toks := k.f.Tokens(st)
	for i := range toks {
		if i+1 >= len(toks) || toks[i+1].Lower() != "of" {
			continue
		}
		switch toks[i].Lower() {
		case "tenth":
			return 0.1, true
		case "fifth":
			return 0.2, true
		case "quarter":
			return 0.25, true
		case "third":
			return 1.0 / 3, true
		case "half":
			return 0.5, true
		}
		if n := toks[i].Num; n != nil && n.Dim == phrase.Percent && n.Hi < 60 && n.Hi > 0 {
			return n.Hi / 100, true
		}
	}
	return 1, false
}

// promised says whether a value is read as a promise in the same statement.
func (k *desk) promised(slot string, v facts.Value) bool {
	for _, p := range k.values(slot) {
		if p.Statement == v.Statement && p.Number == v.Number {
			return true
		}
	}
	return false
}

// betterRestore gives a measured restore that keeps the promise.
func (k *desk) betterRestore(limit float64) (facts.Value, bool) {
	for _, t := range k.values("restore.took") {
		if k.promised("rto.target", t) {
			continue
		}
		if share, _ := k.shareRestored(t.Statement); t.Number.Hi/share <= limit {
			return t, true
		}
	}
	return facts.Value{}, false
}

// scaling extrapolates what was measured on a pilot to the full size, and
// compares the result with the time there is.
func scaling(k *desk) {
	done := map[int]bool{}
	for _, m := range k.f.Mentions("sizing.pilot") {
		if m.Status != facts.Affirmed || done[m.Statement] || !k.isText(m.Statement) {
			continue
		}
		done[m.Statement] = true
		if k.scaled(m.Statement) {
			return
		}
	}
}

// scaled raises a concern for one statement with a pilot's measurement.
func (k *desk) scaled(st int) bool {
	took, ok := k.longestIn(st)
	if !ok || took.Number.Hi < 30 {
		return false
	}
	small, full, ok := k.pilotSizes(st)
	if !ok {
		return false
	}
	need := took.Number.Hi * full.Number.Hi / small.Number.Hi
	limit, name, ok := k.timeFor(st)
	if !ok || need < margin*limit.Number.Hi || took.Number.Hi > limit.Number.Hi || k.knownNear(need, st) {
		return false
	}
	k.raise("scalability.pilot-scaling", inputs{
		"took": took, "small": small, "full": full, "factor": full.Number.Hi / small.Number.Hi, "need": need, "limit": limit, "what": name, "section": k.heading(st),
	}, st, limit.Statement, full.Statement, small.Statement)
	return true
}

// knownNear says whether the section of a statement names a length of time
// itself, if roughly.
func (k *desk) knownNear(v float64, st int) bool {
	for _, d := range k.figures(phrase.Duration) {
		if facts.Close(d.Number.Hi, v, 0.06) && k.apart(d.Statement, st) <= sameSection {
			return true
		}
	}
	return false
}

// nearPilot says whether a count stands beside the word that makes it the size
// of the pilot.
func (k *desk) nearPilot(c figure) bool {
	toks, text := k.f.Tokens(c.Statement), k.f.Statements[c.Statement].Text
	for i := max(0, c.at-5); i < len(toks) && i <= c.at+5; i++ {
		switch toks[i].Lower() {
		case "pilot", "pilots", "launch", "staging", "test", "sample", "trial", "beta", "demo":
			from, to := min(i, c.at), max(i, c.at)
			return !strings.ContainsAny(text[toks[from].End():toks[to].Start()], ",;.")
		}
	}
	return false
}

func (k *desk) longestIn(st int) (facts.Value, bool) {
	var best facts.Value
	ok := false
	for _, d := range k.figuresIn(st, phrase.Duration) {
		if !ok || d.Number.Hi > best.Number.Hi {
			best, ok = d.Value, true
		}
	}
	return best, ok
}

// pilotSizes gives the number of things in the pilot and in the full system:
// the count in the statement, or the only one the documents give for the pilot.
func (k *desk) pilotSizes(st int) (small, full facts.Value, ok bool) {
	var nouns []string
	counts := slices.Clone(k.figures(phrase.Count))
	others := false
	for _, c := range k.figuresIn(st, phrase.Count) {
		others = others || c.Number.Hi >= 5
		if c.Number.Hi >= 5 && k.nearPilot(c) {
			small, nouns = c.Value, c.nouns
			break
		}
	}
	if small.Number.Hi == 0 && !others {
		for _, c := range counts {
			if c.Number.Hi < 5 || k.apart(c.Statement, st) == elsewhere || !k.pilotCount(c) {
				continue
			}
			if small.Number.Hi != 0 && small.Number.Hi != c.Number.Hi {
				return small, full, false
			}
			small, nouns = c.Value, append(nouns, c.nouns...)
		}
	}
	if small.Number.Hi == 0 {
		return small, full, false
	}
	for st := range k.f.Statements {
		if k.isText(st) && k.apart(st, small.Statement) <= sameDocument {
			counts = append(counts, k.figuresOf(st, phrase.Count, facts.Planned)...)
		}
	}
	for _, c := range counts {
		if c.Number.Hi == small.Number.Hi {
			nouns = append(nouns, c.nouns...)
		}
	}
	for _, c := range counts {
		if _, same := sharedNoun(nouns, c.nouns); same && c.Number.Hi >= 3*small.Number.Hi && c.Number.Hi > full.Number.Hi {
			full, ok = c.Value, true
		}
	}
	return small, full, ok
}

// pilotCount says whether a count is the size of the pilot: "40k pilot
// meters", "pilot with 22 hotels".
func (k *desk) pilotCount(c figure) bool {
	for _, n := range c.nouns {
		if n == "pilot" {
			return true
		}
	}
	toks := k.f.Tokens(c.Statement)
	for i := c.at - 1; i >= 0 && i >= c.at-2; i-- {
		if toks[i].Lower() == "pilot" {
			return true
		}
	}
	return false
}

// timeFor gives the time there is for what a statement measures: the window of
// its section, the promised restore time for a restore, the interval of a
// recurring job.
func (k *desk) timeFor(st int) (facts.Value, string, bool) {
	for _, w := range k.figures(phrase.Window) {
		if k.apart(w.Statement, st) <= sameSection {
			return w.Value, "window", true
		}
	}
	if k.has(st, "restore", "recovery", "rebuild") {
		if t, ok := k.f.Smallest("rto.target"); ok {
			return t, "rto", true
		}
	}
	for _, s := range k.block(st) {
		if abs(s-st) > 2 || s != st && !k.isJob(s) {
			continue
		}
		for _, w := range k.figuresIn(s, phrase.Interval) {
			if w.Number.Hi >= 60 {
				return w.Value, "interval", true
			}
		}
	}
	return facts.Value{}, "", false
}
