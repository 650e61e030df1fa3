package arith

import "archreview/internal/facts"

// component is a deployed part with its processes.
type component struct {
	background   bool // celery or beat
	procs, count facts.Value
	hasProcs     bool
	distance     int
}

func (c *component) processes() float64 {
	if c.hasProcs {
		return c.procs.Number.Hi
	}
	return 1
}

// connections multiplies the pool by processes and instances and compares the
// product with what the database accepts.
func connections(k *desk) {
	if k.anywhere("sizing.pooler") {
		return
	}
	var best inputs
	var quotes []int
	most := 0.0
	for _, pool := range k.values("pool.size") {
		limit, ok := k.near(pool.Statement, sameDocument, "db.max-connections", "db.max-setting")
		if !ok {
			continue
		}
		c, ok := k.componentOf(pool)
		if !ok {
			continue
		}
		per := pool.Number.Hi
		over, hasOver := k.near(pool.Statement, sameSection, "pool.overflow")
		if hasOver {
			per += over.Number.Hi
		}
		total := c.count.Number.Hi * c.processes() * per
		if total <= limit.Number.Hi || total <= most || k.hasCount(total) {
			continue
		}
		most = total
		best = inputs{
			"pool": pool, "hasOverflow": hasOver, "overflow": over, "per": per, "instances": c.count, "hasProcs": c.hasProcs,
			"procs": c.procs, "total": total, "limit": limit, "stated": "", "single": c.count.Number.Hi * per,
			"fits": limit.Number.Hi / (c.processes() * per),
		}
		quotes = []int{pool.Statement, c.count.Statement, limit.Statement}
		if st, ok := k.states(c.count.Number.Hi * per); ok && c.hasProcs {
			best["stated"] = st
			quotes = append([]int{st}, quotes...)
		}
		if c.hasProcs {
			quotes = append(quotes, c.procs.Statement)
		}
	}
	if best != nil {
		k.raise("database.pool-connections", best, quotes...)
	}
}

// states gives a statement that names a count.
func (k *desk) states(v float64) (int, bool) {
	for st := range k.f.Statements {
		for _, n := range k.f.Numbers(st) {
			if n.Dim == 0 && n.Hi == v && v > 20 && k.has(st, "connection", "pool") {
				return st, true
			}
		}
	}
	return 0, false
}

// hasCount says whether the documents name a count of connections themselves.
func (k *desk) hasCount(v float64) bool {
	_, ok := k.states(v)
	return ok
}

// componentOf finds the component whose processes hold a pool: in the same
// statement, section or document, web processes before others.
func (k *desk) componentOf(pool facts.Value) (component, bool) {
	var best component
	found := false
	background := k.has(pool.Statement, "celery", "worker", "consumer")
	for _, c := range k.components() {
		c.distance = k.apart(pool.Statement, c.count.Statement)
		if c.distance == elsewhere {
			continue
		}
		if !c.hasProcs {
			c.distance += 2
		}
		if c.background && !background && c.distance > sameStatement {
			c.distance += 10
		}
		if !found || c.distance < best.distance || c.distance == best.distance && c.total() > best.total() {
			best, found = c, true
		}
	}
	switch pool.Number.Of {
	case "pod", "instance", "replica", "container", "host", "server", "node", "service":
		best.hasProcs = false
	}
	return best, found
}

func (c *component) total() float64 { return c.count.Number.Hi * c.processes() }

// components pairs the processes per instance with the instances, within one
// statement, or within one section that names one kind of each.
func (k *desk) components() []component {
	if k.parts == nil {
		k.parts = k.readComponents()
	}
	return k.parts
}

func (k *desk) readComponents() []component {
	out := []component{}
	procs := k.values("procs.per-instance")
	for _, n := range k.values("instances") {
		c := component{count: n, background: k.has(n.Statement, "celery", "beat")}
		for _, p := range procs {
			if p.Statement == n.Statement && p.Number != n.Number {
				c.procs, c.hasProcs = p, true
			}
		}
		if !c.hasProcs && k.isPair(n.Statement) {
			for _, p := range procs {
				if k.isPair(p.Statement) && k.apart(p.Statement, n.Statement) <= sameBlock && !k.names(p.Statement, "pool") && p.Statement != n.Statement {
					c.procs, c.hasProcs = p, true
				}
			}
		}
		if !c.hasProcs && !k.isRow(n.Statement) {
			if p, ok := k.near(n.Statement, sameSection, "procs.per-instance"); ok && !k.isRow(p.Statement) {
				c.procs, c.hasProcs = p, true
			}
		}
		out = append(out, c)
	}
	return adopt(out)
}

// adopt gives a count without processes those of the component with the same
// count: "at the full 60 pods" speaks of the row with 8 to 60.
func adopt(all []component) []component {
	for i := range all {
		for j := range all {
			if !all[i].hasProcs && all[j].hasProcs && all[i].count.Number.Hi == all[j].count.Number.Hi {
				all[i].procs, all[i].hasProcs = all[j].procs, true
			}
		}
	}
	return all
}
