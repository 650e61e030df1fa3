package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"archreview/internal/problem"
)

// place is a repository with a home beside it.
type place struct {
	t    *testing.T
	home string
	repo string
	env  map[string]string
}

func newPlace(t *testing.T) *place {
	t.Helper()
	base := real(t.TempDir())
	p := &place{t: t, home: filepath.Join(base, "home"), repo: filepath.Join(base, "repo"), env: map[string]string{}}
	p.env["XDG_CONFIG_HOME"], p.env["HOME"] = filepath.Join(p.home, "xdg"), p.home
	for _, dir := range []string{filepath.Join(p.repo, ".git"), filepath.Join(p.repo, "sub"), filepath.Join(p.home, "xdg", "archreview")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p *place) write(path, text string) string {
	p.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
	return path
}

func (p *place) user(text string) {
	p.write(filepath.Join(p.home, "xdg", "archreview", "config.yaml"), text)
}
func (p *place) project(text string) { p.write(filepath.Join(p.repo, Name), text) }

func (p *place) options() Options {
	return Options{Dir: filepath.Join(p.repo, "sub"), Getenv: func(k string) string { return p.env[k] }, Formats: []string{"markdown", "json"}}
}

func (p *place) load(o Options) *Settings {
	p.t.Helper()
	s, err := Load(o)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

// samples gives for each key three different values, as a file and as a
// variable write them.
func samples() map[string][3]string {
	return map[string][3]string{
		"provider": {"openai", "groq", "ollama"}, "model": {"a", "b", "c"}, "base_url": {"https://a.example/v1", "https://b.example/v1", "https://c.example/v1"},
		"engine": {"auto", "checks", "model"}, "parallel": {"2", "3", "5"}, "window": {"1000", "2000", "3000"}, "max_cost": {"0.5", "1.5", "2.5"},
		"max_tokens": {"10", "20", "30"}, "prices": {"a.yaml", "b.yaml", "c.yaml"}, "areas": {"[api]", "[code]", "[system]"}, "disable": {"[x.a]", "[x.b]", "[x.c]"},
		"fail_on": {"high", "medium", "low"}, "format": {"json", "markdown", "json"}, "theme": {"dark", "light", "none"}, "no_color": {"true", "false", "true"},
		"quiet": {"true", "false", "true"}, "redact_emails": {"true", "false", "true"}, "pictures": {"never", "auto", "never"}, "checklists": {"a", "b", "c"}, "waivers": {"a.yaml", "b.yaml", "c.yaml"},
		"answers": {"a.yaml", "b.yaml", "c.yaml"},
	}
}

// TestEveryKeyComesFromTheStrongestSource sets each key in the user's file, the
// project's, the environment and a profile of a flag, one after another.
func TestEveryKeyComesFromTheStrongestSource(t *testing.T) {
	list, err := Keys()
	if err != nil {
		t.Fatal(err)
	}
	all := samples()
	for _, k := range list {
		if k.Top || k.Only != "" {
			continue
		}
		v, ok := all[k.Key]
		if !ok {
			t.Errorf("no sample of %s", k.Key)
			continue
		}
		t.Run(k.Key, func(t *testing.T) {
			p := newPlace(t)
			o := p.options()
			o.Trust = true
			ends := func(s *Settings, want, from string, kind Kind) {
				t.Helper()
				got, ok := s.Get(k.Key)
				if !ok || !strings.HasSuffix(got.String(), strings.Trim(want, "[]")) || !strings.Contains(got.From, from) || got.Kind != kind {
					t.Errorf("got %q from %s, want %s from %s", got, got.From, want, from)
				}
			}
			if _, ok := p.load(o).Get(k.Key); ok {
				t.Error("it is set by nothing")
			}
			p.user("# one\n" + k.Key + ": " + v[0] + "\nprofiles:\n  mine: {" + k.Key + ": " + v[2] + "}\n")
			ends(p.load(o), v[0], "config.yaml:2", User)
			p.project(k.Key + ": " + v[1] + "\n")
			ends(p.load(o), v[1], Name+":1", Project)
			p.env[k.Env[len(k.Env)-1]] = strings.Trim(v[2], "[]")
			ends(p.load(o), v[2], k.Env[len(k.Env)-1], Environment)
			p.env[k.Env[0]] = strings.Trim(v[0], "[]")
			ends(p.load(o), v[0], k.Env[0], Environment)
			o.Profile = "mine"
			ends(p.load(o), v[2], "config.yaml:4, profile mine", User)
		})
	}
}

// TestProfilesStandBelowWhatNamesThem names a profile at each place.
func TestProfilesStandBelowWhatNamesThem(t *testing.T) {
	cases := []struct {
		name, user, project, env, failEnv, flag, want, from string
	}{
		{"built in", "", "", "", "", "strict", "medium", "built in, profile strict"},
		{"a flag's comes before the environment", "", "", "", "low", "strict", "medium", "strict"},
		{"a variable's does not", "", "", "strict", "low", "", "low", "ARCHREVIEW_FAIL_ON"},
		{"but before files", "fail_on: low", "fail_on: low", "strict", "", "", "medium", "strict"},
		{"a file's own key comes before its profile", "", "profile: strict\nfail_on: high", "", "", "", "high", Name + ":2"},
		{"the project's profile comes before the user's keys", "fail_on: low", "profile: strict", "", "", "", "medium", "strict"},
		{"the user's profile comes last", "profile: strict", "fail_on: high", "", "", "", "high", Name + ":1"},
		{"own one in the place of a built-in one", "profiles: {strict: {fail_on: low}}", "", "", "", "strict", "low", "config.yaml:1, profile strict"},
		{"the user's before the project's", "profiles: {night: {fail_on: low}}", "profiles: {night: {fail_on: high}}", "", "", "night", "low", "config.yaml"},
		{"the project's", "", "profiles:\n  night:\n    fail_on: high", "", "", "night", "high", Name + ":3, profile night"},
		{"a stronger profile hides a weaker one", "profile: strict", "profile: lightweight", "", "", "", "high", "lightweight"},
	}
	for _, c := range cases {
		p := newPlace(t)
		p.user(c.user)
		p.project(c.project)
		p.env["ARCHREVIEW_PROFILE"], p.env["ARCHREVIEW_FAIL_ON"] = c.env, c.failEnv
		o := p.options()
		o.Profile = c.flag
		got, _ := p.load(o).Get("fail_on")
		if got.Text != c.want || !strings.Contains(got.From, c.from) {
			t.Errorf("%s: %s from %s, want %s from %s", c.name, got.Text, got.From, c.want, c.from)
		}
	}
	p := newPlace(t)
	o := p.options()
	o.Profile = "strikt"
	if _, err := Load(o); err == nil || !strings.Contains(err.Error(), "unknown profile strikt") {
		t.Errorf("an unknown profile: %v", err)
	}
}

func TestAnEmptyListIsAValue(t *testing.T) {
	p := newPlace(t)
	p.user("disable: [a.b]\nprofile: strict\n")
	o := p.options()
	o.Profile = "strict"
	if v, ok := p.load(o).Get("disable"); !ok || len(v.List) != 0 {
		t.Errorf("got %v, want the empty list of the profile", v)
	}
}

func TestPlacesAreRelativeToTheirFile(t *testing.T) {
	p := newPlace(t)
	p.user("prices: prices.yaml\nchecklists: ~/lists\n")
	p.project("answers: docs/a.yaml\n")
	s := p.load(p.options())
	for key, want := range map[string]string{
		"prices": filepath.Join(p.home, "xdg", "archreview", "prices.yaml"), "checklists": filepath.Join(p.home, "lists"), "answers": filepath.Join(p.repo, "docs", "a.yaml"),
	} {
		if v, _ := s.Get(key); v.Text != want {
			t.Errorf("%s is %s, want %s", key, v.Text, want)
		}
	}
}

// TestMistakesNameFileAndLine gives one mistake at a time.
func TestMistakesNameFileAndLine(t *testing.T) {
	const key = "sk-proj-" + "abcdefghijklmnop1234"
	cases := []struct {
		name, text string
		user       bool
		line       int
		detail     string
		next       string
	}{
		{"unknown key", "engine: checks\nmodle: x\n", false, 2, `unknown key "modle"`, "model"},
		{"unknown key of a profile", "profiles:\n  a:\n    fail_en: high\n", false, 3, `unknown key "fail_en"`, "fail_on"},
		{"unknown word", "engine: chekcs\n", false, 1, `engine is "chekcs"`, "nearest known one is checks"},
		{"unknown provider", "provider: olama\n", true, 1, `provider is "olama"`, "ollama"},
		{"unknown format", "format: jsn\n", false, 1, `format is "jsn"`, "json"},
		{"text for a number", "parallel: many\n", false, 1, `parallel is "many"`, "number"},
		{"quoted number", "parallel: \"4\"\n", false, 1, `parallel is "4"`, "without quotation marks"},
		{"below", "parallel: 0\n", false, 1, `parallel is "0"`, "1 or more"},
		{"fraction", "parallel: 1.5\n", false, 1, "no whole number", "digits"},
		{"too large", "window: 99999999999999999999\n", false, 1, "window", "digits"},
		{"below zero", "max_cost: -1\n", false, 1, `max_cost is "-1"`, "0 or more"},
		{"not a number", "max_cost: .nan\n", false, 1, "no number", "0.5"},
		{"infinite", "max_cost: .inf\n", false, 1, "no number", "0.5"},
		{"text for a switch", "quiet: maybe\n", false, 1, `quiet is "maybe"`, "true or false"},
		{"switch for a text", "model: true\n", true, 1, `model is "true"`, "quotation marks"},
		{"no value", "model:\n", true, 1, "model has no value", "remove the line"},
		{"empty value", "model: ''\n", true, 1, "model has no value", "write one"},
		{"word for a list", "areas: api\n", false, 1, "areas must be a list", "[api]"},
		{"list for a word", "model: [a]\n", false, 1, "model takes one value", "line of the key"},
		{"list in a list", "areas: [[a]]\n", false, 1, "no text", "words"},
		{"twice", "engine: checks\n\nengine: model\n", false, 3, "first one is on line 1", "remove"},
		{"no mapping", "- a\n", false, 1, "must be a mapping", "engine"},
		{"broken", "engine: checks\n  a: b: c\n", false, 2, "not valid YAML", "quotation"},
		{"two documents", "engine: checks\n---\nengine: model\n", false, 2, "more than one YAML document", "---"},
		{"alias", "model: &a x\n", false, 1, "anchors", "itself"},
		{"tag", "model: !!str x\n", false, 1, "tags", "itself"},
		{"escape", "model: \"a\\x1b[2J\"\n", false, 1, "cannot be shown", "letters"},
		{"key for a variable", "provider: openai\nkey_env: " + key + "\n", true, 2, "looks like a key", "key_env: NAME"},
		{"key in a model", "model: " + key + "\n", false, 1, "looks like a key", "variable"},
		{"key below an unknown key", "x:\n  - y: " + key + "\n", false, 2, "looks like a key", "variable"},
		{"password in an address", "base_url: https://u:hunter2longer99@a.example/v1\n", true, 1, "a key or a password", "variable"},
		{"api_key", "api_key: x\n", true, 1, "no key is read from a file", "key_env"},
		{"no variable", "provider: openai\nkey_env: a b\n", true, 2, "not the name of a variable", "MY_KEY"},
		{"key without owner", "model: x\nkey_env: A\n", true, 2, "whose key it is", "base_url"},
		{"key of a profile without owner", "provider: openai\nprofiles:\n  a:\n    key_env: A\n", true, 4, "whose key it is", "base_url"},
		{"key_env of a project", "provider: openai\nkey_env: A\n", false, 2, "may not stand in the file of a project", "your own file"},
		{"trust of a project", "trust: [/]\n", false, 1, "may not stand in the file of a project", "your own file"},
		{"key_env in a profile of a project", "profiles:\n  a: {key_env: A}\n", false, 2, "may not stand", "your own file"},
		{"trust without a whole path", "trust: [work]\n", true, 1, `trust names "work"`, "~/"},
		{"profiles in a profile", "profiles:\n  a:\n    profiles: {}\n", false, 3, "may not stand in a profile", "level of the file"},
		{"profiles as a list", "profiles: [a]\n", false, 1, "mapping of names", "indented"},
		{"name of a profile", "profiles:\n  'a b': {}\n", false, 2, "no name for a profile", "letters"},
		{"address", "base_url: localhost:11434\n", true, 1, "no address", "https://host/v1"},
		{"query", "base_url: https://a.example/v1?x=1\n", true, 1, "ends in a query", "question mark"},
		{"absolute path of a project", "answers: /etc/passwd\n", false, 1, "outside of the project", "relative"},
		{"path out of a project", "answers: ../../x\n", false, 1, "leads out of the project", "--answers"},
		{"home in a project", "profiles: {p: {answers: ../../../x}}\n", false, 1, "leads out of the project", "--answers"},
		{"long", "model: " + strings.Repeat("xy ", 2000) + "\n", false, 1, "too long", "bytes"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t)
			file := Name
			if c.user {
				p.user(c.text)
				file = "config.yaml"
			} else {
				p.project(c.text)
			}
			_, err := Load(p.options())
			var got *problem.Problem
			if !errors.As(err, &got) {
				t.Fatalf("no problem: %v", err)
			}
			if !strings.Contains(got.Detail, fmt.Sprintf("%s:%d: ", file, c.line)) || !strings.Contains(got.Detail, c.detail) || !strings.Contains(got.Next, c.next) {
				t.Errorf("got %q, next %q; want line %d, %q, next %q", got.Detail, got.Next, c.line, c.detail, c.next)
			}
			if all := got.What + got.Detail + got.Next; strings.Contains(all, "abcdefghijkl") || strings.Contains(all, "hunter2") || strings.Contains(all, "\x1b") {
				t.Errorf("%q shows what it should not", all)
			}
		})
	}
}

