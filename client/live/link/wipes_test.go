package link_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// secretsOf are the functions that return a secret, by their names: a password, what is hashed to a key, or a key.
var secretsOf = map[string]bool{
	"password": true, "Decapsulate": true, "encaps": true, "Finish": true, "Extract": true, "Expand": true,
	"generatorString": true, "keyInput": true, "Sum512": true, "scalarMultVerify": true,
}

// kept are the functions in which a secret outlives the call: it is in the keys of an attempt then, whose end is tested.
var kept = map[string]bool{"host.go hello isk": true, "guest.go share isk": true, "keys.go expand out": true}

// What no test can look at, as it is gone when a call returns, is looked for in the text: each local variable that a secret is put into is
// wiped at the end of its function, however that ends.
func TestEverySecretOfACallIsWiped(t *testing.T) {
	wiped := 0
	own, err1 := filepath.Glob("*.go")
	theirs, err2 := filepath.Glob("../../../crypto/pake/*.go")
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for _, path := range append(own, theirs...) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			defers := deferred(f)
			for _, name := range secretIn(f) {
				where := filepath.Base(path) + " " + f.Name.Name + " " + name
				if defers[name] {
					wiped++
				} else if !kept[where] {
					t.Errorf("%s is not wiped", where)
				}
			}
		}
	}
	if wiped < 12 {
		t.Errorf("%d secrets are found", wiped)
	}
}

// secretIn are the local variables of a function that a secret is put into.
func secretIn(f *ast.FuncDecl) (names []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && makesSecret(a.Rhs[0]) {
			if to, ok := a.Lhs[0].(*ast.Ident); ok {
				names = append(names, to.Name)
			}
		}
		return true
	})
	return names
}

// makesSecret reports whether an expression is the call of one of secretsOf, by itself or inside must, or puts a key behind something.
func makesSecret(e ast.Expr) bool {
	c, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	name := called(c)
	return secretsOf[name] || (name == "must" || name == "append") && slices.ContainsFunc(c.Args, func(e ast.Expr) bool {
		inner, is := e.(*ast.CallExpr)
		return makesSecret(e) || name == "append" && is && called(inner) == "Expose"
	})
}

func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// deferred are the variables that a function wipes at its end: defer secret.Wipe(x), defer secret.Wipe(x[:]), defer x.Wipe().
func deferred(f *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		d, ok := n.(*ast.DeferStmt)
		if !ok || called(d.Call) != "Wipe" {
			return true
		}
		what := d.Call.Fun.(*ast.SelectorExpr).X
		if len(d.Call.Args) == 1 {
			what = d.Call.Args[0]
		}
		if s, ok := what.(*ast.SliceExpr); ok {
			what = s.X
		}
		if v, ok := what.(*ast.Ident); ok {
			names[v.Name] = true
		}
		return true
	})
	return names
}
