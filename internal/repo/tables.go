package repo

import (
	"path"
	"strings"
	"sync"
)

var (
	sqlTable    = sync.OnceValue(expression(`(?i)^create table (?:if not exists )?([\w."\x60\[\]]+)$`))
	sqlPassing  = sync.OnceValue(expression(`(?i)^create (?:global |local )?(?:temp|temporary|unlogged|foreign|external) `))
	sqlIndexOn  = sync.OnceValue(expression(`(?i)^create (?:unique )?index (?:concurrently )?(?:if not exists )?(?:[\w."\x60\[\]]+ )?on (?:only )?([\w."\x60\[\]]+)(?: using \w+)?$`))
	sqlAlter    = sync.OnceValue(expression(`(?i)^alter table (?:if exists )?(?:only )?([\w."\x60\[\]]+) (.*)$`))
	sqlDropped  = sync.OnceValue(expression(`(?i)^drop table (?:if exists )?([\w."\x60\[\]]+)`))
	sqlColumn   = sync.OnceValue(expression(`(?i)^([\w"\x60\[\]]+) ([a-z][\w]*(?: (?:varying|precision|without time zone|with time zone))?)(?:\s*\(([^)]*)\))?(.*)$`))
	sqlKeyOf    = sync.OnceValue(expression(`(?i)(?:^|\s)(primary key|unique|foreign key|key|index)\s*(?:[\w"\x60]+\s*)?\(\s*([\w"\x60\[\]]+)`))
	sqlPostgres = sync.OnceValue(expression(`(?i)\b(?:bigserial|serial|jsonb|timestamptz|create extension|tsvector|using gin|using gist|without time zone|with time zone)\b`))
	sqlMySQL    = sync.OnceValue(expression(`(?i)\b(?:auto_increment|engine\s*=\s*innodb|utf8mb4|tinyint\(1\))`))
	sqlForeign  = sync.OnceValue(expression(`(?i)\b(?:nvarchar|distkey|sortkey|mergetree|autoincrement|varchar2|nocase|datetimeoffset|getdate|cluster by|identity\s*\(\s*\d+\s*,|without rowid|pragma|string not null)\b`))
)

// column is a column of a table.
type column struct {
	line             int
	name, kind, rest string
	size             string
}

// table is a table as statements make it.
type table struct {
	sheet    *sheet
	line     int
	name     string
	columns  []column
	keyed    bool // has a primary or a unique key, or inherits one
	foreign  []part
	special  bool // a partition, a copy, a partitioned parent
	postgres bool
}

// ddl is what the SQL of a file says of tables.
type ddl struct {
	tables  []*table
	indexed map[string]bool // "table.column" that begins an index
	keyed   map[string]bool // tables that get a key later
	changed map[string]bool // tables dropped, columns altered
	foreign []reference
}

// reference is a foreign key that is added later.
type reference struct {
	table string
	part  part
}

// readSQL reads statements that define a schema. What they say of the whole
// schema is found when all files are read.
func readSQL(s *sheet) {
	all := statements(s.lines)
	s.describe(all)
	base := strings.ToLower(path.Base(s.rel))
	text := strings.Join(s.lines, "\n")
	if strings.Contains(base, "down") || strings.Contains(base, "rollback") || sqlForeign().MatchString(text) {
		return
	}
	postgres, mysql := sqlPostgres().FindString(text) != "", sqlMySQL().FindString(text) != ""
	d := &ddl{indexed: map[string]bool{}, keyed: map[string]bool{}, changed: map[string]bool{}}
	for _, st := range all {
		d.statement(s, st, postgres && !mysql)
	}
	if len(d.tables)+len(d.indexed)+len(d.keyed)+len(d.changed) == 0 {
		return
	}
	s.schema = d
	if len(d.tables) > 0 && postgres != mysql {
		s.database(d.tables[0].line, map[bool]string{true: "postgresql", false: "mysql"}[postgres])
	}
}

// describe says in words what a schema has; each kind is told once.
func (s *sheet) describe(all []sqlStatement) {
	told := map[string]bool{}
	once := func(line int, says string) {
		if !told[says] {
			told[says] = true
			s.say(line, says)
		}
	}
	for _, st := range all {
		head := strings.ToLower(st.head)
		if strings.HasPrefix(head, "create index") || strings.HasPrefix(head, "create unique index") {
			once(st.line, "The table has an index on its columns")
		}
		if !strings.HasPrefix(head, "create table") && !strings.HasPrefix(head, "alter table") {
			continue
		}
		if strings.Contains(strings.ToLower(st.tail), "partition by") {
			once(st.line, "The table is partitioned by range")
		}
		if strings.Contains(head, "foreign key") {
			once(st.line, "Foreign keys are enforced by the database")
		}
		for _, p := range st.parts {
			if low := strings.ToLower(p.text); strings.Contains(low, " references ") || strings.Contains(low, "foreign key") {
				once(p.line, "Foreign keys are enforced by the database")
			}
		}
	}
}

