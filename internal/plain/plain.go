// Package plain is the interactive session as lines of text: for screen
// readers, pipes and bad connections. It only ever appends lines; there is no
// colour, no moving cursor and nothing that has to be seen to be understood.
//
// Everything it prints passes the printer, which makes text of documents and
// models safe and wraps it. Its prose stands in text/; Go has the labels only.
package plain

import (
	"context"
	"errors"
	"io"
	"time"

	"archreview/agent/review"
	"archreview/internal/desk"
	"archreview/internal/problem"
)

// Options say with whom the session talks and about what.
type Options struct {
	Desk      desk.Desk
	In        io.Reader
	Out       io.Writer
	Documents []string // paths; with none of them the session asks
	Resume    string   // id of a kept conversation to go on with; "" for a new one
	Width     int      // columns; 80 when zero, and never more
	Now       func() time.Time
	// Interactive says that a person types. Without it the input is a script:
	// its lines are shown as they are read, and what cannot be understood is not
	// asked for again.
	Interactive bool
}

// Run talks until the user quits, the input or the context ends. What the
// conversation has come to is kept at each moment. The end of the input is no
// error once a review is complete; before that, and where the review is
// incomplete, the error has the code problem.Incomplete. The end of the context
// gives problem.Interrupted. A read that is under way when the context ends is
// left to itself, since a read cannot be taken back.
func Run(ctx context.Context, o Options) error {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &session{o: o, in: newInput(o.In), out: newPrinter(o.Out, o.Width), shown: map[string]bool{}}
	defer s.in.stop()
	return s.end(s.converse(ctx))
}

// errQuit ends the session because the user says so.
var errQuit = errors.New("the user quits")

// session is one run.
type session struct {
	o    Options
	in   *input
	out  *printer
	work *desk.Work // nil before there is a conversation

	allowed bool            // the user lets documents be sent
	listed  []string        // ids of concerns, as they were numbered last
	shown   map[string]bool // high concerns that next has shown
	rules   bool            // how to answer was told
	only    string          // key of the one area whose progress is told; "" for all
}

func (s *session) converse(ctx context.Context) error {
	s.say("welcome", nil)
	resumed, err := s.open(ctx)
	if err != nil {
		return err
	}
	s.introduce()
	if r := s.work.Agent.Last(); r == nil || unfinished(r) {
		if err := s.examine(ctx, resumed && r != nil); err != nil {
			return err
		}
	} else {
		s.allowed = s.work.Sends == ""
		s.say("resumed.reviewed", nil)
	}
	s.report()
	return s.commands(ctx)
}

// unfinished says whether a review can go on: an area of it is not reviewed in
// full.
func unfinished(r *review.Review) bool {
	return r.Outcome != review.Complete && finished(r) < len(r.Areas)
}

// examine is the way to a review: leave to send, the interview, the review.
func (s *session) examine(ctx context.Context, begun bool) error {
	if err := s.leave(ctx, true); err != nil {
		return err
	}
	if begun {
		s.say("resumed.unfinished", nil)
	} else if err := s.interview(ctx); err != nil {
		return err
	}
	_, err := s.review(ctx)
	return err
}

// end tells why the session ends and where it is kept, and gives the error
// that belongs to it.
func (s *session) end(err error) error {
	s.out.fresh()
	switch {
	case errors.Is(err, io.EOF):
		s.say("end.input", nil)
	case interrupted(err):
		s.say("end.stopped", nil)
	}
	result := s.outcome(err)
	if s.work != nil {
		if cause := s.work.Agent.Unkept(); cause != nil {
			s.say("end.unkept", values{"Why": cause.Error()})
		}
		if cerr := s.work.Close(); cerr != nil {
			s.say("end.close", values{"Why": cerr.Error()})
		}
	}
	s.say("end.kept", values{"ID": s.id(), "Begun": s.work != nil})
	if s.out.err != nil && !interrupted(err) {
		return &problem.Problem{What: "the output could not be written", Detail: s.out.err.Error(), Next: s.goOn(), Err: s.out.err}
	}
	return result
}

// outcome turns the way in which the session ended into its error.
func (s *session) outcome(err error) error {
	var r *review.Review
	if s.work != nil {
		r = s.work.Agent.Last()
	}
	switch {
	case interrupted(err):
		return &problem.Problem{What: "stopped", Detail: "what was finished is kept", Next: s.goOn(), Code: problem.Interrupted, Err: err}
	case err != nil && !errors.Is(err, errQuit) && !errors.Is(err, io.EOF):
		return err
	case r == nil:
		return &problem.Problem{What: "the session ended before the review", Detail: "no review was made", Next: s.goOn(), Code: problem.Incomplete}
	case r.Outcome != review.Complete:
		return &problem.Problem{What: "the review is incomplete", Detail: "the report lists what was not read or not reviewed", Next: s.goOn(), Code: problem.Incomplete}
	}
	return nil
}

func interrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// id gives the id under which the conversation is kept, "" for none.
func (s *session) id() string {
	if s.work == nil {
		return ""
	}
	return s.work.ID
}

// goOn says how the conversation goes on, as one line.
func (s *session) goOn() string { return saying("goon", values{"ID": s.id()}) }

// fail shows an error in its parts.
func (s *session) fail(err error) {
	v := values{"What": err.Error(), "Detail": "", "Next": ""}
	var p *problem.Problem
	if errors.As(err, &p) {
		v = values{"What": p.What, "Detail": p.Detail, "Next": p.Next}
	}
	s.say("failure", v)
}
