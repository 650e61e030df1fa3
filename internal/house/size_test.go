package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// backdrop is the one package with an init function: it has to come before the
// initialisation of the terminal library, which would otherwise ask the
// terminal for its background and wait seconds for an answer.
const backdrop = "internal/tui/backdrop/"

const (
	mostLines         = 400
	mostFunctionLines = 60
	root              = "../.."
)

// sources parses every Go file of the repository that is no test.
func sources(t *testing.T) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	fset := token.NewFileSet()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		files[path] = f
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fset, files
}

func TestFilesAndFunctionsStaySmall(t *testing.T) {
	fset, files := sources(t)
	for path, f := range files {
		if ast.IsGenerated(f) {
			continue
		}
		if n := fset.File(f.Pos()).LineCount(); n > mostLines {
			t.Errorf("%s has %d lines; %d are allowed", path, n, mostLines)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1; n > mostFunctionLines {
				t.Errorf("%s: %s has %d lines; %d are allowed", path, fn.Name.Name, n, mostFunctionLines)
			}
		}
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	_, files := sources(t)
	for path, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || exportedReceiver(d)) {
					t.Errorf("%s: %s has no comment", path, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && d.Doc == nil && ts.Doc == nil {
						t.Errorf("%s: %s has no comment", path, ts.Name.Name)
					}
				}
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	for _, f := range d.Recv.List {
		t := f.Type
		if s, ok := t.(*ast.StarExpr); ok {
			t = s.X
		}
		if id, ok := t.(*ast.Ident); ok {
			return id.IsExported()
		}
	}
	return false
}

func TestNoInitAndNoPackageState(t *testing.T) {
	_, files := sources(t)
	for path, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.Name == "init" && !strings.Contains(path, backdrop) {
					t.Errorf("%s has an init function", path)
				}
			case *ast.GenDecl:
				if d.Tok != token.VAR {
					continue
				}
				for _, s := range d.Specs {
					checkVar(t, path, d, s.(*ast.ValueSpec))
				}
			}
		}
	}
}

// checkVar allows what cannot change: embedded files, sentinel errors, lazily
// compiled expressions, assertions, and the version set by the linker.
func checkVar(t *testing.T, path string, d *ast.GenDecl, s *ast.ValueSpec) {
	t.Helper()
	if d.Doc != nil && strings.Contains(d.Doc.Text(), "linker") {
		return
	}
	for _, c := range commentsOf(d, s) {
		if strings.HasPrefix(c, "//go:embed") {
			return
		}
	}
	for _, v := range s.Values {
		if call, ok := v.(*ast.CallExpr); ok {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "New" || sel.Sel.Name == "OnceValue" || sel.Sel.Name == "OnceValues" || sel.Sel.Name == "MustCompile") {
				return
			}
			if id, ok := call.Fun.(*ast.IndexExpr); ok {
				if sel, ok := id.X.(*ast.SelectorExpr); ok && strings.HasPrefix(sel.Sel.Name, "Once") {
					return
				}
			}
		}
	}
	if len(s.Names) == 1 && s.Names[0].Name == "_" {
		return
	}
	t.Errorf("%s: package variable %s can change; make it a function or a constant", path, s.Names[0].Name)
}

func commentsOf(d *ast.GenDecl, s *ast.ValueSpec) []string {
	var out []string
	for _, g := range []*ast.CommentGroup{d.Doc, s.Doc} {
		if g == nil {
			continue
		}
		for _, c := range g.List {
			out = append(out, c.Text)
		}
	}
	return out
}
