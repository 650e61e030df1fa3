package repo

import (
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
)

// latest is how many migrations before an end of their line count: older ones
// may have been written before there was anything to keep running.
const latest = 5

var (
	alembicID    = sync.OnceValue(expression(`(?m)^revision(?:\s*:\s*[\w\[\], |.]+)?\s*=\s*["']([\w.-]+)["']`))
	alembicDown  = sync.OnceValue(expression(`(?m)^down_revision(?:\s*:\s*[\w\[\], |.]+)?\s*=\s*(None|["'][^"'\n]*["']|\([^)]*\)|\[[^\]]*\])`))
	alembicLabel = sync.OnceValue(expression(`(?m)^(?:branch_labels|depends_on)(?:\s*:\s*[\w\[\], |.]+)?\s*=\s*(?:["'(\[])`))
	quotedName   = sync.OnceValue(expression(`["']([^"'\n]+)["']`))
	djangoClass  = sync.OnceValue(expression(`(?m)^class Migration\(`))
	djangoDeps   = sync.OnceValue(expression(`(?ms)^\s*dependencies\s*=\s*\[(.*?)\]\s*$`))
	djangoDep    = sync.OnceValue(expression(`\(\s*["']\w+["']\s*,\s*["'](\w+)["']\s*,?\s*\)`))
	leadingZeros = sync.OnceValue(expression(`^(\d{4})_`))
	upgradeBody  = sync.OnceValue(expression(`(?m)^def upgrade\w*\(`))
	topLevel     = sync.OnceValue(expression(`(?m)^\S`))
	migrationOp  = sync.OnceValue(expression(`\b(?:op|batch_op|migrations)\.(\w+)\(`))
	plainIndex   = sync.OnceValue(expression(`(?i)create\s+(?:unique\s+)?index\s+(concurrently)?`))
	keywordName  = sync.OnceValue(expression(`\b(?:model_name|name|table_name)\s*=\s*["'](\w+)["']`))
)

// revision is one migration.
type revision struct {
	sheet    *sheet
	id       string
	line     int
	before   []string // migrations that it follows
	first    bool     // it follows none
	several  bool     // several ends may be meant, or cannot be told from the text
	steps    []migrationStep
	careful  bool // constraints are added without check and checked later
	distance int  // migrations from it to an end
	django   bool
}

// migrationStep is one operation of a migration.
type migrationStep struct {
	line       int
	name, args string
	table      string
	column     string
}

// isMigration says by its path whether a Python file is a migration.
func isMigration(rel string) bool {
	parts := strings.Split(path.Dir(rel), "/")
	return path.Ext(rel) == ".py" && !strings.HasPrefix(path.Base(rel), "__") && (slices.Contains(parts, "migrations") || slices.Contains(parts, "versions") && slices.Contains(parts, "alembic"))
}

// readMigration reads a migration of Alembic or Django.
func readMigration(s *sheet) {
	text := strings.Join(s.lines, "\n")
	low := strings.ToLower(text)
	r := &revision{sheet: s, careful: strings.Contains(low, "not valid") || strings.Contains(low, "not_valid") || strings.Contains(low, "validate constraint") || strings.Contains(low, "lock_timeout")}
	switch m := alembicID().FindStringSubmatchIndex(text); {
	case m != nil:
		r.id, r.line = text[m[2]:m[3]], lineAt(text, m[0])
		down := alembicDown().FindStringSubmatch(text)
		if down == nil {
			return
		}
		for _, q := range quotedName().FindAllStringSubmatch(down[1], -1) {
			r.before = append(r.before, q[1])
		}
		r.first, r.several = len(r.before) == 0, alembicLabel().MatchString(text)
		r.steps = steps(text, bodyOf(text))
	case djangoClass().MatchString(text):
		r.django, r.line = true, lineAt(text, djangoClass().FindStringIndex(text)[0])
		r.id = strings.TrimSuffix(path.Base(s.rel), ".py")
		if d := djangoDeps().FindStringSubmatch(text); d != nil {
			for _, q := range djangoDep().FindAllStringSubmatch(d[1], -1) {
				r.before = append(r.before, q[1])
			}
		}
		r.first = strings.Contains(text, "initial = True") || strings.HasPrefix(r.id, "0001_")
		r.several = strings.Contains(text, "replaces = [") || strings.Contains(text, "run_before")
		if !strings.Contains(text, "SeparateDatabaseAndState") {
			r.steps = steps(text, [2]int{r.start(text), len(text)})
		}
	default:
		return
	}
	s.revision = r
}

