package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"time"

	"archreview/agent"
	"archreview/internal/llm"
	"archreview/internal/problem"
)

// logOptions say where a run tells what it does, beside its report.
type logOptions struct {
	file    string
	verbose bool
}

// journalist tells what a run does, step by step. What is sent and answered
// does not stand in it, nor any key: names, counts and times only.
type journalist struct {
	log   *slog.Logger
	file  io.Closer // nil for none
	clock func() time.Time
}

// openLog opens the log that the flags ask for; nil if they ask for none.
func (o *logOptions) open(env *Env) (*journalist, error) {
	if o.file == "" && !o.verbose {
		return nil, nil
	}
	j := &journalist{clock: env.Now}
	if o.file == "" {
		j.log = slog.New(slog.NewTextHandler(env.Streams.Err, &slog.HandlerOptions{Level: slog.LevelDebug}))
		return j, nil
	}
	const mode = 0o600
	f, err := os.OpenFile(o.file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, mode)
	if err != nil {
		return nil, &problem.Problem{What: "the log cannot be written", Detail: err.Error(), Next: "name a file that can be written with --log", Err: err}
	}
	j.file = f
	j.log = slog.New(slog.NewJSONHandler(f, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return j, nil
}

func (j *journalist) close() {
	if j != nil && j.file != nil {
		_ = j.file.Close() // each line was written when it was told
	}
}

// event tells of a step of the review.
func (j *journalist) event(e agent.Event) {
	if j == nil || e.Review != nil {
		return
	}
	attrs := []any{"detail", e.Detail}
	if m := e.Model; m != nil {
		attrs = []any{"area", m.Area, "count", m.Count, "tokens", m.Usage.Tokens(), "cost_usd", m.Usage.CostUSD}
	}
	j.log.Info(e.Step, attrs...)
}

// watch gives a model whose calls are told of.
func (j *journalist) watch(m agent.Model) agent.Model {
	if j == nil || m == nil {
		return m
	}
	return watched{m, j}
}

type watched struct {
	agent.Model
	j *journalist
}

// Chat makes a call and tells of it.
func (w watched) Chat(ctx context.Context, r agent.Request, delta func(string, bool)) (agent.Reply, error) {
	start := w.j.clock()
	reply, err := w.Model.Chat(ctx, r, delta)
	attrs := []any{"call", r.Call, "ms", w.j.clock().Sub(start).Milliseconds(), "attempts", reply.Usage.Calls, "prompt_tokens", reply.Usage.PromptTokens,
		"cached_tokens", reply.Usage.CachedTokens, "completion_tokens", reply.Usage.CompletionTokens, "cut", reply.Cut}
	switch {
	case errors.Is(err, context.Canceled):
		w.j.log.Warn("call cancelled", attrs...)
	case err != nil:
		w.j.log.Error("call failed", append(attrs, "error", llm.Problem(err).Error())...)
	default:
		w.j.log.Debug("call", attrs...)
	}
	return reply, err
}
