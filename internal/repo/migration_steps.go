package repo

import (
	"strings"
)

// steps lists the operations between two offsets.
func steps(text string, within [2]int) []migrationStep {
	const most = 200
	var out []migrationStep
	batch := ""
	for _, m := range migrationOp().FindAllStringSubmatchIndex(text[within[0]:within[1]], most) {
		from, name := within[0]+m[1], text[within[0]+m[2]:within[0]+m[3]]
		lineStart := strings.LastIndexByte(text[:from], '\n') + 1
		if strings.Contains(text[lineStart:within[0]+m[0]], "#") {
			continue
		}
		args := call(text[from:within[1]])
		x := migrationStep{line: lineAt(text, from), name: name, args: args}
		x.names(&batch, text[within[0]+m[0]:from])
		out = append(out, x)
	}
	return out
}

// names finds the table and the column of an operation.
func (x *migrationStep) names(batch *string, head string) {
	q := quotedName().FindAllStringSubmatch(x.args, 3)
	at := func(i int) string {
		if i < len(q) {
			return strings.ToLower(q[i][1])
		}
		return ""
	}
	switch {
	case strings.HasPrefix(head, "migrations."):
		for _, m := range keywordName().FindAllStringSubmatch(x.args, -1) {
			if strings.HasPrefix(m[0], "model_name") {
				x.table = strings.ToLower(m[1])
			} else if x.column == "" {
				x.column = strings.ToLower(m[1])
			}
		}
		if x.name == "CreateModel" {
			x.table = x.column
		}
	case x.name == "batch_alter_table":
		*batch = at(0)
	case strings.HasPrefix(head, "batch_op."):
		x.table, x.column = *batch, at(0)
	case x.name == "create_index" || x.name == "create_foreign_key":
		x.table, x.column = at(1), at(2)
	default:
		x.table, x.column = at(0), at(1)
	}
}

// call gives the arguments of a call up to its closing bracket, within limits.
func call(text string) string {
	const most = 4000
	depth, quote := 1, byte(0)
	for i := 0; i < min(len(text), most); i++ {
		switch c := text[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			if depth--; depth == 0 {
				return text[:i]
			}
		}
	}
	return text[:min(len(text), most)]
}

// blocks notes operations during which PostgreSQL keeps others from writing.
func (r *revision) blocks(postgres, careful bool) {
	if !postgres {
		return
	}
	made := r.made()
	for _, x := range r.steps {
		if made[x.table] {
			continue
		}
		what := ""
		switch x.name {
		case "create_index":
			if !strings.Contains(x.args, "concurrently") && !strings.Contains(x.args, "**") {
				what = "create_index"
			}
		case "AddIndex":
			what = "AddIndex"
		case "alter_column":
			if strings.Contains(strings.ReplaceAll(x.args, " ", ""), "nullable=False") && !careful {
				what = "alter_column to not null"
			}
		case "execute", "RunSQL":
			if m := plainIndex().FindStringSubmatch(x.args); m != nil && m[1] == "" && !strings.Contains(strings.ToLower(x.args), "create table") {
				what, x.table = "create index", ""
			}
		}
		if what != "" {
			r.sheet.set(x.line, strings.TrimSpace(what+" of "+x.table+" in "+r.id), Locking, "true", "")
		}
	}
}

// made gives the tables that the migration creates itself.
func (r *revision) made() map[string]bool {
	out := map[string]bool{}
	for _, x := range r.steps {
		if x.name == "create_table" || x.name == "CreateModel" {
			out[x.table] = true
		}
	}
	return out
}

// breaks notes what takes away, in one step, what running code uses: renames,
// and a column that is replaced by another one.
func (r *revision) breaks() {
	added, made := map[string]bool{}, r.made()
	for _, x := range r.steps {
		if x.name == "add_column" || x.name == "AddField" {
			added[x.table] = true
		}
	}
	for _, x := range r.steps {
		if made[x.table] {
			continue
		}
		what := ""
		switch x.name {
		case "RenameField", "RenameModel", "rename_table":
			what = x.name
		case "alter_column":
			if strings.Contains(x.args, "new_column_name") {
				what = "rename of a column"
			}
		case "drop_column", "RemoveField":
			if added[x.table] {
				what = x.name + " beside a new column"
			}
		}
		if what != "" {
			r.sheet.set(x.line, strings.TrimSpace(what+" of "+x.table+" in "+r.id), Breaking, "true", "")
		}
	}
}