func TestMistakesInVariables(t *testing.T) {
	for name, value := range map[string]string{"ARCHREVIEW_PARALLEL": "many", "ARCHREVIEW_ENGINE": "chekcs", "ARCHREVIEW_PROVIDER": "olama", "ARCHREVIEW_QUIET": "maybe", "ARCHREVIEW_MAX_COST": "-1"} {
		p := newPlace(t)
		p.env[name] = value
		_, err := Load(p.options())
		var got *problem.Problem
		if !errors.As(err, &got) || !strings.Contains(got.Detail, name) || got.Next == "" {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}

func TestAwkwardFiles(t *testing.T) {
	p := newPlace(t)
	path := filepath.Join(p.repo, Name)
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(p.options()); err == nil || !strings.Contains(err.Error(), "not a file") {
		t.Errorf("a folder: %v", err)
	}
	p = newPlace(t)
	p.project("# " + strings.Repeat("x", mostBytes) + "\n")
	if _, err := Load(p.options()); err == nil || !strings.Contains(err.Error(), "KiB") {
		t.Errorf("a large file: %v", err)
	}
	p = newPlace(t)
	outside := p.write(filepath.Join(p.home, "secret.yaml"), "engine: checks\n")
	if err := os.Symlink(outside, filepath.Join(p.repo, Name)); err != nil {
		t.Skip(err)
	}
	if _, err := Load(p.options()); err == nil || !strings.Contains(err.Error(), "out of the project") {
		t.Errorf("a link: %v", err)
	}
	p = newPlace(t)
	if err := os.Symlink(p.home, filepath.Join(p.repo, "docs")); err != nil {
		t.Skip(err)
	}
	p.project("answers: docs/secret.yaml\n")
	if _, err := Load(p.options()); err == nil || !strings.Contains(err.Error(), "out of the project") {
		t.Errorf("a path through a link: %v", err)
	}
	for _, empty := range []string{"", "# nothing\n", "\n\n", "{}\n"} {
		p = newPlace(t)
		p.project(empty)
		if s := p.load(p.options()); len(s.Layers) != 2 {
			t.Errorf("%q: %d layers", empty, len(s.Layers))
		}
	}
}

// TestAProjectLoosensNothing sets protections in the user's file and takes them
// away in the project's.
func TestAProjectLoosensNothing(t *testing.T) {
	cases := []struct{ user, project, key, untrusted, trusted string }{
		{"max_cost: 1", "max_cost: 5", "max_cost", "1", "5"},
		{"max_cost: 1", "max_cost: 0", "max_cost", "1", "0"},
		{"max_cost: 5", "max_cost: 1", "max_cost", "1", "1"},
		{"", "max_cost: 1", "max_cost", "1", "1"},
		{"max_tokens: 10", "max_tokens: 20", "max_tokens", "10", "20"},
		{"redact_emails: true", "redact_emails: false", "redact_emails", "true", "false"},
		{"redact_emails: false", "redact_emails: true", "redact_emails", "true", "true"},
		{"pictures: never", "pictures: auto", "pictures", "never", "auto"},
		{"", "pictures: never", "pictures", "never", "never"},
		{"", "quiet: true", "quiet", "", "true"},
		{"max_cost: 1", "profile: p\nprofiles: {p: {max_cost: 9}}", "max_cost", "1", "9"},
		{"", "prices: p.yaml", "prices", "", "p.yaml"},
	}
	for _, c := range cases {
		for _, trust := range []bool{false, true} {
			p := newPlace(t)
			p.user(c.user)
			p.project(c.project)
			o := p.options()
			o.Trust = trust
			s := p.load(o)
			want := c.untrusted
			if trust {
				want = c.trusted
			}
			if v, _ := s.Get(c.key); !strings.HasSuffix(v.Text, want) || (want == "") != (v.Text == "") {
				t.Errorf("%q over %q, trust %v: %s, want %s", c.project, c.user, trust, v.Text, want)
			}
			if passed := c.untrusted != c.trusted && !trust; passed != (len(s.Notes) > 0) {
				t.Errorf("%q over %q, trust %v: notes %q", c.project, c.user, trust, s.Notes)
			}
		}
	}
}

func TestTrustedFolders(t *testing.T) {
	p := newPlace(t)
	p.project("model: x\n")
	for _, c := range []struct {
		trust string
		want  bool
	}{{"[]", false}, {"[" + p.repo + "]", true}, {"[" + filepath.Dir(p.repo) + "]", true}, {"[" + p.repo + "/sub]", false}, {"[" + p.repo + "x]", false}, {"[~/]", false}} {
		p.user("trust: " + c.trust + "\n")
		if s := p.load(p.options()); s.Trusted != c.want {
			t.Errorf("%s: %v", c.trust, s.Trusted)
		}
	}
}

func TestOutsideOfARepositoryOnlyTheFolderCounts(t *testing.T) {
	dir := real(t.TempDir())
	sub := filepath.Join(dir, "sub")
	if err := os.Mkdir(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, Name), []byte("engine: model\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if path, root := find(sub); path != filepath.Join(sub, Name) || root != sub {
		t.Errorf("%s up to %s", path, root)
	}
}

// TestExamplesOfInitAreValid takes the comment signs away.
func TestExamplesOfInitAreValid(t *testing.T) {
	line := regexp.MustCompile(`(?m)^# ((?:  )*[a-z_]+:)`)
	for name, kind := range map[string]Kind{"data/project.yaml": Project, "data/user.yaml": User} {
		raw, err := examples.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if f, err := parse(source{kind: kind, path: name}, raw); err != nil || len(f.values) > 0 {
			t.Errorf("%s sets something as it is: %v", name, err)
		}
		bare := line.ReplaceAllString(string(raw), "$1")
		f, err := parse(source{kind: kind, path: filepath.Join(t.TempDir(), Name), root: "/", home: "/h", formats: []string{"markdown"}}, []byte(bare))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if len(f.values) < 8 || len(f.profiles) != 1 {
			t.Errorf("%s: %d values, %d profiles", name, len(f.values), len(f.profiles))
		}
	}
}

func TestInitLeavesFilesAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "config.yaml")
	if err := Init(path, User); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Init(path, User); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("got %v", err)
	}
	if raw, _ := os.ReadFile(path); string(raw) != "mine" {
		t.Error("the file is overwritten")
	}
}

