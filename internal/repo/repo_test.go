package repo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"archreview/internal/document"
)

// folder writes files below a new folder: path and content by turns.
func folder(t testing.TB, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(root, filepath.FromSlash(files[i]))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func read(t testing.TB, files ...string) *Project {
	t.Helper()
	p, err := Read(context.Background(), folder(t, files...), 1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// listed gives the settings of a project, one a line: line, subject, measure
// and value; those that only say something are left out.
func listed(p *Project) []string {
	var out []string
	for _, d := range p.Documents {
		for _, s := range d.Settings() {
			if s.Measure != Other {
				out = append(out, fmt.Sprintf("%d %s/%s=%s", s.Line, s.Subject, s.Measure, s.Value))
			}
		}
	}
	return out
}

func TestReaders(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             []string
	}{
		{"compose", "docker-compose.yml", "services:\n  db:\n    image: postgres:13-alpine\n    command: postgres -c max_connections=200\n  api:\n    image: acme/api\n    command: [gunicorn, app, -w, \"4\", --timeout=30]\n    deploy:\n      replicas: 2\n    mem_limit: 512m\n    environment:\n      - DEBUG=true\n",
			[]string{"3 PostgreSQL/version=13", "3 database/uses=PostgreSQL", "4 /connections of the database=200", "6 api/moving image tag=acme/api", "7 api/workers=4", "7 api/request timeout=30 s", "9 api/replicas=2", "10 api/memory limit=512 MiB", "12 /debug mode=true"}},
		{"anchors", "compose.yaml", "x-base: &base\n  environment: &env\n    WEB_CONCURRENCY: 3\nservices:\n  api:\n    <<: *base\n    build: .\n    image: api\n", []string{"3 api/workers=3"}},
		{"default of a variable", "compose.yml", "services:\n  db:\n    image: postgres:${PG:-15}\n  x:\n    image: redis:${R}\n", []string{"3 PostgreSQL/version=15", "3 database/uses=PostgreSQL"}},
		{"dockerfile", "Dockerfile", "FROM python:3.11-slim AS build\nFROM build\nENV WEB_CONCURRENCY=2\nCMD celery -A app worker \\\n  --concurrency=6\n", []string{"1 Python/version=3.11", "3 /workers=2", "4 /concurrency=6"}},
		{"moving base", "Dockerfile", "FROM python:latest\nFROM scratch\n", []string{"1 /moving image tag=python:latest"}},
		{"requirements", "requirements.txt", "# pins\nDjango==4.2.7  # LTS\nmysqlclient\ncelery[redis]>=5.3,<6\n-r other.txt\n", []string{"2 framework/uses=Django", "2 Django/version=4.2.7", "3 database/uses=MySQL", "4 Celery/version=>=5.3,<6"}},
		{"pyproject", "pyproject.toml", "[project]\nrequires-python = \">=3.11\"\ndependencies = [\n  \"fastapi>=0.110\",\n]\n[tool.x]\nfastapi = \"9\"\n", []string{"2 Python/version=>=3.11", "4 framework/uses=FastAPI", "4 FastAPI/version=>=0.110"}},
		{"poetry", "pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3.12\"\ndjango = {version = \"~4.2\", extras = [\"x\"]}\n", []string{"2 Python/version=^3.12", "3 framework/uses=Django", "3 Django/version=~4.2"}},
		{"lock", "uv.lock", "[[package]]\nname = \"django\"\nversion = \"5.0.4\"\n[[package]]\nname = \"x\"\nversion = \"1\"\n", []string{"3 Django/version=5.0.4"}},
		{"gunicorn", "gunicorn.conf.py", "workers = 4\ntimeout = 30\nthreads = multiprocessing.cpu_count()\n", []string{"1 /workers=4", "2 /request timeout=30 s"}},
		{"settings", "app/settings.py", "DEBUG = env.bool(\"DEBUG\", default=True)\nWORKERS_TEXT = \"4\"\nCELERY_TASK_TIME_LIMIT = 30 * 60\nBROKER_URL = f\"redis://{HOST}\"\nDOC = \"\"\"\nDEBUG = False\n\"\"\"\n# pool_size = 3\n", []string{"1 /debug mode=true", "3 /task time limit=1800 s", "4 broker/uses=Redis"}},
		{"pydantic", "app/config.py", "class Settings(BaseSettings):\n    debug: bool = False\n    db_pool_size: int = Field(default=15, ge=1)\n", []string{"2 /debug mode=false", "3 /pool size=15"}},
		{"engine", "app/db.py", "engine = create_async_engine(url, pool_size=20,\n    max_overflow=5)\nDEBUG = True\n", []string{"1 /pool size=20", "2 /pool overflow=5"}},
		{"values", "charts/orders/values.yaml", "replicaCount: 2\nworker:\n  replicas: 3\n  resources:\n    limits:\n      memory: 1Gi\nautoscaling:\n  enabled: true\n  minReplicas: 2\n  maxReplicas: 6\n", []string{"1 orders/replicas=2", "3 worker/replicas=3", "5 worker/resource limits=true", "6 worker/memory limit=1 GiB", "10 orders/replicas=2 to 6"}},
		{"manifest", "k8s/api.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  replicas: 3\n  template:\n    spec:\n      terminationGracePeriodSeconds: 45\n      containers:\n        - name: api\n          image: acme/api:1.0\n          readinessProbe: {httpGet: {path: /r}}\n          resources: {limits: {memory: 256Mi}}\n", []string{"5 api/replicas=3", "8 api/grace period=45 s", "12 api/readiness probe=true", "13 api/memory limit=256 MiB", "13 api/resource limits=true"}},
		{"template", "chart/templates/x.yaml", "apiVersion: v1\nkind: Deployment\nspec:\n  replicas: {{ .Values.n }}\n", nil},
		{"terraform", "infra/main.tf", "resource \"aws_db_instance\" \"main\" {\n  engine = \"mysql\"\n  engine_version = \"8.0\"\n  backup_retention_period = 0\n  multi_az = var.ha\n  publicly_accessible = true # for now\n}\nvariable \"multi_az\" {\n  default = false\n}\n", []string{"2 database/uses=MySQL", "3 MySQL/version=8.0", "4 main/retention of backups=0 days", "6 main/reachable from everywhere=true"}},
		{"google", "infra/sql.tf", "resource \"google_sql_database_instance\" \"db\" {\n  database_version = \"POSTGRES_15\"\n  settings {\n    availability_type = \"ZONAL\"\n    backup_configuration {\n      enabled = false\n    }\n  }\n}\n", []string{"2 database/uses=PostgreSQL", "2 PostgreSQL/version=15", "4 db/standby in a second zone=false", "6 db/retention of backups=0 days"}},
		{"azure", "infra/main.tf", "resource \"azurerm_postgresql_flexible_server\" \"db\" {\n  version = \"16\"\n  high_availability {\n    mode = \"SameZone\"\n  }\n}\nresource \"azurerm_container_app\" \"api\" {\n  template {\n    min_replicas = 2\n    max_replicas = 6\n  }\n}\nresource \"azurerm_service_plan\" \"web\" {\n  worker_count = 3\n}\nresource \"azurerm_redis_cache\" \"c\" {\n  redis_version = \"6\"\n  non_ssl_port_enabled = var.open\n}\n",
			[]string{"2 database/uses=PostgreSQL", "2 PostgreSQL/version=16", "4 db/standby in a second zone=false", "10 api/replicas=2 to 6", "14 web/replicas=3", "17 Redis/version=6"}},
		{"cloudformation", "stack.yaml", "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      Engine: postgres\n      EngineVersion: \"14.2\"\n      MultiAZ: false\n", []string{"5 database/uses=PostgreSQL", "6 PostgreSQL/version=14.2", "7 db/standby in a second zone=false"}},
		{"github", ".github/workflows/ci.yml", "jobs:\n  d:\n    steps:\n      - run: |\n          pip install x\n          pytest -q\n      - run: alembic upgrade head\n      - run: helm upgrade x\n", []string{"6 /tests in the pipeline=true", "7 /migration before deployment=true"}},
		{"unclear pipeline", ".github/workflows/ci.yml", "jobs:\n  d:\n    steps:\n      - run: make check\n      - run: helm upgrade x\n", nil},
		{"gitlab", ".gitlab-ci.yml", "deploy:\n  script:\n    - kubectl apply -f x\n", []string{"1 /tests in the pipeline=false"}},
		{"nginx", "nginx/nginx.conf", "http {\n  proxy_read_timeout 60s;\n}\n", []string{"2 nginx/proxy timeout=60 s"}},
		{"postgresql.conf", "db/postgresql.conf", "max_connections = 150 # more\nstatement_timeout = '30s'\nssl = off\n", []string{"1 /connections of the database=150", "2 /statement timeout=30 s", "3 /encrypted connection=false"}},
		{"other place", "docker-compose.dev.yml", "services:\n  db:\n    image: postgres:9\n", nil},
		{"migrations", "app/migrations/0001_x.py", "pool_size = 9\nx(pool_size=9)\n", nil},
		{"vendored", ".venv/lib/settings.py", "DEBUG = True\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := listed(read(t, c.file, c.text))
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestQuotesStand checks that every statement is the line of the file.
func TestQuotesStand(t *testing.T) {
	for _, dir := range []string{"testdata/stray", "testdata/kept"} {
		p, err := Read(context.Background(), dir, 3)
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range p.Documents {
			if d.ID != fmt.Sprintf("d%d", i+3) || d.Format != document.Configuration {
				t.Errorf("%s is %s of format %s", d.Path, d.ID, d.Format)
			}
			raw, err := os.ReadFile(d.Path)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(raw), "\n")
			for _, s := range d.Statements {
				if s.Text != strings.TrimSpace(lines[s.Line-1]) || d.Text[s.Start:s.End] != s.Text {
					t.Errorf("%s:%d is quoted as %q", d.Path, s.Line, s.Text)
				}
			}
		}
	}
}

func TestDevelopmentComposeIsQuiet(t *testing.T) {
	p := read(t, "docker-compose.yml", "services:\n  api:\n    image: acme/api:latest\n  db:\n    image: postgres:13\n",
		"deploy/values.yaml", "replicaCount: 2\n")
	got := strings.Join(listed(p), " ")
	if strings.Contains(got, "latest") || !strings.Contains(got, "PostgreSQL/version=13") {
		t.Errorf("got %s", got)
	}
}

// secret makes what looks like a key without this file holding one.
func secret() string { return "AKIA" + strings.Repeat("QWERTYUI", 2) }

func TestSecretsAreMaskedAndTold(t *testing.T) {
	p := read(t, "app/settings.py", "DEBUG = False\nKEY = \""+secret()+"\"\n", ".env", "AWS_KEY="+secret()+"\nPASSWORD=changeme\n",
		"tests/settings.py", "KEY = \""+secret()+"\"\n", ".env.example", "KEY="+secret()+"\n", "seed.sql", "INSERT INTO people VALUES ('ada.byron@mail.test');\n")
	var told []string
	for _, d := range p.Documents {
		if strings.Contains(d.Text, secret()) || strings.Contains(d.Text, "ada.byron") {
			t.Errorf("%s holds the secret", d.Path)
		}
		for _, s := range d.Settings() {
			if s.Measure == Secret || s.Measure == Personal {
				told = append(told, fmt.Sprintf("%s:%d %s %s", filepath.Base(d.Path), s.Line, s.Measure, s.Value))
			}
			if strings.Contains(s.Value+s.Says, secret()) {
				t.Errorf("a setting of %s holds the secret", d.Path)
			}
		}
	}
	if got := strings.Join(told, "; "); got != ".env:1 secret aws key; settings.py:2 secret aws key; seed.sql:1 personal data e-mail address" {
		t.Errorf("told: %s", got)
	}
}

func TestBrokenFilesAreToldAndPassed(t *testing.T) {
	deep := strings.Repeat("[", 5000)
	cyclic := "a: &a\n  b: *a\n  replicaCount: 2\nc: &c [*c, *c, *c, *c]\n"
	bomb := "x0: &x0 {replicas: 1}\n"
	for i := 1; i < 30; i++ {
		bomb += fmt.Sprintf("x%d: &x%d [*x%d, *x%d, *x%d]\n", i, i, i-1, i-1, i-1)
	}
	p := read(t, "a/values.yaml", deep, "b/values.yaml", cyclic, "c/values.yaml", bomb, "d/values.yaml", "a: [\n", "e/docker-compose.yml", "services: {a: {image: 3\n",
		"f/settings.py", "\x00\x01binary", "g/settings.py", "DEBUG = True\n", "h/values.yaml", strings.Repeat("a: 1\n", 400_000), "i/big.sql", strings.Repeat("-- x\n", MaxFile))
	if got := strings.Join(listed(p), " "); !strings.Contains(got, "debug mode=true") || !strings.Contains(got, "replicas=2") {
		t.Errorf("got %.300s", got)
	}
	left := fmt.Sprint(p.Left)
	for _, want := range []string{"a/values.yaml its YAML is nested", "d/values.yaml its YAML cannot", "f/settings.py not a text", "h/values.yaml its YAML has more", "i/big.sql too large"} {
		if !strings.Contains(left, want) {
			t.Errorf("%q is not told: %s", want, left)
		}
	}
}

// FuzzReaders feeds every reader with pieces of files.
func FuzzReaders(f *testing.F) {
	names := []string{"docker-compose.yml", "Dockerfile", "k8s/a.yaml", "values.yaml", ".github/workflows/a.yml", "a.tf", "requirements.txt", "pyproject.toml", "uv.lock", "settings.py",
		"nginx.conf", "a.sql", ".env", "a.graphql", "postgresql.conf", "a.proto", "openapi.json", "alembic/versions/a.py", "shop/migrations/a.py", "chart/templates/a.yaml", "chart/values.yaml"}
	for _, dir := range []string{"testdata/stray", "testdata/kept"} {
		err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := os.ReadFile(p)
			f.Add(string(raw))
			f.Add(string(raw[:len(raw)/2]))
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	f.Add("a = '''\n\"\"\"\nfrom . import (\n")
	f.Add("from ... import x\nimport .\nfrom .a.b. import (c as\n}}}{{{\n")
	f.Add(deployment)
	f.Add("openapi: 3.1.0\nservers: [{url: http://a.shop/v1}]\npaths:\n  /a:\n    get: {parameters: [{$ref: '#/components/parameters/p'}], responses: {'429': {content: {application/json: {}}}}}\ncomponents:\n  parameters: {p: {$ref: '#/components/parameters/p'}}\n  securitySchemes: {a: {type: oauth2}}\n")
	f.Add("asyncapi: 2.6.0\nservers: {a: {url: amqp://b, protocol: amqp}}\nchannels: {c: {bindings: {kafka: {partitions: 3}}}}\n")
	f.Add("CREATE TABLE a (id bigserial, b_id int REFERENCES b(id), price float, cvv text, made timestamp);\nALTER TABLE a ADD PRIMARY KEY (id);\nCOPY a FROM stdin;\n1\n\\.\n$$ ; $$ /* ( */ 'x")
	f.Add("revision = 'b'\ndown_revision = ('a', \ndef upgrade():\n    op.create_index('i', 'orders', [\n    with op.batch_alter_table('a') as batch_op:\n        batch_op.drop_column('x')\n")
	f.Add("class Migration(migrations.Migration):\n    dependencies = [\n        ('a', '0001_b'),\n    ]\n    operations = [migrations.RenameField(model_name='a', name='b')]\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, n := range names {
			s := newSheet(n, text)
			if s == nil {
				continue
			}
			kindOf(n).reader()(s)
			c := newCode()
			c.add(s)
			p := &project{code: c, sheets: []*sheet{s}, values: []*sheet{s}}
			p.structure()
			p.templates()
			p.tables()
			p.migrations()
			d := document.Configured("d1", n, s.text(), s.sets)
			for _, st := range d.Statements {
				if d.Text[st.Start:st.End] != st.Text || st.Text == "" {
					t.Errorf("%s: statement %q", n, st.Text)
				}
			}
		}
	})
}
