package cli

import (
	"errors"
	"fmt"

	"archreview/agent"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/session"
)

// keep makes a folder for the conversation. Where that fails the review goes
// on, and the user is told.
func (c *consultation) keep() {
	if c.o.unkept {
		return
	}
	s, err := newSession(c.env)
	if err != nil {
		c.lost(err)
		return
	}
	c.kept, c.opts.Journal = s, s
}

func newSession(env *Env) (*session.Session, error) {
	store, err := openStore(env)
	if err != nil {
		return nil, err
	}
	return store.Create(env.Now())
}

func openStore(env *Env) (*session.Store, error) {
	return session.Open(session.Options{Kept: env.Kept})
}

// lost tells why nothing is kept.
func (c *consultation) lost(err error) {
	if c.o.quiet {
		return
	}
	var p *problem.Problem
	if !errors.As(err, &p) {
		p = &problem.Problem{Detail: err.Error()}
	}
	fmt.Fprintln(c.env.Streams.Err, "archreview: "+say("unkept", values{"Why": report.Clean(p.Error())}))
}

// leave lets go of the folder.
func (c *consultation) leave() {
	if c.kept == nil {
		return
	}
	if err := c.kept.Close(); err != nil {
		c.lost(err)
	}
	c.kept = nil
}

// id gives the id of what is kept, "" if nothing is.
func (c *consultation) id() string {
	if c.kept == nil {
		return ""
	}
	return c.kept.ID()
}

// told says where the review is kept and what can be done with it.
func (c *consultation) told(a *agent.Agent) {
	if c.marks != nil && c.marks.unread != nil && !c.o.quiet {
		fmt.Fprintln(c.env.Streams.Err, "archreview: "+report.Clean(c.marks.unread.Error()))
	}
	if err := a.Unkept(); err != nil {
		c.lost(err)
		return
	}
	if c.kept != nil && !c.o.quiet && c.env.Streams.ErrTerminal {
		fmt.Fprintln(c.env.Streams.Err, "archreview: "+say("kept", values{"ID": c.kept.ID()}))
	}
}
