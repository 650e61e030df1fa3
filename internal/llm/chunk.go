package llm

import (
	"encoding/json"
	"strings"
)

// chunk is one piece of a stream. It is decoded here and not by the client
// library, which drops fields and refuses variants that endpoints send.
type chunk struct {
	Model   string
	Choices []choice
	Usage   *wireUsage
}

type choice struct {
	Index        int
	Delta        delta
	Text         *string
	FinishReason *string `json:"finish_reason"`
}

type delta struct {
	Content   json.RawMessage
	Refusal   *string
	Reasoning json.RawMessage
	Thinking  json.RawMessage `json:"reasoning_content"`
	ToolCalls json.RawMessage `json:"tool_calls"`
}

type wireUsage struct {
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
	PromptDetails    *struct {
		CachedTokens int `json:"cached_tokens"`
	} `json:"prompt_tokens_details"`
	CompletionDetails *struct {
		ReasoningTokens int `json:"reasoning_tokens"`
	} `json:"completion_tokens_details"`
	CacheHit int      `json:"prompt_cache_hit_tokens"` // DeepSeek
	Cost     *float64 // OpenRouter
}

func (u *wireUsage) usage() Usage {
	out := Usage{PromptTokens: u.PromptTokens, CompletionTokens: u.CompletionTokens, CachedTokens: u.CacheHit, Known: true}
	if u.PromptDetails != nil {
		out.CachedTokens = max(out.CachedTokens, u.PromptDetails.CachedTokens)
	}
	if u.CompletionDetails != nil {
		out.ReasoningTokens = u.CompletionDetails.ReasoningTokens
	}
	return out
}

// contentText reads content that is a string, or a list of parts of which only
// those of text are the answer.
func contentText(v json.RawMessage) string {
	if isNull(v) {
		return ""
	}
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	var parts []struct{ Type, Text string }
	if json.Unmarshal(v, &parts) != nil {
		return ""
	}
	for _, p := range parts {
		if p.Type == "text" || p.Type == "" {
			s += p.Text
		}
	}
	return s
}

// Ends of an answer, in the words of several servers.
const (
	endWell = iota
	endCut
	endFiltered
	endError
	endOther
)

func endOf(reason string) int {
	switch strings.ToLower(reason) {
	case "", "stop", "eos", "eos_token", "end_turn", "stop_sequence", "completed":
		return endWell
	case "length", "max_tokens", "max_output_tokens", "model_length":
		return endCut
	case "content_filter", "safety", "recitation", "prohibited_content", "blocklist", "spii", "sensitive":
		return endFiltered
	case "error":
		return endError
	}
	return endOther
}

// thoughts keeps a block <think>…</think> at the beginning out of an answer:
// servers without a parser for a model's thinking leave it in the text.
type thoughts struct {
	held  string
	state int
	any   bool // a thought was found
}

const (
	thoughtsOpen = "<think>"
	thoughtsEnd  = "</think>"
	blanks       = " \t\r\n"
)

const (
	undecided = iota
	thinking
	leading // blanks between thought and answer
	answering
)

// add takes new text and gives what of it belongs to the answer.
func (t *thoughts) add(text string) string {
	switch t.state {
	case answering:
		return text
	case leading:
		if text = strings.TrimLeft(text, blanks); text != "" {
			t.state = answering
		}
		return text
	}
	t.held += text
	if t.state == undecided {
		lead := strings.TrimLeft(t.held, blanks)
		switch {
		case strings.HasPrefix(lead, thoughtsOpen):
			t.state, t.any, t.held = thinking, true, lead[len(thoughtsOpen):]
		case len(lead) >= len(thoughtsOpen) || !strings.HasPrefix(thoughtsOpen, lead):
			return t.flush()
		default:
			return ""
		}
	}
	if i := strings.Index(t.held, thoughtsEnd); i >= 0 {
		rest := t.held[i+len(thoughtsEnd):]
		t.state, t.held = leading, ""
		return t.add(rest)
	}
	// Only the last bytes can be the beginning of the end.
	if n := len(t.held) - len(thoughtsEnd); n > 0 {
		t.held = t.held[n:]
	}
	return ""
}

// flush ends the watching and gives what was held back.
func (t *thoughts) flush() string {
	out := t.held
	t.state, t.held = answering, ""
	return out
}

// rest gives at the end of a stream what was held back and is no thought.
func (t *thoughts) rest() string {
	if t.state == undecided {
		return t.flush()
	}
	return ""
}
