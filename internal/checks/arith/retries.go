package arith

import (
	"archreview/internal/document"
	"archreview/internal/facts"
)

// layers are the concepts by which an attempt is told to happen at one place of
// the call's way.
func layers() []string {
	return []string{"sizing.layer-client", "sizing.layer-edge", "sizing.layer-service", "sizing.layer-task"}
}

// retries multiplies the attempts of the layers through which one call goes.
func retries(k *desk) {
	done := map[int]bool{}
	for _, first := range k.values("attempts") {
		sec := k.f.Statements[first.Statement].Section
		if done[sec] {
			continue
		}
		done[sec] = true
		by := map[string]facts.Value{}
		for _, v := range k.values("attempts") {
			if k.apart(v.Statement, first.Statement) > sameSection {
				continue
			}
			l := k.layerOf(v.Statement)
			if l != "" && k.attempts(v) > k.attempts(by[l]) {
				by[l] = v
			}
		}
		if len(by) < 2 {
			continue
		}
		product := 1.0
		var steps []facts.Value
		var stmts []int
		for _, l := range layers() {
			if v, ok := by[l]; ok {
				v.Number.Hi = k.attempts(v)
				product *= v.Number.Hi
				steps = append(steps, v)
				stmts = append(stmts, v.Statement)
			}
		}
		if product < 8 {
			continue
		}
		k.raise("resilience.retry-amplification", inputs{"steps": steps, "product": product, "layers": len(steps)}, stmts...)
		return
	}
}

// attempts gives how often a call is made in all: "three attempts" is three,
// "three retries" is one more.
func (k *desk) attempts(v facts.Value) float64 {
	if v.Number.Hi == 0 {
		return 0
	}
	switch root(v.Number.Subject) {
	case "attempt", "try", "call":
		return v.Number.Hi
	}
	if k.has(v.Statement, "attempt", "try", "tries", "tried", "attempted") {
		return v.Number.Hi
	}
	return v.Number.Hi + 1
}

// layerOf names the first layer that a statement speaks of; what comes first
// in it is what makes the attempts.
func (k *desk) layerOf(st int) string {
	for _, l := range layers() {
		if k.saysAt(l, st) {
			return l
		}
	}
	return ""
}

// timeouts compares an inner wait with the one around it.
func timeouts(k *desk) {
	k.timeoutChain()
	k.gracePeriod()
}

// timeoutChain: an inner call that may take longer, with its repetitions, than
// the caller waits, works for nobody.
func (k *desk) timeoutChain() {
	for _, outer := range k.values("timeout.outer") {
		o, _ := seconds(outer)
		for _, inner := range k.values("timeout.inner") {
			if inner.Statement == outer.Statement && inner.Number == outer.Number || k.apart(inner.Statement, outer.Statement) > sameSection {
				continue
			}
			if k.saysAt("sizing.detached", inner.Statement) {
				continue
			}
			i, ok := seconds(inner)
			if !ok || o <= 0 {
				continue
			}
			times := 1.0
			var tries facts.Value
			for _, a := range k.values("attempts") {
				if a.Statement == inner.Statement || k.beside(a.Statement, inner.Statement) {
					tries, times = a, k.attempts(a)
				}
			}
			if i*times < 1.1*o || i > 3600 {
				continue
			}
			k.raise("resilience.timeout-chain", inputs{
				"outer": outer, "outerSeconds": o, "inner": inner, "innerSeconds": i, "attempts": times, "hasAttempts": times > 1, "tries": tries, "total": i * times,
			}, inner.Statement, outer.Statement)
			return
		}
	}
}

// beside says whether two lines of code follow each other closely.
func (k *desk) beside(a, b int) bool {
	return abs(a-b) <= 2 && k.apart(a, b) <= sameBlock && k.f.Statements[a].Kind == document.CodeLine && k.f.Statements[b].Kind == document.CodeLine
}

// gracePeriod: a process that is killed before its longest task has ended
// leaves it half done.
func (k *desk) gracePeriod() {
	for _, grace := range k.values("grace.period") {
		g, ok := seconds(grace)
		if !ok {
			continue
		}
		long, ok := k.near(grace.Statement, sameSection, "task.longest")
		if !ok {
			continue
		}
		t, _ := seconds(long)
		if _, resumes := k.says("sizing.resumable", long.Statement, sameSection); resumes {
			continue
		}
		if k.apart(long.Statement, grace.Statement) > sameBlock && k.alike(long.Statement, grace.Statement) == 0 && !k.has(long.Statement, "task", "job", "export", "import") {
			continue
		}
		if t < margin*g || long.Statement == grace.Statement && long.Number == grace.Number {
			continue
		}
		k.raise("deployment.grace-period", inputs{"grace": grace, "graceSeconds": g, "task": long, "taskSeconds": t}, grace.Statement, long.Statement)
		return
	}
}
