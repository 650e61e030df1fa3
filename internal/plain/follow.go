package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"archreview/agent"
	"archreview/agent/review"
	"archreview/internal/document"
	"archreview/internal/problem"
	"archreview/internal/report"
)

func (s *session) doShow(_ context.Context, rest string) error {
	if rest == "" {
		return missing("show", "a concern")
	}
	c, err := s.concern(rest)
	if err == nil {
		s.showConcern(c)
	}
	return err
}

func (s *session) doArea(_ context.Context, rest string) error {
	a := s.area(rest)
	if a == nil {
		return s.noArea(rest)
	}
	s.showArea(a)
	return nil
}

// missing is the error for a command without what it is about.
func missing(command, what string) error {
	return &problem.Problem{What: command + " needs " + what, Detail: "nothing stands behind it", Next: "help " + command + " shows how it is written"}
}

// do asks for leave to send and does a follow-up.
func (s *session) do(ctx context.Context, f agent.FollowUp, delta func(string, bool)) (*agent.Result, error) {
	if err := s.leave(ctx, false); err != nil {
		return nil, err
	}
	if s.work.Sends != "" && f.Kind != agent.Waive {
		s.say("working", nil)
	}
	return s.work.Agent.Follow(ctx, f, delta)
}

// doAsk answers a question. The answer of a model appears as it arrives; what
// belongs to it follows.
func (s *session) doAsk(ctx context.Context, question string) error {
	if question == "" {
		return missing("ask", "a question")
	}
	flow := &stream{p: s.out}
	r, err := s.do(ctx, agent.FollowUp{Kind: agent.Ask, Text: question}, flow.add)
	flow.end()
	if err != nil {
		return err
	}
	reply := *r.Reply
	if heard := strings.TrimSpace(flow.all.String()); heard != "" && len(reply.Failures) == 0 {
		if rest, ok := strings.CutPrefix(reply.Answer, heard); ok {
			reply.Answer = strings.TrimSpace(rest)
		} else {
			s.say("checked", nil)
		}
	}
	var b strings.Builder
	err = report.Reply(&b, "markdown", &reply, s.options())
	_, rest, _ := strings.Cut(b.String(), "\n") // without the question, which stands above
	s.markdown(rest, err)
	return nil
}

func (s *session) doDive(ctx context.Context, rest string) error {
	if rest == "" {
		return missing("deep-dive", "an area or a concern")
	}
	f := agent.FollowUp{Kind: agent.DeepDive}
	if a := s.area(rest); a != nil {
		f.Area = a.Key
	} else {
		c, err := s.concern(rest)
		if err != nil {
			return err
		}
		f.Concern = c.ID
	}
	r, err := s.do(ctx, f, nil)
	if err != nil {
		return err
	}
	var b strings.Builder
	err = report.DeepDive(&b, "markdown", r.DeepDive, s.options())
	s.markdown(b.String(), err)
	return nil
}

func (s *session) doGuide(ctx context.Context, rest string) error {
	if rest == "" {
		return missing("guide", "a concern")
	}
	c, err := s.concern(rest)
	if err != nil {
		return err
	}
	r, err := s.do(ctx, agent.FollowUp{Kind: agent.Guide, Concern: c.ID}, nil)
	if err != nil {
		return err
	}
	var b strings.Builder
	err = report.Guidance(&b, "markdown", r.Guidance, s.options())
	s.markdown(b.String(), err)
	return nil
}

