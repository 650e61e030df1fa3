package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// docLine is one command line of the documentation, with what is said about it
// beside it.
type docLine struct{ place, command, note string }

// documents are the pages whose commands must hold.
func documents(t *testing.T) []string {
	t.Helper()
	out := []string{"../../README.md"}
	for _, pattern := range []string{"../../docs/*.md", "../../docs/ci/*.md"} {
		found, err := filepath.Glob(pattern)
		must(t, err)
		out = append(out, found...)
	}
	return out
}

// documentedLines gives the lines of code blocks that begin with archreview, or
// run it in a step of a workflow.
func documentedLines(t *testing.T) []docLine {
	t.Helper()
	var out []docLine
	for _, path := range documents(t) {
		raw, err := os.ReadFile(path)
		must(t, err)
		walk(raw, func(n ast.Node) {
			if n.Kind() != ast.KindCodeBlock && n.Kind() != ast.KindFencedCodeBlock {
				return
			}
			for i := range n.Lines().Len() {
				seg := n.Lines().At(i)
				line := strings.TrimSpace(string(seg.Value(raw)))
				line = strings.TrimPrefix(strings.TrimPrefix(line, "- run: "), "$ ")
				if line != "archreview" && !strings.HasPrefix(line, "archreview ") {
					continue
				}
				command, note := splitNote(line)
				at := bytes.Count(raw[:seg.Start], []byte("\n")) + 1
				out = append(out, docLine{fmt.Sprintf("%s:%d", filepath.ToSlash(strings.TrimPrefix(path, "../../")), at), command, note})
			}
		})
	}
	return out
}

func walk(raw []byte, visit func(ast.Node)) {
	root := goldmark.DefaultParser().Parse(text.NewReader(raw))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // visit cannot fail
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil
	})
}

// splitNote cuts a line at what no longer belongs to the command: a comment, a
// column of notes, a pipe, a redirection or a second command.
func splitNote(line string) (command, note string) {
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == ' ' && i+1 < len(line) && strings.IndexByte(" #|>&;", line[i+1]) >= 0:
			return line[:i], strings.TrimSpace(line[i:])
		}
	}
	return line, ""
}

// shellWords splits a command line as a shell does, with quotes and without
// variables, and says whether a quote was left open.
func shellWords(line string) (words []string, closed bool) {
	var b strings.Builder
	in, quote := false, byte(0)
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, in = c, true
		case quote == 0 && c == ' ':
			if in {
				words = append(words, b.String())
			}
			b.Reset()
			in = false
		default:
			b.WriteByte(c)
			in = true
		}
	}
	if in {
		words = append(words, b.String())
	}
	return words, quote == 0
}

// parses says what of a command line the program does not know.
func parses(line string) error {
	words, closed := shellWords(line)
	if !closed {
		return errors.New("a quote is left open")
	}
	c, rest, err := commandTree().Find(words[1:])
	if err != nil {
		return err
	}
	if len(rest) > 0 && !c.Runnable() {
		return fmt.Errorf("%s has no command %s", c.CommandPath(), rest[0])
	}
	c.InitDefaultHelpFlag()
	c.InitDefaultVersionFlag()
	return c.ParseFlags(rest)
}

// foreign are flags of other programs that the documentation mentions.
var foreign = []string{"--api-key", "--parallel"}

// spanFlag matches a flag within a span of code.
var spanFlag = regexp.MustCompile(`(?:^|\s)(--[a-z][a-z-]*)`)

// TestMentionedFlagsExist checks the spans of code in running text: a command
// that is named there exists, and so do the flags.
func TestMentionedFlagsExist(t *testing.T) {
	known := append(knownFlags(commandTree()), foreign...)
	for _, path := range documents(t) {
		raw, err := os.ReadFile(path)
		must(t, err)
		walk(raw, func(n ast.Node) {
			if n.Kind() != ast.KindCodeSpan {
				return
			}
			var b strings.Builder
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					b.Write(t.Segment.Value(raw))
				}
			}
			span := b.String()
			for _, m := range spanFlag.FindAllStringSubmatch(span, -1) {
				if !slices.Contains(known, m[1]) {
					t.Errorf("%s: `%s`: no command has a flag %s", path, span, m[1])
				}
			}
			if name, ok := namedCommand(span); ok && !exists(name) {
				t.Errorf("%s: `%s`: there is no command %s", path, span, name)
			}
		})
	}
}

// namedCommand gives the word behind archreview in a span of code.
var commandWord = regexp.MustCompile(`^archreview ([a-z][a-z-]+)( |$)`)

func namedCommand(span string) (string, bool) {
	m := commandWord.FindStringSubmatch(span)
	if m == nil {
		return "", false
	}
	return m[1], true
}

func exists(name string) bool {
	return slices.ContainsFunc(commandTree().Commands(), func(c *cobra.Command) bool { return c.Name() == name })
}

func knownFlags(root *cobra.Command) []string {
	out := []string{"--help", "--version"}
	for _, c := range tree(root) {
		c.InitDefaultHelpFlag() // and joins the flags of all commands
		c.Flags().VisitAll(func(f *pflag.Flag) { out = append(out, "--"+f.Name) })
	}
	return out
}
