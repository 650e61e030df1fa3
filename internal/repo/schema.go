package repo

import (
	"strconv"
	"strings"
	"sync"
)

var (
	clearCard = sync.OnceValue(expression(`^(?:[a-z0-9]+_)*(?:cvv2?|cvc2?|card_verification(?:_code|_value)?|card_security_code)$`))
	clearPass = sync.OnceValue(expression(`^(?:plain(?:text)?_password|password_(?:plain|plaintext|clear|cleartext)|clear_?text_password|clear_password)$`))
	clearPAN  = sync.OnceValue(expression(`^(?:card_number|credit_card_number|cc_number|card_pan|credit_card|cardnumber)$`))
	textKind  = sync.OnceValue(expression(`^(?:text|varchar|char|character|character varying|bpchar|citext)$`))
)

// tables notes what is true of the tables of the whole project, however many
// files make and change them.
func (p *project) tables() {
	all := ddl{indexed: map[string]bool{}, keyed: map[string]bool{}, changed: map[string]bool{}}
	databases := p.databases()
	for _, s := range p.sheets {
		if s.schema == nil {
			continue
		}
		all.tables = append(all.tables, s.schema.tables...)
		for _, r := range s.schema.foreign {
			for _, t := range s.schema.tables {
				if t.name == r.table {
					t.foreign = append(t.foreign, r.part)
				}
			}
		}
		for _, m := range []struct{ to, from map[string]bool }{{all.indexed, s.schema.indexed}, {all.keyed, s.schema.keyed}, {all.changed, s.schema.changed}} {
			for k := range m.from {
				m.to[k] = true
			}
		}
	}
	postgres := databases["PostgreSQL"] && len(databases) == 1
	for _, t := range all.tables {
		if !all.changed[t.name] {
			t.tell(&all, postgres)
		}
	}
}

// tell notes what a table lacks or keeps in the wrong form.
func (t *table) tell(all *ddl, postgres bool) {
	if !t.keyed && !all.keyed[t.name] && !t.special && !passing(t.name) {
		t.sheet.set(t.line, t.name, PrimaryKey, "false", "")
	}
	var names []string
	for _, c := range t.columns {
		names = append(names, c.name)
	}
	for _, c := range t.columns {
		if !all.changed[t.name+"."+c.name] {
			t.column(c, names)
		}
	}
	if !postgres || t.special {
		return // MySQL makes the index of a foreign key by itself
	}
	for _, f := range t.foreign {
		if !all.indexed[t.name+"."+f.text] && !all.changed[t.name+"."+f.text] {
			t.sheet.set(f.line, t.name+"."+f.text, Unindexed, "true", "")
		}
	}
}

// passing says whether a table holds rows only for a while, by its name.
func passing(name string) bool {
	for _, w := range strings.Split(name, "_") {
		switch w {
		case "tmp", "temp", "staging", "stg", "import", "raw", "log", "logs", "backup", "bak", "archive":
			return true
		}
	}
	return false
}

// column notes what is wrong with the form of a column.
func (t *table) column(c column, beside []string) {
	name := t.name + "." + c.name
	switch c.kind {
	case "float", "real", "double", "double precision", "float4", "float8":
		if money(c.name, beside) {
			t.sheet.set(c.line, name, MoneyFloat, "true", "")
		}
	case "timestamptz", "timestamp with time zone":
		t.sheet.set(c.line, name, TimeZone, "true", "")
	case "timestamp", "timestamp without time zone":
		if t.postgres {
			zoned := strings.Contains(c.rest, "with time zone")
			t.sheet.set(c.line, name, TimeZone, strconv.FormatBool(zoned), "")
		}
	}
	text := textKind().MatchString(c.kind)
	switch {
	case clearCard().MatchString(c.name) && (text || strings.Contains(c.kind, "int")):
		t.sheet.set(c.line, name, ClearData, "card verification code", "")
	case clearPass().MatchString(c.name) && text:
		t.sheet.set(c.line, name, ClearData, "password", "")
	case clearPAN().MatchString(c.name) && text && (c.size == "" || roomFor(c.size, 13)):
		t.sheet.set(c.line, name, ClearData, "card number", "")
	}
}

// roomFor says whether a column of a size holds so many characters, but not
// the many more that an encrypted value takes.
func roomFor(size string, least int) bool {
	const cipher = 40
	n, err := strconv.Atoi(strings.TrimSpace(size))
	return err == nil && n >= least && n < cipher
}
