package repo

import (
	"strings"
	"testing"
)

func findings(p *Project) string {
	var out []string
	for _, d := range p.Documents {
		for _, s := range d.Settings() {
			if s.Measure == Cycle || s.Measure == Layers {
				out = append(out, s.Measure+": "+s.Subject+" "+s.Value+" by "+d.LineText(s.Line))
			}
		}
	}
	return strings.Join(out, "\n")
}

func TestImports(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		want  string // part of what is found; "" for nothing
	}{
		{"absolute", []string{"shop/__init__.py", "", "shop/a.py", "from shop.b import x\n", "shop/b.py", "import shop.a\n"}, "shop.a → shop.b → shop.a"},
		{"relative", []string{"shop/__init__.py", "", "shop/a.py", "from . import b\n", "shop/b.py", "from .a import (\n    x,  # y\n    y,\n)\n"}, "shop.a → shop.b → shop.a"},
		{"sources", []string{"src/shop/a.py", "import shop.b\n", "src/shop/b.py", "import shop.c\n", "src/shop/c.py", "import shop.a\n"}, "shop.a → shop.b → shop.c → shop.a"},
		{"shortest", []string{"p/a.py", "from p import b, c\n", "p/b.py", "from p import c\n", "p/c.py", "from p import a\n"}, "p.a → p.c → p.a"},
		{"two of a name", []string{"one/p/a.py", "import p.b\n", "one/p/b.py", "x = 1\n", "two/p/b.py", "import p.a\n", "two/p/a.py", "x = 1\n"}, ""},
		{"in a function", []string{"p/a.py", "import p.b\n", "p/b.py", "def f():\n    import p.a\n"}, ""},
		{"for types only", []string{"p/a.py", "import p.b\n", "p/b.py", "if TYPE_CHECKING:\n    import p.a\n"}, ""},
		{"in a text", []string{"p/a.py", "import p.b\n", "p/b.py", "\"\"\"\nimport p.a\n\"\"\"\n# import p.a\n"}, ""},
		{"own package", []string{"p/__init__.py", "from p import a\n", "p/a.py", "from p import x\n"}, ""},
		{"on trial", []string{"p/a.py", "import p.b\n", "p/b.py", "try:\n    import p.a\nexcept ImportError:\n    pass\n"}, "p.a → p.b → p.a"},
		{"tests aside", []string{"p/a.py", "import p.tests.b\n", "p/tests/b.py", "import p.a\n"}, ""},
		{"another library", []string{"p/json.py", "import json\n", "p/a.py", "import json\n"}, ""},
		{"layers", []string{"p/domain/x.py", "from p.api.r import f\n", "p/api/r.py", "router = APIRouter()\n"}, "order of layers: domain api by from p.api.r import f"},
		{"no routes", []string{"p/services/x.py", "from p.api.client import f\n", "p/api/client.py", "def f(): pass\n"}, ""},
		{"right way", []string{"p/domain/x.py", "y = 1\n", "p/api/r.py", "from p.domain.x import y\nrouter = APIRouter()\n"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := findings(read(t, c.files...))
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %s", got)
			}
		})
	}
}
