package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"archreview/internal/desk"
	"archreview/internal/problem"
)

// open begins a conversation or goes on with a kept one, and says which.
func (s *session) open(ctx context.Context) (resumed bool, err error) {
	switch {
	case s.o.Resume != "":
		s.work, err = s.o.Desk.Resume(ctx, s.o.Resume)
		return true, err
	case len(s.o.Documents) > 0:
		var sources []desk.Source
		for _, p := range s.o.Documents {
			sources = append(sources, desk.Source{Path: p})
		}
		s.work, err = s.o.Desk.Begin(ctx, sources)
		return false, err
	}
	for {
		resumed, err = s.choose(ctx)
		if err == nil || ended(err) || !s.o.Interactive {
			return resumed, err
		}
		s.fail(err)
	}
}

// ended says whether an error ends the session, rather than one attempt.
func ended(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, errQuit) || interrupted(err)
}

// mostRecent is how many kept sessions are offered.
const mostRecent = 5

// choose offers the ways to begin and takes one of them.
func (s *session) choose(ctx context.Context) (resumed bool, err error) {
	recent := s.recent()
	s.say("menu", nil)
	for i, r := range recent {
		s.out.item(fmt.Sprintf("   s%d  ", i+1), about(r))
	}
	choice, err := s.ask(ctx, "Choice: ")
	if err != nil {
		return false, err
	}
	switch choice {
	case "1":
		return false, s.files(ctx)
	case "2":
		s.say("paste", nil)
		text, err := s.block(ctx, ".")
		if err != nil {
			return false, err
		}
		return false, s.begin(ctx, desk.Source{Path: "pasted.md", Text: text})
	case "3":
		text, err := s.describe(ctx)
		if err != nil {
			return false, err
		}
		return false, s.begin(ctx, desk.Source{Path: "described.md", Text: text})
	case "4":
		if choice, err = s.ask(ctx, "Session: "); err != nil {
			return false, err
		}
		return true, s.resume(ctx, choice, recent)
	}
	if _, ok := pick(choice, recent); ok {
		return true, s.resume(ctx, choice, recent)
	}
	return false, &problem.Problem{What: "this is no choice", Detail: clipped(choice, 60), Next: "type 1, 2, 3 or 4, or s1 for the first of the kept sessions"}
}

// recent gives the newest kept sessions; what keeps them from being listed is
// told.
func (s *session) recent() []desk.Recent {
	list, err := s.o.Desk.Recent()
	if err != nil {
		s.fail(err)
	}
	return list[:min(len(list), mostRecent)]
}

// about tells a kept session in one line.
func about(r desk.Recent) string {
	return saying("recent", values{
		"ID": r.ID, "Title": r.Title, "State": r.State, "Engine": r.Engine, "Problem": r.Problem, "Updated": r.Updated.Format("2006-01-02 15:04"),
		"High": r.Counts.High, "Medium": r.Counts.Medium, "Low": r.Counts.Low, "Reviewed": r.Counts.High+r.Counts.Medium+r.Counts.Low > 0,
	})
}

// pick finds a kept session by its number, s1 or 1.
func pick(choice string, recent []desk.Recent) (desk.Recent, bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(strings.ToLower(choice), "s"))
	if err != nil || n < 1 || n > len(recent) {
		return desk.Recent{}, false
	}
	return recent[n-1], true
}

// resume goes on with a session, by its number in the list or by its id.
func (s *session) resume(ctx context.Context, choice string, recent []desk.Recent) error {
	if r, ok := pick(choice, recent); ok {
		choice = r.ID
	}
	var err error
	s.work, err = s.o.Desk.Resume(ctx, choice)
	return err
}

// files asks for the documents.
func (s *session) files(ctx context.Context) error {
	var sources []desk.Source
	for {
		path, err := s.ask(ctx, saying("file", values{"First": len(sources) == 0}))
		if err != nil && (err != io.EOF || len(sources) == 0) {
			return err
		}
		if path == "" {
			break
		}
		if !slices.ContainsFunc(sources, func(x desk.Source) bool { return x.Path == path }) {
			sources = append(sources, desk.Source{Path: path})
		}
	}
	return s.begin(ctx, sources...)
}

// begin opens a conversation. A text without any words is no document.
func (s *session) begin(ctx context.Context, sources ...desk.Source) error {
	if len(sources) == 0 || sources[0].Text != "" && strings.TrimSpace(sources[0].Text) == "" || sources[0].Path == "" {
		return nothing()
	}
	if pasted := sources[0].Path == "pasted.md" || sources[0].Path == "described.md"; pasted && sources[0].Text == "" {
		return nothing()
	}
	var err error
	s.work, err = s.o.Desk.Begin(ctx, sources)
	return err
}

func nothing() error {
	return &problem.Problem{What: "there is nothing to review", Detail: "no document was named, pasted or described", Next: "name a file, or paste the text of the design"}
}

// describe asks for the design in parts and writes a document of what is said.
func (s *session) describe(ctx context.Context) (string, error) {
	s.say("describe", nil)
	var b strings.Builder
	for l := range strings.SplitSeq(saying("describe.parts", nil), "\n") {
		title, question, _ := strings.Cut(l, " | ")
		s.out.blank()
		s.out.text(question)
		text, err := s.block(ctx, "")
		if err == io.EOF && b.Len() > 0 {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if b.Len() == 0 {
			b.WriteString("# Described design\n")
		}
		b.WriteString("\n## " + title + "\n\n" + text + "\n")
	}
	return b.String(), nil
}

// introduce tells about what the conversation is, and what there is to know
// first.
func (s *session) introduce() {
	w := s.work
	s.out.blank()
	for _, d := range w.Agent.Documents() {
		s.say("document", values{"ID": d.ID, "Path": d.Path, "Lines": d.LineCount(), "Words": d.Words})
	}
	s.say("engine", values{"Engine": w.Engine})
	for _, n := range w.Notes {
		s.say("note", values{"Text": n})
	}
}

// leave asks the user, once, whether anything may be sent. Without leave, what
// would be sent stays here. The forecast is of a whole review.
func (s *session) leave(ctx context.Context, forecast bool) error {
	w := s.work
	if w.Sends == "" || s.allowed {
		s.allowed = true
		return nil
	}
	s.out.blank()
	for l := range strings.SplitSeq(w.Sends, "\n") {
		s.say("sends", values{"Text": l})
	}
	if forecast {
		s.forecast()
	}
	reply, err := s.ask(ctx, "Send? [y/N]: ")
	if err != nil {
		return err
	}
	if reply = strings.ToLower(reply); reply != "y" && reply != "yes" {
		return &problem.Problem{What: "nothing was sent", Detail: "you did not agree to it", Next: saying("unsent.next", nil), Code: problem.Incomplete}
	}
	s.allowed = true
	return nil
}

func (s *session) forecast() {
	w := s.work
	f, err := w.Agent.Forecast()
	if err != nil {
		s.say("forecast.none", values{"Why": err.Error()})
		return
	}
	s.say("forecast", values{
		"Calls": f.Calls, "In": f.PromptTokens, "Cached": f.CachedTokens, "Out": f.CompletionTokens, "Priced": f.Priced, "USD": f.CostUSD,
		"Dropped": strings.Join(f.Dropped, ", "), "MaxCost": w.MaxCost, "MaxTokens": w.MaxTokens,
	})
}
