package recording

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"archreview/agent"
	"archreview/internal/consult"
	"archreview/internal/problem"
)

// entry is one recorded call.
type entry struct {
	Call     string      `json:"call"`
	Request  string      `json:"request_sha256"`
	Reply    agent.Reply `json:"reply"`
	Streamed string      `json:"streamed,omitempty"` // what had arrived before a failure
	Failure  *failed     `json:"failure,omitempty"`
}

// failed is a call that gave no answer.
type failed struct {
	Text   string `json:"text"`
	Fatal  bool   `json:"fatal"`
	What   string `json:"what"`
	Detail string `json:"detail"`
	Next   string `json:"next"`
	Code   int    `json:"code"`
}

// Error is the failure's own text.
func (f *failed) Error() string { return f.Text }

// Unwrap gives the failure in three parts, and whether it ends the review.
func (f *failed) Unwrap() []error {
	out := []error{&problem.Problem{What: f.What, Detail: f.Detail, Next: f.Next, Code: f.Code}}
	if f.Fatal {
		out = append(out, consult.ErrFatal)
	}
	return out
}

// place gives the hash of a request and the file of its n-th answer.
func place(r agent.Request, n int) (sum, file string) {
	h := sha256.New()
	enc := json.NewEncoder(h)
	_ = enc.Encode([]string{r.Call, r.Schema.Name, string(r.Schema.JSON)}) // a hash takes everything
	_ = enc.Encode(r.Messages)
	sum = hex.EncodeToString(h.Sum(nil))
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' {
			return c
		}
		return '_'
	}, strings.ToLower(r.Call))
	file = filepath.Join(callsName, name+"-"+sum[:16])
	if n > 1 {
		file += fmt.Sprintf("-%d", n)
	}
	return sum, file + ".json"
}

// counter numbers calls that are alike.
type counter struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *counter) next(r agent.Request) (sum, file string) {
	sum, _ = place(r, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[sum]++
	return place(r, c.seen[sum])
}

// Recorder is a model that keeps what another one answers.
type Recorder struct {
	dir      string
	model    agent.Model
	explain  func(error) *problem.Problem
	manifest Manifest
	counter  counter

	mu  sync.Mutex
	err error
}

// Record makes a Recorder that writes into a folder. explain puts a failed
// call into the words that users see.
func Record(dir string, m Manifest, model agent.Model, explain func(error) *problem.Problem) (*Recorder, error) {
	if err := prepare(dir); err != nil {
		return nil, err
	}
	m.Format = Format
	r := &Recorder{dir: dir, model: model, explain: explain, manifest: m}
	if err := r.manifest.write(dir); err != nil {
		return nil, r.unwritten(err)
	}
	return r, nil
}

func (r *Recorder) unwritten(err error) error {
	return &problem.Problem{What: "the recording could not be written", Detail: err.Error(), Next: "see that " + r.dir + " can be written, and record again", Err: err}
}

// Chat asks the model and keeps the answer as soon as it is there. A call that
// was given up is not kept.
func (r *Recorder) Chat(ctx context.Context, q agent.Request, delta func(string, bool)) (agent.Reply, error) {
	var streamed strings.Builder
	reply, err := r.model.Chat(ctx, q, func(text string, reset bool) {
		if reset {
			streamed.Reset()
		}
		streamed.WriteString(text)
		if delta != nil {
			delta(text, reset)
		}
	})
	if ctx.Err() != nil {
		return reply, err
	}
	e := entry{Call: q.Call, Reply: reply}
	if err != nil {
		e.Streamed = streamed.String()
		e.Failure = &failed{Text: err.Error(), Fatal: errors.Is(err, consult.ErrFatal)}
		if p := r.explain(err); p != nil {
			e.Failure.What, e.Failure.Detail, e.Failure.Next, e.Failure.Code = p.What, p.Detail, p.Next, p.Code
		}
	}
	var file string
	e.Request, file = r.counter.next(q)
	raw, werr := json.MarshalIndent(e, "", "  ")
	if werr == nil {
		werr = store(filepath.Join(r.dir, file), append(raw, '\n'))
	}
	if werr != nil {
		r.mu.Lock()
		r.err = werr
		r.mu.Unlock()
	}
	return reply, err
}

// Finish completes the manifest with the figures of the run, and tells whether
// anything could not be written.
func (r *Recorder) Finish(created string, wallMS int64, finished bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.manifest.Created, r.manifest.WallMS, r.manifest.Finished = created, wallMS, finished
	if err := r.manifest.write(r.dir); r.err == nil {
		r.err = err
	}
	if r.err != nil {
		return r.unwritten(r.err)
	}
	return nil
}

// Player is a model that gives recorded answers.
type Player struct {
	dir     string
	counter counter
}

// Replay makes a Player of a folder.
func Replay(dir string) *Player { return &Player{dir: dir} }

// Chat gives the recorded answer to a request. A request that was not recorded
// ends the review.
func (p *Player) Chat(ctx context.Context, q agent.Request, delta func(string, bool)) (agent.Reply, error) {
	if err := ctx.Err(); err != nil {
		return agent.Reply{}, err
	}
	sum, file := p.counter.next(q)
	raw, err := os.ReadFile(filepath.Join(p.dir, file))
	var e entry
	if err == nil {
		err = json.Unmarshal(raw, &e)
	}
	if err != nil || e.Request != sum {
		return agent.Reply{}, &failed{Text: "the recording has no answer to the call " + q.Call, Fatal: true, Code: problem.Usage,
			What: "the recording does not fit", Detail: "it has no answer to the call " + q.Call + " as it is made now",
			Next: "record again with --record; a recording that was interrupted cannot be replayed to its end"}
	}
	if delta != nil {
		delta(e.Streamed+e.Reply.Text, false)
	}
	if e.Failure != nil {
		return e.Reply, e.Failure
	}
	return e.Reply, nil
}