func (r *revision) start(text string) int { return djangoClass().FindStringIndex(text)[0] }

func lineAt(text string, offset int) int { return strings.Count(text[:offset], "\n") + 1 }

// bodyOf gives where the way forward stands in a migration of Alembic.
func bodyOf(text string) [2]int {
	m := upgradeBody().FindStringIndex(text)
	if m == nil {
		return [2]int{}
	}
	from, end := m[1]+strings.IndexByte(text[m[1]:]+"\n", '\n'), len(text)
	if from < end {
		if n := topLevel().FindStringIndex(text[from+1:]); n != nil {
			end = from + 1 + n[0]
		}
	}
	return [2]int{min(from, end), end}
}

// migrations notes several ends of one line of migrations, and what the latest
// ones do to a system that runs.
func (p *project) migrations() {
	folders := map[string][]*revision{}
	careful, databases := false, p.databases()
	for _, s := range p.sheets {
		if r := s.revision; r != nil {
			folders[path.Dir(s.rel)] = append(folders[path.Dir(s.rel)], r)
			careful = careful || r.careful
		}
	}
	var names []string
	for dir := range folders {
		names = append(names, dir)
	}
	sort.Strings(names)
	followed := map[string]bool{} // of Alembic, whose ids are unique
	for _, dir := range names {
		for _, r := range folders[dir] {
			for _, b := range r.before {
				followed[b] = followed[b] || !r.django
			}
		}
	}
	for _, dir := range names {
		all := folders[dir]
		ends(all, followed)
		measure(all)
		describeMigrations(all)
		for _, r := range all {
			if !r.first && r.distance < latest {
				r.blocks(databases["PostgreSQL"] && len(databases) == 1, careful)
				r.breaks()
			}
		}
	}
}

// ends notes the ends of the migrations of a folder where there are several.
func ends(all []*revision, followed map[string]bool) {
	own := map[string]bool{}
	for _, r := range all {
		if r.several {
			return
		}
		for _, b := range r.before {
			own[b] = true
		}
	}
	var last []*revision
	for _, r := range all {
		if !own[r.id] && (r.django || !followed[r.id]) {
			last = append(last, r)
		}
	}
	if len(last) < 2 {
		return
	}
	for _, r := range last {
		r.sheet.set(r.line, r.id, Heads, "true", "")
	}
}

// describeMigrations says in words, at the last of a folder's migrations, how
// the schema changes.
func describeMigrations(all []*revision) {
	told := false
	for _, r := range all {
		if r.distance == 0 && !told {
			told = true
			r.sheet.say(r.line, "Schema changes run as versioned migrations")
		}
	}
	for _, r := range all {
		for _, x := range r.steps {
			if strings.Contains(x.args, "postgresql_concurrently=True") || x.name == "AddIndexConcurrently" {
				r.sheet.say(x.line, "Indexes are created concurrently")
				return
			}
		}
	}
}

// measure gives each migration its distance from an end.
func measure(all []*revision) {
	after := map[string][]*revision{}
	for _, r := range all {
		r.distance = -1
		for _, b := range r.before {
			after[b] = append(after[b], r)
		}
	}
	if numbered(all) {
		for i, r := range all { // in the order of their names
			r.distance = len(all) - 1 - i
		}
		return
	}
	queue := []*revision{}
	by := map[string]*revision{}
	for _, r := range all {
		by[r.id] = r
		if len(after[r.id]) == 0 {
			r.distance = 0
			queue = append(queue, r)
		}
	}
	for len(queue) > 0 {
		r := queue[0]
		queue = queue[1:]
		for _, b := range r.before {
			if x := by[b]; x != nil && x.distance < 0 {
				x.distance = r.distance + 1
				queue = append(queue, x)
			}
		}
	}
	for _, r := range all {
		if r.distance < 0 { // a circle
			r.distance = latest
		}
	}
}

// numbered says whether migrations are numbered by their names, as those of
// Django are.
func numbered(all []*revision) bool {
	for _, r := range all {
		if !r.django || leadingZeros().FindString(r.id) == "" {
			return false
		}
	}
	return true
}

// databases gives the databases that the files of the project name.
func (p *project) databases() map[string]bool {
	out := map[string]bool{}
	for _, s := range p.sheets {
		for _, x := range s.sets {
			if x.Measure == Uses && x.Subject == "database" {
				out[x.Value] = true
			}
		}
	}
	return out
}
