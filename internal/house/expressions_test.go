package house

import (
	"go/ast"
	"go/constant"
	"go/token"
	"path/filepath"
	"regexp"
	"testing"
)

// TestExpressionsWaitForTheirUse keeps the start short: a package compiles its
// regular expressions when they are used. That they are right is therefore
// tested here, not by the start of the program.
func TestExpressionsWaitForTheirUse(t *testing.T) {
	_, files := sources(t)
	seen := 0
	for path, f := range files {
		known := constants(files, filepath.Dir(path))
		for _, d := range f.Decls {
			v, ok := d.(*ast.GenDecl)
			if !ok || v.Tok != token.VAR {
				continue
			}
			ast.Inspect(v, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					_, inner := n.(*ast.FuncLit)
					return !inner
				}
				switch called(call) {
				case "regexp.MustCompile":
					t.Errorf("%s compiles an expression at every start; use lazyregexp.New", path)
				case "lazyregexp.New":
					seen++
					checkExpression(t, path, known, call)
				}
				return true
			})
		}
	}
	if seen < 100 {
		t.Errorf("only %d expressions were found", seen)
	}
}

func checkExpression(t *testing.T, path string, known map[string]ast.Expr, call *ast.CallExpr) {
	t.Helper()
	text, ok := written(call.Args[0], known)
	if !ok {
		t.Errorf("%s: an expression is not written as a constant", path)
		return
	}
	if _, err := regexp.Compile(text); err != nil {
		t.Errorf("%s: %v", path, err)
	}
}

// called names a function of another package as it is called.
func called(call *ast.CallExpr) string {
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		if id, ok := sel.X.(*ast.Ident); ok {
			return id.Name + "." + sel.Sel.Name
		}
	}
	return ""
}

// constants are the constants of a package by name.
func constants(files map[string]*ast.File, dir string) map[string]ast.Expr {
	known := map[string]ast.Expr{}
	for path, f := range files {
		if filepath.Dir(path) != dir {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
				for _, s := range d.Specs {
					v := s.(*ast.ValueSpec)
					for i, value := range v.Values {
						known[v.Names[i].Name] = value
					}
				}
			}
			return true
		})
	}
	return known
}

// written gives the text of literals and constants put together with +.
func written(e ast.Expr, known map[string]ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		return constant.StringVal(constant.MakeFromLiteral(e.Value, e.Kind, 0)), e.Kind == token.STRING
	case *ast.ParenExpr:
		return written(e.X, known)
	case *ast.Ident:
		value, ok := known[e.Name]
		if !ok {
			return "", false
		}
		return written(value, known)
	case *ast.BinaryExpr:
		left, ok := written(e.X, known)
		right, also := written(e.Y, known)
		return left + right, ok && also && e.Op == token.ADD
	}
	return "", false
}
