package clash

import (
	"strings"

	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/gate"
	"archreview/internal/phrase"
	"archreview/internal/repo"
)

// setting is something that a file of the project sets, with its statement.
type setting struct {
	document.Setting
	stmt int
}

// register holds what is configured, by measure.
type register struct {
	*desk
	by     map[string][]setting
	raised map[string]bool // measures on which documents and configuration disagree
	used   map[int]bool    // statements of documents that stand first in a disagreement
}

// Configured sets what the documents say against what the files of the project
// set, and proposes what in those files is a flaw in itself. Without settings
// it proposes nothing.
func Configured(b *brief.Brief) []gate.Proposal {
	r := register{by: map[string][]setting{}, raised: map[string]bool{}, used: map[int]bool{}}
	for st := range b.Facts.Statements {
		for _, s := range b.Facts.Statements[st].Sets {
			if s.Measure != repo.Other {
				r.by[s.Measure] = append(r.by[s.Measure], setting{s, st})
			}
		}
	}
	if len(r.by) == 0 {
		return nil
	}
	r.desk = newDesk(b)
	var out []gate.Proposal
	for _, find := range []func() []gate.Proposal{r.quantities, r.versions, r.products, r.promises, r.flaws} {
		out = append(out, find()...)
	}
	return out
}

// in gives the settings of a measure that hold in production: for a component
// that has some in files named after production, only those.
func (r *register) in(measure string) []setting {
	live := map[string]bool{}
	for _, s := range r.by[measure] {
		if s.Live {
			live[s.Subject] = true
		}
	}
	var out []setting
	for _, s := range r.by[measure] {
		if s.Live || !live[s.Subject] && !live[""] {
			out = append(out, s)
		}
	}
	return out
}

// quantity is a measure that documents give as a number.
type quantity struct {
	measure, slot string
	own           bool // each component has its own value
}

func quantityMeasures() []quantity {
	return []quantity{
		{repo.Replicas, "set.replicas", true}, {repo.Workers, "set.workers", true}, {repo.Concurrency, "set.concurrency", true},
		{repo.MemoryLimit, "set.memory", true}, {repo.GracePeriod, "set.grace", true}, {repo.Prefetch, "set.prefetch", false},
		{repo.PoolSize, "set.pool-size", false}, {repo.MaxOverflow, "set.max-overflow", false}, {repo.MaxConnections, "set.max-connections", false},
		{repo.RequestTimeout, "set.request-timeout", false}, {repo.StatementTimeout, "set.statement-timeout", false},
		{repo.VisibilityTimeout, "set.visibility-timeout", false}, {repo.TaskTimeLimit, "set.task-limit", false},
		{repo.MaxRequests, "set.max-requests", false}, {repo.BodySize, "set.body-size", false}, {repo.SoftTimeLimit, "set.soft-limit", false}, {repo.ConnectionAge, "set.connection-age", false},
		{repo.Partitions, "set.partitions", false}, {repo.ProxyTimeout, "set.proxy-timeout", false}, {repo.BackupRetention, "set.backups-kept", false},
	}
}

// quantities proposes the numbers on which documents and configuration
// disagree.
func (r *register) quantities() []gate.Proposal {
	var out []gate.Proposal
	for _, q := range quantityMeasures() {
		all := r.in(q.measure)
		done := map[string]bool{}
		for _, v := range r.f.Values(q.slot) {
			if len(all) == 0 || !r.isText(v.Statement) || !r.holds(v.Statement) || hedged(r.f, v.Statement, q.own) {
				continue
			}
			s, ok := r.differs(q, v, all)
			if !ok || done[s.Subject] {
				continue
			}
			done[s.Subject], r.raised[q.measure] = true, true
			out = append(out, r.otherwise(values{Subject: s.Subject, Measure: q.measure, First: inDays(v.Number), Second: s.Value}, v.Statement, s.stmt))
		}
	}
	return out
}

// differs gives the setting that disagrees with a value of the documents. When
// it is not certain that both are about one thing, none does.
func (r *register) differs(q quantity, v facts.Value, all []setting) (setting, bool) {
	near := all
	if q.own {
		near = r.about(v.Statement, v.Number, q.slot, all)
	}
	distinct := map[string]bool{}
	for _, s := range near {
		lo, hi, ok := bounds(s.Value, v.Number.Dim)
		if !ok || lo <= v.Number.Hi*1.01 && v.Number.Lo <= hi*1.01 || q.measure == repo.Workers && r.total(v.Number, hi) {
			return setting{}, false
		}
		distinct[s.Value] = true
	}
	if len(distinct) != 1 {
		return setting{}, false
	}
	return near[0], true
}

// inDays writes a number as configurations do: long times in days.
func inDays(n phrase.Number) string {
	if days := n.Hi / day; n.Dim == phrase.Duration && n.Lo == n.Hi && days >= 2 && days == float64(int(days)) {
		return phrase.Plain(days) + " days"
	}
	return write(n)
}

// total says whether a number is that of the processes of all replicas.
func (r *register) total(n phrase.Number, each float64) bool {
	for _, s := range r.by[repo.Replicas] {
		lo, hi, ok := bounds(s.Value, phrase.Count)
		if ok && n.Lo >= each*lo && n.Hi <= each*hi {
			return true
		}
	}
	return false
}

// bounds reads "3", "2 to 10", "30 s" or "512 MiB".
func bounds(value string, dim phrase.Dim) (lo, hi float64, ok bool) {
	low, high, two := strings.Cut(value, " to ")
	a, err := phrase.Quantity(low)
	if err != nil {
		return 0, 0, false
	}
	b := a
	if two {
		if b, err = phrase.Quantity(high); err != nil {
			return 0, 0, false
		}
	}
	return a.Lo, b.Hi, a.Dim == dim && b.Dim == dim
}

// otherwise is the proposal of a value that documents and configuration give
// differently. A second disagreement with one sentence begins with the other
// side and has no item, so that the two stay apart.
func (r *register) otherwise(v values, said, set int) gate.Proposal {
	return r.against("configured-otherwise", v, said, set)
}

func (r *register) against(id string, v values, said, set int) gate.Proposal {
	text := r.texts[id]
	if !r.used[said] {
		r.used[said] = true
		return proposal(r.b, text, v, said, set)
	}
	p := proposal(r.b, text, v, set, said)
	p.Items = nil
	return p
}

// hedged says whether a statement speaks of another time or place than
// production as it is. The number of a component is also hedged by words of
// growth.
func hedged(f *facts.Facts, st int, grows bool) bool {
	if grows && tells(f, st) {
		return true
	}
	for _, t := range f.Tokens(st) {
		switch t.Lower() {
		case "staging", "pilot", "test", "tests", "tested", "development", "dev", "local", "locally", "today", "currently", "previously", "formerly", "old", "was", "were",
			"initially", "later", "until", "example", "default", "defaults", "instead", "would", "could", "should", "if", "during", "benchmark", "planned", "raise", "raised", "increase", "laptop":
			return true
		}
	}
	return false
}
