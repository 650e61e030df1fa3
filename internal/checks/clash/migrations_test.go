package clash

import (
	"fmt"
	"strings"
	"testing"
)

// alembic writes a migration: its id, what it follows and what it does.
func alembic(id, after, body string) []string {
	if after != "None" {
		after = fmt.Sprintf("%q", after)
	}
	return []string{"alembic/versions/" + id + ".py", fmt.Sprintf("revision: str = '%s'\ndown_revision = %s\n\ndef upgrade() -> None:\n%s\n\ndef downgrade():\n    op.rename_table('a', 'b')\n", id, after, body)}
}

// django writes a migration of an application.
func django(name, after, body string) []string {
	return []string{"shop/migrations/" + name + ".py", fmt.Sprintf("from django.db import migrations\n\nclass Migration(migrations.Migration):\n    dependencies = [\n        (\"shop\", \"%s\"),\n    ]\n\n    operations = [\n%s\n    ]\n", after, body)}
}

func TestMigrations(t *testing.T) {
	lex := lexicon(t)
	const (
		promised = "Schema changes run without downtime."
		expands  = "Migrations follow expand and contract."
	)
	join := func(parts ...[]string) []string {
		out := []string{"requirements.txt", "psycopg==3.2.1\n"}
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	one := func(body string) []string {
		return join(alembic("a1", "None", "    op.create_index('i', 'old', ['x'])"), alembic("b2", "a1", body))
	}
	var old [][]string
	old = append(old, alembic("r0", "None", "    pass"), alembic("r1", "r0", "    op.create_index('i', 'orders', ['x'])"))
	for i := 2; i < 8; i++ {
		old = append(old, alembic(fmt.Sprint("r", i), fmt.Sprint("r", i-1), "    pass"))
	}
	for _, c := range []struct {
		name, text string
		files      []string
		want       string
	}{
		{"one end", "It is a shop.", join(alembic("a1", "None", "    pass"), alembic("b2", "a1", "    pass")), ""},
		{"two ends", "It is a shop.", join(alembic("a1", "None", "    pass"), alembic("b2", "a1", "    pass"), alembic("c3", "a1", "    pass")), "several ends: b2, c3"},
		{"joined", "It is a shop.", join(alembic("a1", "None", "    pass"), alembic("b2", "a1", "    pass"), alembic("c3", "a1", "    pass"), []string{"alembic/versions/d4.py", "revision = 'd4'\ndown_revision = (\n    'b2',\n    'c3',\n)\n"}), ""},
		{"branches with a name", "It is a shop.", join(alembic("a1", "None", "    pass"), []string{"alembic/versions/b.py", "revision = 'b'\ndown_revision = None\nbranch_labels = ('audit',)\n"}), ""},
		{"two ends in Django", "It is a shop.", join(django("0001_initial", "0000_x", ""), django("0002_a", "0001_initial", ""), django("0002_b", "0001_initial", "")), "several ends: 0002_a, 0002_b"},
		{"merged in Django", "It is a shop.", join(django("0001_initial", "0000_x", ""), django("0002_a", "0001_initial", ""), django("0002_b", "0001_initial", ""), []string{"shop/migrations/0003_merge.py", "class Migration(migrations.Migration):\n    dependencies = [\n        ('shop', '0002_a'),\n        ('shop', '0002_b'),\n    ]\n"}), ""},
		{"index that blocks", promised, one("    op.create_index(op.f('ix'), 'orders', ['customer_id'])"), "without downtime, the configuration does the opposite"},
		{"nothing promised", "It is a shop.", one("    op.create_index(op.f('ix'), 'orders', ['customer_id'])"), ""},
		{"index beside others", promised, one("    op.create_index('ix', 'orders', ['customer_id'], postgresql_concurrently=True)"), ""},
		{"index of a new table", promised, one("    op.create_table('orders', sa.Column('id'))\n    op.create_index('ix', 'orders', ['id'])"), ""},
		{"index in a comment", promised, one("    # op.create_index('ix', 'orders', ['id'])\n    pass"), ""},
		{"index by SQL", promised, one("    op.execute(\"CREATE INDEX ix ON orders (id)\")"), "without downtime"},
		{"index by SQL beside others", promised, one("    op.execute(\"CREATE INDEX CONCURRENTLY ix ON orders (id)\")"), ""},
		{"first migration", promised, join(alembic("a1", "None", "    op.create_index('ix', 'orders', ['x'])")), ""},
		{"long ago", promised, join(old...), ""},
		{"in MySQL", promised, append([]string{"requirements.txt", "mysqlclient\n"}, append(alembic("a1", "None", "    pass"), alembic("b2", "a1", "    op.create_index('ix', 'orders', ['x'])")...)...), ""},
		{"not null", promised, one("    op.alter_column('orders', 'x',\n        existing_type=sa.Text(),\n        nullable = False)"), "without downtime"},
		{"not null, checked before", promised, one("    op.execute('ALTER TABLE orders ADD CONSTRAINT c CHECK (x IS NOT NULL) NOT VALID')\n    op.alter_column('orders', 'x', nullable=False)"), ""},
		{"index in Django", promised, join(django("0001_initial", "0000_x", ""), django("0002_a", "0001_initial", "        migrations.AddIndex(model_name=\"order\", index=models.Index(fields=[\"x\"])),")), "without downtime"},
		{"rename", expands, one("    op.alter_column('orders', 'sum', new_column_name='total')"), "expanded first and contracted in a later release"},
		{"rename in batch", expands, one("    with op.batch_alter_table('orders') as batch_op:\n        batch_op.alter_column('sum', new_column_name='total')"), "expanded first"},
		{"rename in Django", expands, join(django("0001_initial", "0000_x", ""), django("0002_a", "0001_initial", "        migrations.RenameField(model_name=\"order\", old_name=\"a\", new_name=\"b\"),")), "expanded first"},
		{"replaced", expands, one("    op.add_column('orders', sa.Column('total'))\n    op.drop_column('orders', 'sum')"), "expanded first"},
		{"contracted", expands, one("    op.drop_column('orders', 'sum')"), ""},
		{"way back", expands, one("    pass"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := written(t, lex, c.text, c.files...)
			got := titles(found)
			if c.want == "" && got != "" || c.want != "" && (len(found) != 1 || !strings.Contains(got, c.want)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