func TestUserPath(t *testing.T) {
	for _, c := range []struct{ xdg, home, want string }{
		{"/x", "/h", "/x/archreview/config.yaml"}, {"", "", ""}, {"relative", "", ""},
	} {
		got := UserPath(func(k string) string { return map[string]string{"XDG_CONFIG_HOME": c.xdg, "HOME": c.home}[k] })
		if got != filepath.FromSlash(c.want) {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"engine: checks\n", "profiles: {a: {model: x}}\n", "a: &a [*a]\n", "---\n", "key_env: A\nprovider: groq\n", "areas: [a, b]\nmax_cost: 1e3\n",
		"profiles:\n  a: {base_url: \"http://x/v1?api-version=1\"}\n", "? [a]\n: b\n", "trust: [~/a]\n", "\xff\xfe"} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, raw []byte, user bool) {
		s := source{kind: Project, path: "/p/" + Name, root: "/p", formats: []string{"markdown"}}
		if user {
			s = source{kind: User, path: "/h/c.yaml", home: "/h"}
		}
		got, err := parse(s, raw)
		if err != nil {
			var p *problem.Problem
			if !errors.As(err, &p) || p.What == "" || p.Detail == "" || p.Next == "" {
				t.Fatalf("%q: no problem in three parts: %v", raw, err)
			}
			if strings.ContainsAny(p.What+p.Detail+p.Next, "\x1b\x00\n\u202e") {
				t.Fatalf("%q: %q", raw, p.Detail)
			}
			return
		}
		for _, values := range append([]map[string]Value{got.values}, profilesOf(got)...) {
			for key, v := range values {
				if secret(v.Text) || !user && (key == "key_env" || key == "trust") {
					t.Fatalf("%q: %s is %q", raw, key, v.Text)
				}
			}
		}
	})
}

func profilesOf(f *file) []map[string]Value {
	var out []map[string]Value
	for _, p := range f.profiles {
		out = append(out, p)
	}
	return out
}
