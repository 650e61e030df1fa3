package mcp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"archreview/agent"
	"archreview/internal/desk"
	"archreview/internal/problem"
	"archreview/internal/report"
)

// mostOpen is how many conversations are open at once. Further ones close the
// one that has been idle for longest; it can be gone on with by its id.
const mostOpen = 24

// conversation is one that is open.
type conversation struct {
	id   string
	key  string // what review_start was asked for; "" for a resumed one
	work *desk.Work

	// Guarded by the server.
	busy int
	used time.Time

	mu     sync.Mutex
	told   bool // the client knows what would be sent
	agreed bool // and has confirmed it

	seen    *agent.Interview // as it was shown last
	settled map[string]bool  // questions answered since
}

// mayAsk says whether the model of a conversation may be asked: there is none,
// or the client confirms what it was told before. A first confirmation that
// nothing was told before counts as none.
func (v *conversation) mayAsk(confirm bool) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.work.Host == "" || v.agreed {
		return true
	}
	v.agreed = confirm && v.told
	v.told = true
	return v.agreed
}

// begin gives the conversation about files, a new one where none is open that
// was asked for in the same words and pleases use.
func (s *Server) begin(ctx context.Context, files []*file, set Settings, use func(*agent.Agent) bool) (*conversation, error) {
	s.opening.Lock()
	defer s.opening.Unlock()
	key := keyOf(files, set)
	if v := s.find(func(v *conversation) bool { return v.key == key && use(v.work.Agent) }); v != nil {
		return v, nil
	}
	d, err := s.o.Desk(set)
	if err != nil {
		return nil, err
	}
	var sources []desk.Source
	for _, f := range files {
		sources = append(sources, desk.Source{Path: f.path, Text: string(f.raw)})
	}
	w, err := d.Begin(ctx, sources)
	if err != nil {
		return nil, err
	}
	return s.add(&conversation{id: w.ID, key: key, work: w})
}

// keyOf names what a conversation was asked for.
func keyOf(files []*file, set Settings) string {
	h := sha256.New()
	fmt.Fprintf(h, "%t %q\n", set.Offline, set.Areas)
	for _, k := range slices.Sorted(maps.Keys(set.Answers)) {
		fmt.Fprintf(h, "%q %q\n", k, set.Answers[k])
	}
	for _, f := range files {
		fmt.Fprintf(h, "%q %x\n", f.path, sha256.Sum256(f.raw))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// find gives an open conversation and marks it as in use; see done.
func (s *Server) find(fits func(*conversation) bool) *conversation {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(s.open)) {
		if v := s.open[id]; fits(v) {
			v.busy++
			return v
		}
	}
	return nil
}

// ids lists the open conversations.
func (s *Server) ids() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.open))
}

// done ends a use of a conversation.
func (s *Server) done(v *conversation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v.busy--
	v.used = s.o.Now()
}

// add takes in a conversation, in use. Where too many are open the one that has
// been idle for longest is closed.
func (s *Server) add(v *conversation) (*conversation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.id == "" {
		s.serial++
		v.id = fmt.Sprintf("unkept-%d", s.serial)
	}
	if len(s.open) >= mostOpen {
		var idle *conversation
		for _, x := range s.open {
			if x.busy == 0 && (idle == nil || x.used.Before(idle.used)) {
				idle = x
			}
		}
		if idle == nil {
			return nil, errors.Join(wrong("full", values{"Most": mostOpen}), v.work.Close())
		}
		delete(s.open, idle.id)
		if err := idle.work.Close(); err != nil {
			s.log.Warn("closing a conversation", "session", idle.id, "error", report.Clean(err.Error()))
		}
	}
	v.busy, v.used = 1, s.o.Now()
	s.open[v.id] = v
	return v, nil
}

// closeAll closes all conversations.
func (s *Server) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, v := range s.open {
		if err := v.work.Close(); err != nil {
			s.log.Warn("closing a conversation", "session", id, "error", report.Clean(err.Error()))
		}
		delete(s.open, id)
	}
}

// conversation gives a conversation by its id, in use: an open one, or a kept
// one whose documents lie under the roots of the client.
func (c *call) conversation(id string) (*conversation, error) {
	if err := c.bounded("session", id, mostID); err != nil {
		return nil, err
	}
	if v := c.s.find(func(v *conversation) bool { return v.id == id }); v != nil {
		return v, nil
	}
	if _, err := c.roots(); err != nil {
		return nil, err
	}
	c.s.opening.Lock()
	defer c.s.opening.Unlock()
	d, err := c.s.o.Desk(Settings{})
	if err != nil {
		return nil, err
	}
	w, err := d.Resume(c.ctx, id)
	if err != nil {
		var p *problem.Problem
		if errors.As(err, &p) {
			return nil, p
		}
		return nil, wrong("noSession", values{"Why": err.Error()})
	}
	for _, doc := range w.Agent.Documents() {
		if !c.ours(doc.Path, doc.SHA256) {
			return nil, errors.Join(wrong("foreign", values{"ID": id, "Path": doc.Path}), w.Close())
		}
	}
	return c.s.add(&conversation{id: w.ID, work: w})
}

// ours says whether a document of a kept conversation lies under the roots. One
// that was named by a relative path does if the same text is found there.
func (c *call) ours(path, sum string) bool {
	if filepath.IsAbs(path) {
		roots, err := c.roots()
		if err != nil {
			return false
		}
		// The file may be gone by now; then its folder is what counts.
		for p := path; ; p = filepath.Dir(p) {
			real, err := filepath.EvalSymlinks(p)
			if err == nil {
				return anyWithin(roots, real)
			}
			if !errors.Is(err, os.ErrNotExist) || p == filepath.Dir(p) {
				return false
			}
		}
	}
	f, err := c.read(path)
	if err != nil {
		return false
	}
	now := sha256.Sum256(f.raw)
	return hex.EncodeToString(now[:]) == sum
}
