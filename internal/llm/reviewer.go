package llm

import (
	"context"
	"errors"

	"archreview/internal/consult"
)

// Reviewer is a Client as the model reviewer wants it.
type Reviewer struct {
	Client *Client
	Most   int // bound of an answer in tokens; 0: the endpoint's
}

var _ consult.Model = Reviewer{}

// Chat makes one call. An answer that reached its bound is given as cut. After
// a failure the reply still tells what was used up for it.
func (r Reviewer) Chat(ctx context.Context, q consult.Request, delta func(text string, reset bool)) (consult.Reply, error) {
	req := Request{Label: q.Call, MaxTokens: r.Most}
	for _, m := range q.Messages {
		req.Messages = append(req.Messages, messageOf(m))
	}
	if len(q.Schema.JSON) > 0 {
		req.Schema = &Schema{Name: q.Schema.Name, JSON: q.Schema.JSON}
	}
	reply, err := r.Client.Chat(ctx, req, func(e Event) {
		if delta != nil && (e.Delta != "" || e.Reset) {
			delta(e.Delta, e.Reset)
		}
	})
	var e *Error
	if errors.As(err, &e) {
		out := consult.Reply{Usage: reviewerUsage(e.Usage, e.Attempts)}
		if e.Kind == KindTruncated && endOf(e.Finish) == endCut && e.Partial != "" {
			out.Text, out.Cut = e.Partial, true
			return out, nil
		}
		return out, reviewerError(e)
	}
	return consult.Reply{Text: reply.Text, Model: reply.Model, Usage: reviewerUsage(reply.Usage, reply.Attempts)}, err
}

func messageOf(m consult.Message) Message {
	out := Message{Role: m.Role, Text: m.Text}
	for _, p := range m.Pictures {
		out.Pictures = append(out.Pictures, Picture{Type: p.Type, Data: p.Data, Width: p.Width, Height: p.Height})
	}
	return out
}

// sightless is a failure for the reason that the model does not see.
type sightless struct{ of *Error }

// Error is the failure's own text.
func (s sightless) Error() string { return s.of.Error() }

// Unwrap names the reviewer's own error beside the call's.
func (s sightless) Unwrap() []error { return []error{consult.ErrBlind, s.of} }

func reviewerUsage(u Usage, attempts int) consult.Usage {
	return consult.Usage{Calls: attempts, PromptTokens: u.PromptTokens, CachedTokens: u.CachedTokens,
		CompletionTokens: u.CompletionTokens, CostUSD: u.CostUSD, Unpriced: !u.CostKnown && (u.Known || u.Untold > 0)}
}

// fatal is a failure that every further call would meet as well.
type fatal struct{ of *Error }

// Error is the failure's own text.
func (f fatal) Error() string { return f.of.Error() }

// Unwrap names the reviewer's own error beside the call's.
func (f fatal) Unwrap() []error { return []error{consult.ErrFatal, f.of} }

func reviewerError(e *Error) error {
	switch e.Kind {
	case KindCredentials, KindQuota, KindNotFound, KindNetwork:
		return fatal{e}
	case KindPictures:
		return sightless{e}
	}
	return e
}
