package repo

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

const (
	mostCycles = 5   // told of one project
	mostShown  = 8   // modules of the longest cycle that is told
	mostKnot   = 300 // modules of one knot from which the shortest cycle is sought
	mostCross  = 6   // imports against the layers that are told
)

// structure links the modules and notes cycles and imports against the layers.
func (p *project) structure() {
	all := p.code.link()
	found := 0
	for _, knot := range knots(all) {
		cycle := shortest(knot)
		if len(cycle) < 2 || len(cycle) > mostShown {
			continue
		}
		if found++; found > mostCycles {
			break
		}
		names := make([]string, 0, len(cycle)+1)
		for _, m := range cycle {
			names = append(names, short(m.name))
		}
		chain := strings.Join(append(names, names[0]), " → ")
		for i, m := range cycle {
			m.sheet.set(m.lineOf(cycle[(i+1)%len(cycle)]), fmt.Sprintf("cycle %d", found), Cycle, chain, "")
		}
	}
	p.layers(all)
}

func (m *module) lineOf(to *module) int {
	for _, e := range m.uses {
		if e.to == to {
			return e.line
		}
	}
	return 0
}

// short leaves the folder of sources off a name.
func short(name string) string { return strings.TrimPrefix(name, "src.") }

// knots gives the sets of modules that reach one another, after Tarjan (Depth-
// first search and linear graph algorithms, 1972), without recursion.
func knots(all []*module) [][]*module {
	index, low := map[*module]int{}, map[*module]int{}
	on := map[*module]bool{}
	var stack []*module
	var out [][]*module
	type frame struct {
		m    *module
		next int
	}
	for _, root := range all {
		if index[root] > 0 {
			continue
		}
		work := []frame{{m: root}}
		for len(work) > 0 {
			f := &work[len(work)-1]
			if f.next == 0 && index[f.m] == 0 {
				index[f.m] = len(index) + 1
				low[f.m] = index[f.m]
				stack, on[f.m] = append(stack, f.m), true
			}
			if f.next < len(f.m.uses) {
				to := f.m.uses[f.next].to
				f.next++
				if index[to] == 0 {
					work = append(work, frame{m: to})
				} else if on[to] {
					low[f.m] = min(low[f.m], index[to])
				}
				continue
			}
			done := f.m
			work = work[:len(work)-1]
			if len(work) > 0 {
				low[work[len(work)-1].m] = min(low[work[len(work)-1].m], low[done])
			}
			if low[done] == index[done] {
				i := slices.Index(stack, done)
				knot := slices.Clone(stack[i:])
				for _, m := range knot {
					on[m] = false
				}
				if stack = stack[:i]; len(knot) > 1 {
					out = append(out, knot)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b []*module) int { return strings.Compare(first(a), first(b)) })
	return out
}

// first gives the name of a knot's first module.
func first(knot []*module) string {
	least := knot[0].name
	for _, m := range knot {
		least = min(least, m.name)
	}
	return least
}

// shortest gives the shortest cycle within a knot.
func shortest(knot []*module) []*module {
	slices.SortFunc(knot, func(a, b *module) int { return strings.Compare(a.name, b.name) })
	within := map[*module]bool{}
	for _, m := range knot {
		within[m] = true
	}
	var best []*module
	for i, from := range knot {
		if i == mostKnot {
			break
		}
		if c := around(from, within); c != nil && (best == nil || len(c) < len(best)) {
			best = c
		}
		if len(best) == 2 {
			break
		}
	}
	return best
}

// around gives the shortest way from a module back to it.
func around(from *module, within map[*module]bool) []*module {
	before := map[*module]*module{}
	queue := []*module{from}
	for len(queue) > 0 {
		m := queue[0]
		queue = queue[1:]
		for _, e := range m.uses {
			if e.to == from {
				way := []*module{m}
				for m != from {
					m = before[m]
					way = append(way, m)
				}
				slices.Reverse(way)
				return way
			}
			if within[e.to] && before[e.to] == nil {
				before[e.to] = m
				queue = append(queue, e.to)
			}
		}
	}
	return nil
}

// rank gives the height of a folder by its usual name: 1 for the core, 2 for
// what uses it, 3 for the edge; 0 for a name that says nothing.
func rank(dir string) int {
	switch dir {
	case "domain", "entities", "core_domain":
		return 1
	case "services", "service", "application", "use_cases", "usecases", "models", "repositories", "repository":
		return 2
	case "api", "routers", "routes", "views", "endpoints", "web", "presentation", "controllers", "handlers", "rest":
		return 3
	}
	return 0
}

// layer gives the folder in which a module stands beside its siblings, the
// parent of that folder, and its rank.
func (m *module) layer() (parent, dir string, height int) {
	parts := strings.Split(path.Dir(m.sheet.rel), "/")
	for i, d := range parts {
		if r := rank(d); r > 0 {
			return strings.Join(parts[:i], "/"), d, r
		}
	}
	return "", "", 0
}

// layers notes imports of the edge, where routes stand, from what lies below
// it in one package.
func (p *project) layers(all []*module) {
	told := 0
	for _, m := range all {
		parent, dir, height := m.layer()
		if height == 0 || height == 3 {
			continue
		}
		for _, e := range m.uses {
			other, above, top := e.to.layer()
			if other != parent || top != 3 || !e.to.web || told == mostCross {
				continue
			}
			told++
			m.sheet.set(e.line, dir, Layers, above, "")
		}
	}
}
