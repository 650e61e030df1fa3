package plain

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"

	"archreview/internal/problem"
)

// command is one thing that the user can do after the review.
type command struct {
	names []string // the first is the one that help shows
	usage string   // what stands behind the name
	words string   // what it does
}

// known gives the commands, in the order of help. They stand in
// text/commands.txt.
var known = sync.OnceValues(func() ([]command, error) {
	raw, err := textFiles.ReadFile("text/commands.txt")
	if err != nil {
		return nil, err
	}
	var out []command
	for l := range strings.SplitSeq(string(raw), "\n") {
		if l = strings.TrimSpace(l); l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		parts := strings.SplitN(l, "/", 3)
		for len(parts) < 3 {
			parts = append(parts, "")
		}
		out = append(out, command{names: strings.Fields(parts[0]), usage: strings.TrimSpace(parts[1]), words: strings.TrimSpace(parts[2])})
	}
	return out, nil
})

// handler does a command with what stands behind its name.
type handler struct {
	run  func(ctx context.Context, rest string) error
	free bool // takes any text, also one that ends in a question mark
}

// handlers gives what each command does, by its first name.
func (s *session) handlers() map[string]handler {
	now := func(f func(rest string)) handler {
		return handler{run: func(_ context.Context, rest string) error { f(rest); return nil }}
	}
	sect := func(name string) handler { return now(func(string) { s.section(name) }) }
	return map[string]handler{
		"list": now(s.list), "show": {run: s.doShow}, "next": now(func(string) { s.next() }), "area": {run: s.doArea},
		"summary": sect("summary"), "patterns": sect("patterns"), "stack": sect("stack"), "roadmap": sect("roadmap"),
		"security": sect("security"), "steps": sect("steps"), "doc": {run: s.doDoc},
		"accept": {run: s.doAccept}, "dispute": {run: s.doDispute, free: true}, "waive": {run: s.doWaive, free: true},
		"answer": {run: s.doAnswer}, "again": {run: s.doAgain}, "deep-dive": {run: s.doDive}, "guide": {run: s.doGuide},
		"ask": {run: s.doAsk, free: true}, "export": {run: s.doExport}, "sessions": now(func(string) { s.sessions() }),
		"help": now(s.help), "quit": {run: func(context.Context, string) error { return errQuit }},
	}
}

// commands reads and does commands until the session ends.
func (s *session) commands(ctx context.Context) error {
	handlers := s.handlers()
	for {
		l, err := s.ask(ctx, "> ")
		if err != nil {
			return err
		}
		if l == "" {
			continue
		}
		if err := s.obey(ctx, handlers, l); err != nil {
			if ended(err) || ctx.Err() != nil || s.out.err != nil {
				return err
			}
			s.fail(err)
		}
	}
}

// obey does one command. A line that ends in a question mark is a question,
// and a number shows a concern.
func (s *session) obey(ctx context.Context, handlers map[string]handler, l string) error {
	word, rest, _ := strings.Cut(l, " ")
	rest = strings.TrimSpace(rest)
	name := named(strings.ToLower(word))
	h, ok := handlers[name]
	switch {
	case strings.Trim(l, "?! ") == "":
		s.help("")
	case strings.HasSuffix(l, "?") && (!ok || !h.free):
		return s.doAsk(ctx, l)
	case ok:
		return h.run(ctx, rest)
	case isNumber(l):
		return s.doShow(ctx, l)
	default:
		return s.unknown(word)
	}
	return nil
}

// named gives the first name of the command with this name; "" for none.
func named(word string) string {
	list, _ := known()
	for _, c := range list {
		for _, n := range c.names {
			if n == word {
				return c.names[0]
			}
		}
	}
	return ""
}

func isNumber(l string) bool {
	_, err := strconv.Atoi(l)
	return err == nil
}

func (s *session) unknown(word string) error {
	p := &problem.Problem{What: "there is no command " + clipped(word, 40), Next: "help lists the commands; a question ends in ?"}
	var names []string
	list, err := known()
	for _, c := range list {
		names = append(names, c.names...)
	}
	if near := nearest(word, names); near != "" {
		p.Next = "the nearest is " + near + "; " + p.Next
	}
	return errors.Join(err, p)
}

// help tells what can be done, or about one command.
func (s *session) help(of string) {
	list, err := known()
	if err != nil {
		s.fail(err)
		return
	}
	word := named(strings.ToLower(of))
	if of != "" && word == "" {
		s.fail(s.unknown(of))
		return
	}
	if word == "" {
		s.say("help", nil)
	}
	for _, c := range list {
		if word == "" || c.names[0] == word {
			s.out.line(strings.TrimSpace(c.names[0] + " " + c.usage))
			s.out.line("    " + c.words)
		}
	}
}

// needs gives an argument, or asks for it. An empty answer gives up.
func (s *session) needs(ctx context.Context, have, prompt string) (string, error) {
	if have != "" {
		return have, nil
	}
	text, err := s.ask(ctx, prompt)
	if err == nil && text == "" {
		err = &problem.Problem{What: "nothing was changed", Detail: "the line was empty", Next: "give the command again"}
	}
	return text, err
}
