package gather

import (
	"os"
	"path"
	"path/filepath"
	"strings"
)

const (
	ignoreFile  = ".gitignore"
	mostIgnore  = 256 << 10 // bytes of one such file
	mostPattern = 2000      // patterns of one such file
	mostStars   = 4         // "**" in one pattern: more cost time beyond reason
	mostOuter   = 30        // folders above the root that are looked at
)

// rule is one line of a .gitignore file.
type rule struct {
	base     string   // folder of the file, relative to the root of the walk; may lead upward
	parts    []string // of the pattern; "**" stands for any number of folders
	keep     bool     // "!": what it matches is not ignored
	dirsOnly bool
}

// rules are those that hold in a folder, the later ones stronger.
type rules []rule

// within adds the rules of a folder below the root.
func (r rules) within(root, dir string) rules {
	own := readRules(filepath.Join(root, filepath.FromSlash(dir), ignoreFile), dir)
	if len(own) == 0 {
		return r
	}
	return append(r[:len(r):len(r)], own...)
}

// outerRules reads the rules of the repository around a folder, from its top
// down to above the folder.
func outerRules(root string) rules {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil
	}
	var outer []rules
	inside := ""
	for range mostOuter {
		if _, err := os.Lstat(filepath.Join(abs, ".git")); err == nil {
			var all rules
			for i := len(outer) - 1; i >= 0; i-- {
				all = append(all, outer[i]...)
			}
			return all
		}
		up := filepath.Dir(abs)
		if up == abs {
			break
		}
		inside = path.Join(filepath.Base(abs), inside)
		abs = up
		own := readRules(filepath.Join(abs, ignoreFile), "")
		for i := range own {
			own[i].base = "../" + inside // matched with this put before the path
		}
		outer = append(outer, own)
	}
	return nil // not in a repository: what lies above does not concern us
}

// readRules reads a .gitignore file; one that cannot be read has no rules.
func readRules(file, base string) rules {
	raw, err := Read(file, mostIgnore)
	if err != nil {
		return nil
	}
	var out rules
	for line := range strings.Lines(string(raw)) {
		if r, ok := parseRule(line); ok && len(out) < mostPattern {
			r.base = base
			out = append(out, r)
		}
	}
	return out
}

// parseRule reads one line.
func parseRule(line string) (rule, bool) {
	line = strings.TrimRight(line, "\r\n")
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	var r rule
	if line == "" || line[0] == '#' {
		return r, false
	}
	if line[0] == '!' {
		r.keep, line = true, line[1:]
	}
	line = strings.TrimPrefix(line, `\`)
	line, r.dirsOnly = strings.CutSuffix(line, "/")
	anchored := strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if line == "" {
		return r, false
	}
	r.parts = strings.Split(line, "/")
	if strings.Count(line, "**") > mostStars {
		return r, false
	}
	if !anchored {
		r.parts = append([]string{"**"}, r.parts...)
	}
	return r, true
}

// match says whether a path below the root is ignored.
func (r rules) match(rel string, dir bool) bool {
	for i := len(r) - 1; i >= 0; i-- {
		if r[i].dirsOnly && !dir {
			continue
		}
		name, ok := r[i].seen(rel)
		if ok && Match(r[i].parts, strings.Split(name, "/")) {
			return !r[i].keep
		}
	}
	return false
}

// seen gives a path as the folder of the rule sees it.
func (r *rule) seen(rel string) (string, bool) {
	if above, ok := strings.CutPrefix(r.base, "../"); ok {
		return path.Join(above, rel), true
	}
	if r.base == "" {
		return rel, true
	}
	return strings.CutPrefix(rel, r.base+"/")
}

// Match says whether the parts of a path fit those of a pattern; "**" stands
// for any number of parts, signs of path.Match hold within one.
func Match(pattern, name []string) bool {
	for len(pattern) > 0 {
		if pattern[0] == "**" {
			for len(pattern) > 1 && pattern[1] == "**" {
				pattern = pattern[1:]
			}
			if len(pattern) == 1 {
				return len(name) > 0
			}
			for i := range name {
				if Match(pattern[1:], name[i:]) {
					return true
				}
			}
			return false
		}
		if len(name) == 0 {
			return false
		}
		if ok, err := path.Match(pattern[0], name[0]); err != nil || !ok {
			return false
		}
		pattern, name = pattern[1:], name[1:]
	}
	return len(name) == 0
}
