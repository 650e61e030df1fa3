package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"archreview/internal/consult"
	"archreview/internal/llm"
	"archreview/internal/llm/llmtest"
)

func TestReviewer(t *testing.T) {
	q := consult.Request{Call: "area:api", Messages: []consult.Message{{Role: "system", Text: "s"}, {Role: "user", Text: "u"}},
		Schema: consult.Schema{Name: "area", JSON: json.RawMessage(`{"type":"object"}`)}}
	s := llmtest.New(t, llmtest.Text(`{"a": "b c d e"}`).Cut(), llmtest.Text(`{"a": 1}`), llmtest.Text(`{"a": [1, 2, 3`).Finish("length"))
	r := llm.Reviewer{Client: client(t, options(s)), Most: 50}

	text, resets := "", 0
	reply, err := r.Chat(t.Context(), q, func(d string, reset bool) {
		if reset {
			text, resets = "", resets+1
		}
		text += d
	})
	if err != nil || reply.Text != `{"a": 1}` || text != reply.Text || resets != 1 || reply.Cut || reply.Usage.Calls != 2 || !reply.Usage.Unpriced {
		t.Errorf("%+v, %v; %q after %d resets", reply, err, text, resets)
	}
	if got := s.Requests()[0].Chat; *got.MaxTokens != 50 || got.ResponseFormat.JSONSchema.Name != "area" {
		t.Errorf("%+v", got)
	}
	if reply, err = r.Chat(t.Context(), q, nil); err != nil || !reply.Cut || reply.Text != `{"a": [1, 2, 3` || reply.Usage.PromptTokens == 0 {
		t.Errorf("%+v, %v", reply, err)
	}

	s.Add(llmtest.Status(401, "", "no"), llmtest.Status(400, "", "no"))
	for _, fatal := range []bool{true, false} {
		var e *llm.Error
		if reply, err = r.Chat(t.Context(), q, nil); !errors.As(err, &e) || errors.Is(err, consult.ErrFatal) != fatal || reply.Usage.Calls != 1 {
			t.Errorf("%+v, %v", reply, err)
		}
		checkProblem(t, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Chat(ctx, q, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