// doExport writes the review, or the newest result of a follow-up, to a file.
func (s *session) doExport(_ context.Context, rest string) error {
	format, path, _ := strings.Cut(rest, " ")
	var result *agent.Result
	if format == "result" {
		if result = s.latest(); result == nil {
			return &problem.Problem{What: "there is no result to export", Detail: "deep-dive, guide and ask give one", Next: "ask for one first, or export the review"}
		}
		format, path, _ = strings.Cut(strings.TrimSpace(path), " ")
	}
	if format == "" {
		format = "markdown"
	}
	if !slices.Contains(s.work.Formats, format) {
		return &problem.Problem{What: "there is no format " + clipped(format, 40), Detail: "the formats are " + strings.Join(s.work.Formats, ", "), Next: "name one of them"}
	}
	path, err := s.work.Export(format, strings.TrimSpace(path), result)
	if errors.Is(err, agent.ErrNoReview) {
		return &problem.Problem{What: "there is nothing to export", Detail: "there is no review yet", Next: "finish the review first"}
	}
	if err == nil {
		s.say("exported", values{"Path": path})
	}
	return err
}

// latest gives the newest result that can be written; nil if there is none.
func (s *session) latest() *agent.Result {
	for _, r := range slices.Backward(s.work.Agent.Results()) {
		if r.DeepDive != nil || r.Guidance != nil || r.Reply != nil {
			return &r
		}
	}
	return nil
}

// sessions lists what is kept.
func (s *session) sessions() {
	list, err := s.o.Desk.Recent()
	if err != nil {
		s.fail(err)
		return
	}
	for _, r := range list {
		mark := "- "
		if r.ID == s.id() {
			mark, r.Problem = "- (this one) ", "" // it is open here
		}
		s.out.item(mark, about(r))
	}
	s.say("sessions", values{"Count": len(list)})
}

// How many lines around a line are shown, and how much of a long one.
const (
	aroundLine = 5
	mostLine   = 600 // characters
)

// doDoc shows the lines of a document around one of them: 12, L12, d2 12,
// d2:L12.
func (s *session) doDoc(_ context.Context, rest string) error {
	docs := s.work.Agent.Documents()
	n, d := 0, docs[0]
	for _, w := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(" :,()", r) }) {
		first, _, _ := strings.Cut(w, "-")
		if i := slices.IndexFunc(docs, func(d *document.Document) bool { return strings.EqualFold(d.ID, w) }); i >= 0 {
			d = docs[i]
		} else if m, err := fmt.Sscanf(strings.ToUpper(first), "L%d", &n); m == 1 && err == nil {
			continue
		} else if _, err := fmt.Sscanf(first, "%d", &n); err != nil {
			return &problem.Problem{What: "there is no document " + clipped(w, 40), Detail: fmt.Sprintf("the documents are d1 to d%d", len(docs)), Next: "write doc LINE, or doc LINE d2"}
		}
	}
	if n < 1 || n > d.LineCount() {
		return &problem.Problem{What: "there is no such line", Detail: fmt.Sprintf("%s has the lines 1 to %d", d.ID, d.LineCount()), Next: "write doc LINE, or doc LINE d2"}
	}
	s.say("document", values{"ID": d.ID, "Path": d.Path, "Lines": d.LineCount(), "Words": d.Words})
	for i := max(1, n-aroundLine); i <= min(d.LineCount(), n+aroundLine); i++ {
		mark := fmt.Sprintf("  L%d: ", i)
		if i == n {
			mark = fmt.Sprintf("> L%d: ", i)
		}
		s.out.item(mark, shortened(d.LineText(i)))
	}
	s.out.blank()
	return nil
}

// shortened gives a line of a document with its indentation.
func shortened(l string) string {
	l = strings.ReplaceAll(l, "\t", "    ")
	if r := []rune(l[:min(len(l), 4*mostLine)]); len(r) > mostLine {
		return strings.ToValidUTF8(string(r[:mostLine]), "") + " …"
	} else if len(l) > 4*mostLine {
		return strings.ToValidUTF8(string(r), "") + " …"
	}
	return l
}

// severityOf gives the severity of a concern in the newest review, "" where it
// does not stand any more.
func (s *session) severityOf(id string) review.Severity {
	for _, c := range standing(s.work.Agent.Last(), func(*review.Area, *review.Concern) bool { return true }) {
		if c.ID == id {
			return c.Severity
		}
	}
	return ""
}