// statement reads one statement.
func (d *ddl) statement(s *sheet, st sqlStatement, postgres bool) {
	switch {
	case sqlTable().MatchString(st.head):
		d.create(s, st, postgres)
	case sqlIndexOn().MatchString(st.head):
		if len(st.parts) > 0 {
			d.indexed[bare(sqlIndexOn().FindStringSubmatch(st.head)[1])+"."+bare(strings.Fields(st.parts[0].text)[0])] = true
		}
	case sqlAlter().MatchString(st.head):
		d.alter(st)
	case sqlDropped().MatchString(st.head):
		d.changed[bare(sqlDropped().FindStringSubmatch(st.head)[1])] = true
	}
}

// bare takes quotes and the schema off a name.
func bare(name string) string {
	name = strings.ToLower(strings.NewReplacer(`"`, "", "`", "", "[", "", "]", "").Replace(name))
	return name[strings.LastIndexByte(name, '.')+1:]
}

func (d *ddl) create(s *sheet, st sqlStatement, postgres bool) {
	tail := strings.ToLower(st.tail)
	t := &table{sheet: s, line: st.line, name: bare(sqlTable().FindStringSubmatch(st.head)[1]), postgres: postgres}
	t.special = sqlPassing().MatchString(st.head) || strings.Contains(tail, "partition by") || strings.Contains(tail, "inherits") || len(st.parts) == 0 || strings.Contains(tail, "engine") && !strings.Contains(tail, "innodb")
	for _, p := range st.parts {
		t.part(d, p)
	}
	d.tables = append(d.tables, t)
}

// part reads a column or constraint.
func (t *table) part(d *ddl, p part) {
	low := strings.ToLower(p.text)
	first, _, _ := strings.Cut(low, " ")
	t.keyed = t.keyed || strings.Contains(low, "primary key") || strings.Contains(low, "unique")
	switch strings.TrimRight(first, "(") {
	case "constraint", "primary", "unique", "foreign", "key", "index", "check", "exclude":
		for _, m := range sqlKeyOf().FindAllStringSubmatch(p.text, -1) {
			if strings.EqualFold(m[1], "foreign key") {
				t.foreign = append(t.foreign, part{p.line, bare(m[2])})
			} else {
				d.indexed[t.name+"."+bare(m[2])] = true
			}
		}
		t.special = t.special || first == "exclude"
		return
	case "like":
		t.special = true
		return
	}
	m := sqlColumn().FindStringSubmatch(p.text)
	if m == nil {
		return
	}
	c := column{p.line, bare(m[1]), strings.ToLower(m[2]), strings.ToLower(m[4]), m[3]}
	t.columns = append(t.columns, c)
	if strings.Contains(c.rest, "primary key") || strings.Contains(c.rest, "unique") {
		d.indexed[t.name+"."+c.name] = true
	}
	if strings.Contains(c.rest, "references ") {
		t.foreign = append(t.foreign, part{p.line, c.name})
	}
}

// alter reads what is changed of a table.
func (d *ddl) alter(st sqlStatement) {
	m := sqlAlter().FindStringSubmatch(st.head)
	name, rest := bare(m[1]), strings.ToLower(m[2])
	words := strings.Fields(rest)
	column := ""
	if len(st.parts) > 0 {
		column = bare(strings.Fields(st.parts[0].text)[0])
	}
	switch {
	case strings.Contains(rest, "primary key"), strings.Contains(rest, "unique"):
		d.keyed[name] = true
		d.indexed[name+"."+column] = true
	case strings.Contains(rest, "foreign key") && column != "":
		d.foreign = append(d.foreign, reference{name, part{st.line, column}})
	case len(words) > 1 && (words[0] == "alter" || words[0] == "drop" || words[0] == "modify" || words[0] == "rename" || words[0] == "change"):
		d.changed[name] = d.changed[name] || words[0] == "rename" && words[1] == "to"
		for _, w := range words[1:min(len(words), 5)] {
			d.changed[name+"."+bare(w)] = true
		}
	}
}
