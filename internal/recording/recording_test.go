package recording

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"archreview/agent"
	"archreview/internal/consult"
	"archreview/internal/problem"
)

// scripted answers by the name of the call.
type scripted func(r agent.Request, delta func(string, bool)) (agent.Reply, error)

func (f scripted) Chat(_ context.Context, r agent.Request, delta func(string, bool)) (agent.Reply, error) {
	return f(r, delta)
}

func request(call, text string) agent.Request {
	return agent.Request{Call: call, Messages: []agent.Message{{Role: "user", Text: text}}}
}

func explain(err error) *problem.Problem {
	return &problem.Problem{What: "it broke", Detail: err.Error(), Next: "mend it", Code: problem.Endpoint}
}

func recorder(t *testing.T, dir string, m agent.Model) *Recorder {
	t.Helper()
	r, err := Record(dir, Manifest{Basis: agent.Basis{Model: "m"}}, m, explain)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAnswersComeAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	n := 0
	r := recorder(t, dir, scripted(func(q agent.Request, delta func(string, bool)) (agent.Reply, error) {
		n++
		if q.Call == "fails" {
			delta("void", false)
			delta("", true)
			delta("half an ans", false)
			return agent.Reply{Usage: agent.Usage{Calls: 2, PromptTokens: 5}}, errors.Join(errors.New("broken"), consult.ErrFatal)
		}
		delta(strings.Repeat("x", n), false)
		return agent.Reply{Text: strings.Repeat("x", n), Model: "m", Cut: n == 2, Usage: agent.Usage{Calls: 1, CostUSD: 0.1}}, nil
	}))
	ctx := context.Background()
	for _, q := range []agent.Request{request("area:a", "1"), request("area:a", "1"), request("Área/../x", "2"), request("fails", "3")} {
		_, _ = r.Chat(ctx, q, nil)
	}
	if err := r.Finish("now", 7, true); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(dir)
	if err != nil || m.Created != "now" || m.WallMS != 7 || !m.Finished || m.Model != "m" {
		t.Fatalf("%+v, %v", m, err)
	}
	p := Replay(dir)
	for i, want := range []string{"x", "xx"} {
		got := ""
		reply, err := p.Chat(ctx, request("area:a", "1"), func(s string, _ bool) { got += s })
		if err != nil || reply.Text != want || got != want || reply.Usage.CostUSD != 0.1 || reply.Cut != (i == 1) {
			t.Errorf("%+v, %v, streamed %q", reply, err, got)
		}
	}
	got := ""
	reply, err := p.Chat(ctx, request("fails", "3"), func(s string, _ bool) { got += s })
	var told *problem.Problem
	if !errors.Is(err, consult.ErrFatal) || !errors.As(err, &told) || told.Next != "mend it" || got != "half an ans" || reply.Usage.Calls != 2 {
		t.Errorf("%v, streamed %q, %+v", err, got, reply)
	}
	for _, q := range []agent.Request{request("area:a", "1"), request("area:a", "other"), request("area:b", "1")} {
		if _, err := p.Chat(ctx, q, nil); !errors.Is(err, consult.ErrFatal) || !strings.Contains(err.Error(), q.Call) {
			t.Errorf("%s: %v", q.Call, err)
		}
	}
}

func TestConcurrentCalls(t *testing.T) {
	dir := t.TempDir()
	r := recorder(t, dir, scripted(func(q agent.Request, _ func(string, bool)) (agent.Reply, error) {
		return agent.Reply{Text: q.Call}, nil
	}))
	var wg sync.WaitGroup
	for _, c := range strings.Split("a b c d e f g h i j", " ") {
		wg.Go(func() { _, _ = r.Chat(context.Background(), request(c, c), nil) })
	}
	wg.Wait()
	p := Replay(dir)
	for _, c := range strings.Split("j i h g f e d c b a", " ") {
		if reply, err := p.Chat(context.Background(), request(c, c), nil); err != nil || reply.Text != c {
			t.Errorf("%s: %+v, %v", c, reply, err)
		}
	}
}

func TestWhatIsGivenUpIsNotKept(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	r := recorder(t, dir, scripted(func(agent.Request, func(string, bool)) (agent.Reply, error) {
		cancel()
		return agent.Reply{}, ctx.Err()
	}))
	_, _ = r.Chat(ctx, request("a", "b"), nil)
	if list, err := os.ReadDir(filepath.Join(dir, callsName)); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestUnfitFolders(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{dir, filepath.Join(dir, "x"), filepath.Join(dir, "x", "y")} {
		_, err := Record(d, Manifest{}, nil, explain)
		var p *problem.Problem
		if !errors.As(err, &p) || p.Next == "" {
			t.Errorf("%s: %v", d, err)
		}
	}
	if _, err := ReadManifest(dir); err == nil {
		t.Error("no manifest is no error")
	}
	if err := os.WriteFile(filepath.Join(dir, manifestName), []byte(`{"format":"other"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadManifest(dir); err == nil {
		t.Error("another format is no error")
	}
}
