// Command valestyle writes a style for the prose linter Vale that has one rule
// for each concept, technology and rule of the catalog, with its phrases as
// expressions: go run .ci/valestyle.go FOLDER SHARE takes every SHARE-th phrase.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"archreview/checklists"
	"archreview/internal/lazyregexp"
)

func main() {
	folder := os.Args[1]
	share, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	c, err := checklists.Builtin()
	if err != nil {
		log.Fatal(err)
	}
	style := filepath.Join(folder, "styles", "Design")
	if err := os.MkdirAll(style, 0o700); err != nil {
		log.Fatal(err)
	}
	rules, phrases, seen := 0, 0, 0
	add := func(id string, list []string) {
		var out strings.Builder
		out.WriteString("extends: existence\nmessage: \"%s\"\nlevel: warning\nignorecase: true\nnonword: true\ntokens:\n")
		taken := 0
		for _, p := range list {
			expr := expression(p)
			if seen++; expr == "" || seen%share != 0 {
				continue
			}
			if _, err := regexp.Compile(expr); err != nil {
				continue
			}
			taken++
			fmt.Fprintf(&out, "  - '%s'\n", strings.ReplaceAll(expr, "'", "''"))
		}
		if taken == 0 {
			return
		}
		rules, phrases = rules+1, phrases+taken
		if err := os.WriteFile(filepath.Join(style, strings.ReplaceAll(id, ".", "-")+".yml"), []byte(out.String()), 0o600); err != nil {
			log.Fatal(err)
		}
	}
	for _, k := range c.Concepts {
		add("concept."+k.ID, k.Wordings)
	}
	for _, k := range c.Technologies {
		add("technology."+k.ID, k.Wordings)
	}
	for _, r := range c.Rules {
		var list []string
		for _, clause := range append(r.When, r.Unless...) {
			list = append(append(list, clause.Any...), clause.Not...)
		}
		add("rule."+r.ID, list)
	}
	ini := "StylesPath = styles\nMinAlertLevel = suggestion\n[*.md]\nBasedOnStyles = Design\n"
	if err := os.WriteFile(filepath.Join(folder, ".vale.ini"), []byte(ini), 0o600); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d rules, %d phrases\n", rules, phrases)
}

var part = lazyregexp.New(`\.\.\.?|#\w*|'[^']*'|[\pL\pN]+\*?|\)\?|[()|?]|\s+|.`)

// expression gives a phrase as a regular expression; an empty one for what no
// expression can say: references to concepts, and words in any order.
func expression(phrase string) string {
	if strings.ContainsAny(phrase, "@&") {
		return ""
	}
	var out strings.Builder
	out.WriteString(`\b(?:`)
	for _, p := range part.FindAllString(phrase, -1) {
		switch {
		case p == "..":
			out.WriteString(`(?:\w+\W+){0,3}`)
		case p == "...":
			out.WriteString(`(?:\w+\W+){0,8}`)
		case p[0] == '#':
			out.WriteString(`\d\S*(?: \w+)?`)
		case p[0] == '\'':
			out.WriteString(regexp.QuoteMeta(strings.Trim(p, "'")))
		case p == "(":
			out.WriteString("(?:")
		case strings.Contains(")?|", p) || p == ")?":
			out.WriteString(p)
		case strings.HasSuffix(p, "*"):
			out.WriteString(strings.TrimSuffix(p, "*") + `\w*`)
		case strings.TrimSpace(p) == "":
			if !strings.HasSuffix(out.String(), `\W+){0,3}`) && !strings.HasSuffix(out.String(), `\W+){0,8}`) {
				out.WriteString(`\W*`)
			}
		case regexp.QuoteMeta(p) == p && p != "-" && p != "_":
			out.WriteString(p + `(?:s|ed|ing)?`)
		default:
			out.WriteString(`\W*`)
		}
	}
	return out.String() + `)\b`
}
