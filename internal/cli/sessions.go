package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/session"
)

func newSessions(env *Env) *cobra.Command {
	long, examples := help("sessions")
	c := &cobra.Command{
		Use: "sessions", Short: "Reviews that were kept: list, show, resume, export, rm", Long: long, Example: examples,
		Args: arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return listSessions(env, false) },
	}
	c.AddCommand(newSessionsList(env), newSessionsShow(env), newResume(env), newSessionsExport(env), newSessionsRemove(env))
	return c
}

func newSessionsList(env *Env) *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use: "list", Short: "What is kept, newest first", Args: arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return listSessions(env, asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

// listed is a session in a list, as JSON has it.
type listed struct {
	ID       string         `json:"id"`
	Created  string         `json:"created"`
	Updated  string         `json:"updated"`
	Title    string         `json:"title"`
	State    string         `json:"state"`
	Engine   string         `json:"engine"`
	Model    string         `json:"model"`
	Verdict  string         `json:"verdict"`
	Outcome  string         `json:"outcome"`
	Concerns review.Counts  `json:"concerns"`
	Waived   int            `json:"waived"`
	Bytes    int64          `json:"bytes"`
	Live     bool           `json:"live"`
	Problem  string         `json:"problem"`
	Followed map[string]int `json:"followed,omitempty"`
}

func listedOf(s session.Info) listed {
	const at = "2006-01-02T15:04:05Z07:00"
	return listed{ID: s.ID, Created: s.Created.Format(at), Updated: s.Updated.Format(at), Title: s.Title, State: s.State, Engine: s.Engine, Model: s.Model,
		Verdict: s.Verdict, Outcome: s.Outcome, Concerns: review.Counts{High: s.High, Medium: s.Medium, Low: s.Low}, Waived: s.Waived, Bytes: s.Bytes, Live: s.Live, Problem: s.Problem}
}

func listSessions(env *Env, asJSON bool) error {
	store, err := openStore(env)
	if err != nil {
		return err
	}
	all, err := store.List()
	if err != nil {
		return err
	}
	out := make([]listed, 0, len(all))
	for _, s := range all {
		out = append(out, listedOf(s))
	}
	if asJSON {
		return writeJSON(env, out)
	}
	return show(env, say("sessions", values{"List": cleaned(out), "Root": report.Clean(store.Root())}))
}

// cleaned makes texts from disk fit for a table.
func cleaned(list []listed) []listed {
	for i := range list {
		s := &list[i]
		for _, p := range []*string{&s.Title, &s.State, &s.Engine, &s.Model, &s.Verdict, &s.Outcome, &s.Problem} {
			*p = strings.NewReplacer("|", "\\|", "\n", " ").Replace(report.Clean(*p))
		}
	}
	return list
}

func writeJSON(env *Env, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	if _, err := env.Streams.Out.Write(append(report.SafeJSON(raw), '\n')); err != nil {
		return &problem.Problem{What: "the output could not be written", Detail: err.Error(), Next: "check where standard output goes", Err: err}
	}
	return nil
}

func newSessionsShow(env *Env) *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		ValidArgsFunction: completeSessions(env),
		Use:               "show [SESSION]", Short: "What one session holds", Args: arguments(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return showSession(env, refOf(args), asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func refOf(args []string) string {
	if len(args) == 0 {
		return session.Last
	}
	return args[0]
}

func showSession(env *Env, ref string, asJSON bool) error {
	store, err := openStore(env)
	if err != nil {
		return err
	}
	past, err := store.Read(ref)
	if err != nil {
		return err
	}
	all, err := store.List()
	if err != nil {
		return err
	}
	var s listed
	for _, x := range all {
		if x.ID == past.ID {
			s = listedOf(x)
		}
	}
	s.Followed = map[string]int{}
	answers := 0
	for _, e := range past.Entries {
		switch e.Kind {
		case agent.KindAnswer:
			answers++
		case agent.KindFollowUp:
			var r agent.Result
			if json.Unmarshal(e.Data, &r) == nil {
				s.Followed[string(r.FollowUp.Kind)]++
			}
		}
	}
	if asJSON {
		return writeJSON(env, s)
	}
	var notes []string
	for _, n := range past.Notes {
		notes = append(notes, report.Clean(n))
	}
	s = cleaned([]listed{s})[0]
	return show(env, say("session", values{"S": s, "Dir": report.Clean(past.Dir), "Answers": answers, "Entries": len(past.Entries), "Notes": notes}))
}

func newSessionsExport(env *Env) *cobra.Command {
	var o outputOptions
	what := ""
	c := &cobra.Command{
		ValidArgsFunction: completeSessions(env),
		Use:               "export [SESSION]", Short: "Writes the review of a session, or what followed it", Args: arguments(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return exportSession(env, &o, refOf(args), what) },
	}
	o.flags(c, report.Formats())
	c.Flags().StringVar(&what, "what", "review", "review, or the newest deep-dive, guide or ask")
	return c
}

func exportSession(env *Env, o *outputOptions, ref, what string) error {
	if err := o.check(report.Formats()); err != nil {
		return err
	}
	store, err := openStore(env)
	if err != nil {
		return err
	}
	past, err := store.Read(ref)
	if err != nil {
		return err
	}
	lex, err := env.lexicon()
	if err != nil {
		return err
	}
	old, err := recallSide(past, agent.Options{Lexicon: lex, Now: env.Now})
	if err != nil {
		return err
	}
	if what == "review" {
		return writeReport(env, o, lex.Catalog, old.side.Review, old.side.Documents)
	}
	var found *agent.Result
	for _, e := range past.Entries {
		var r agent.Result
		if e.Kind == agent.KindFollowUp && json.Unmarshal(e.Data, &r) == nil && string(r.FollowUp.Kind) == what {
			found = &r
		}
	}
	if found == nil {
		return wrong("nothingOfKind", values{"ID": past.ID, "What": report.Clean(what)}, problem.Usage)
	}
	opts := report.Options{Titles: titles(lex.Catalog), Documents: old.side.Review.Documents}
	return o.write(env.Streams, func(w io.Writer, format string) error { return writeResult(w, format, found, opts) })
}

func newSessionsRemove(env *Env) *cobra.Command {
	return &cobra.Command{
		ValidArgsFunction: completeSessions(env),
		Use:               "rm SESSION...", Short: "Deletes sessions and all that is in them", Args: arguments(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			store, err := openStore(env)
			if err != nil {
				return err
			}
			for _, ref := range args {
				if ref == session.Last {
					return wrong("rmLast", nil, problem.Usage)
				}
				if err := store.Remove(ref); err != nil {
					return err
				}
				fmt.Fprintln(env.Streams.Err, "archreview: "+say("removed", values{"ID": report.Clean(ref)}))
			}
			return nil
		},
	}
}
