package repo

import (
	"path"
	"slices"
	"sort"
	"strings"
)

// code is the import graph of a project.
type code struct {
	modules map[string]*module
	folders map[string]bool // with modules somewhere below, dotted
	edges   int
}

// module is one Python file.
type module struct {
	name    string // dotted, from the top of the project
	sheet   *sheet
	inside  bool // an __init__.py
	web     bool // holds routes
	imports []imported
	uses    []edge // in the order of their lines, one for each module
}

// edge is one import between modules of the project.
type edge struct {
	to   *module
	line int
}

func newCode() *code { return &code{modules: map[string]*module{}, folders: map[string]bool{}} }

// add takes a Python file into the graph.
func (c *code) add(s *sheet) {
	m := &module{name: moduleOf(s.rel), sheet: s, inside: path.Base(s.rel) == "__init__.py", imports: scanImports(s.lines)}
	for _, line := range s.lines {
		if strings.IndexByte(line, '(') >= 0 && (strings.Contains(line, "Router") || strings.Contains(line, "Blueprint") || strings.Contains(line, "View") || strings.IndexByte(line, '@') >= 0) && webMark.MatchString(line) {
			m.web = true
			break
		}
	}
	c.modules[m.name] = m
	for dir := path.Dir(s.rel); dir != "." && dir != "/" && !c.folders[dotted(dir)]; dir = path.Dir(dir) {
		c.folders[dotted(dir)] = true
	}
}

// packages counts the folders that hold modules.
func (c *code) packages() int {
	seen := map[string]bool{}
	for _, m := range c.modules {
		if dir := path.Dir(m.sheet.rel); dir != "." {
			seen[dir] = true
		}
	}
	return len(seen)
}

// thin lets go of the lines of a Python file that nothing will quote.
func (s *sheet) thin(m *module) {
	if len(s.lines) == 0 {
		return
	}
	kept := make([]string, len(s.lines))
	for _, x := range s.sets {
		kept[x.Line-1] = strings.Clone(s.lines[x.Line-1])
	}
	if m != nil {
		for _, x := range m.imports {
			kept[x.line-1] = strings.Clone(s.lines[x.line-1])
		}
	}
	s.lines = kept
}

// link resolves the imports among the modules of the project.
func (c *code) link() []*module {
	names := make([]string, 0, len(c.modules))
	for n := range c.modules {
		names = append(names, n)
	}
	sort.Strings(names)
	all := make([]*module, 0, len(names))
	for _, n := range names {
		m := c.modules[n]
		all = append(all, m)
		for _, x := range m.imports {
			for _, to := range c.resolve(m, x) {
				if to != m && !strings.HasPrefix(m.name, to.name+".") {
					m.use(to, x.line)
				}
			}
		}
		c.edges += len(m.uses)
	}
	return all
}

func (m *module) use(to *module, line int) {
	if !slices.ContainsFunc(m.uses, func(e edge) bool { return e.to == to }) {
		m.uses = append(m.uses, edge{to, line})
	}
}

// resolve gives the modules that an import loads, where they are the project's
// own: submodules before the package that holds them.
func (c *code) resolve(m *module, x imported) []*module {
	base, ok := c.base(m, x)
	if !ok {
		return nil
	}
	var out []*module
	whole := x.names == nil
	for _, n := range x.names {
		if sub := c.modules[joinName(base, n)]; sub != nil {
			out = append(out, sub)
		} else {
			whole = true
		}
	}
	if pkg := c.modules[base]; pkg != nil && whole {
		out = append(out, pkg)
	}
	return out
}

// base gives the full name of the module that an import names.
func (c *code) base(m *module, x imported) (string, bool) {
	if x.level > 0 {
		up := x.level
		if m.inside {
			up--
		}
		name := m.name
		for ; up > 0; up-- {
			i := strings.LastIndexByte(name, '.')
			if i < 0 {
				return x.from, up == 1 && x.from != ""
			}
			name = name[:i]
		}
		return joinName(name, x.from), true
	}
	for dir := path.Dir(m.sheet.rel); ; dir = path.Dir(dir) {
		name := x.from
		if dir != "." {
			name = dotted(dir) + "." + x.from
		}
		if c.holds(name) && (dir != path.Dir(m.sheet.rel) || !c.isPackage(dir)) {
			return name, true
		}
		if dir == "." {
			break
		}
	}
	if name := "src." + x.from; c.holds(name) {
		return name, true
	}
	return "", false
}

// holds says whether a module or a package without code of its own exists.
func (c *code) holds(name string) bool {
	return c.modules[name] != nil || c.folders[name]
}

// isPackage says whether a folder has an __init__.py: imports without dots are
// then not looked for beside the file.
func (c *code) isPackage(dir string) bool {
	m := c.modules[dotted(dir)]
	return m != nil && m.inside
}

// dotted writes a folder as Python names it.
func dotted(dir string) string { return strings.ReplaceAll(dir, "/", ".") }

func joinName(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + "." + b
}
