package llm

import (
	"encoding/json"
	"strings"
	"sync"
)

// learned is what an endpoint turned out not to support. It only grows, so
// concurrent calls that learn the same agree.
type learned struct {
	mu         sync.Mutex
	mode       Mode
	bySchema   map[string]Mode
	oldTokens  bool // the bound is called max_tokens
	triedNames int  // of the bound
	noBound    bool
	noUsage    bool // stream_options is not known
	noTemp     bool
	noSeed     bool
	noEffort   bool
	noSystem   bool // system messages are not known
	noPictures bool // the model does not see
}

// terms are the learned facts at one moment, for one request.
type terms struct {
	mode                                            Mode
	oldTokens, noBound, noUsage                     bool
	noTemp, noSeed, noEffort, noSystem, schemaAsked bool
}

func (l *learned) terms(s *Schema) terms {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := terms{mode: ModeText, oldTokens: l.oldTokens, noBound: l.noBound, noUsage: l.noUsage,
		noTemp: l.noTemp, noSeed: l.noSeed, noEffort: l.noEffort, noSystem: l.noSystem}
	if s != nil {
		t.mode, t.schemaAsked = max(l.mode, l.bySchema[s.Name]), true
	}
	return t
}

// down notes that a mode does not work: for one schema where the endpoint only
// dislikes that schema, else for all.
func (l *learned) down(from Mode, schema string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if schema == "" {
		l.mode = max(l.mode, from+1)
		return
	}
	if l.bySchema == nil {
		l.bySchema = map[string]Mode{}
	}
	l.bySchema[schema] = max(l.bySchema[schema], from+1)
}

// from reads a rejected request. It gives what will be left out or changed from
// now on, or "" if the rejection is about nothing that can be.
func (l *learned) from(e *Error, used terms, s *Schema) string {
	if e.Kind != KindRequest && e.Kind != KindServer || e.Status != 400 && e.Status != 422 && e.Status != 501 {
		return ""
	}
	words := strings.ToLower(e.Param + " " + e.Message)
	if used.mode < ModeText && used.schemaAsked && mentions(words, "response_format", "json_schema", "json_object", "json schema",
		"structured output", "guided", "grammar", "text.format") {
		name := ""
		if mentions(words, "invalid schema") {
			name = s.Name
		}
		l.down(used.mode, name)
		return "structured output by " + used.mode.String()
	}
	if !mentions(words, "unsupported", "not support", "unrecognized", "unknown", "unexpected", "not permitted", "not allowed",
		"extra inputs", "extra fields", "additional properties", "invalid parameter", "does not exist", "deprecated") {
		return ""
	}
	return l.param(words, used)
}

func (l *learned) param(words string, used terms) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case mentions(words, "stream_options", "include_usage") && !used.noUsage:
		l.noUsage = true
		return "stream_options"
	case mentions(words, "max_tokens", "max_completion_tokens") && !used.noBound:
		if l.oldTokens == used.oldTokens && !l.noBound {
			l.triedNames++
			l.oldTokens, l.noBound = !used.oldTokens, l.triedNames > 1
		}
		return "the name of the answer's bound"
	case mentions(words, "temperature") && !used.noTemp:
		l.noTemp = true
		return "temperature"
	case mentions(words, "reasoning_effort") && !used.noEffort:
		l.noEffort = true
		return "reasoning_effort"
	case mentions(words, "seed") && !used.noSeed:
		l.noSeed = true
		return "seed"
	case mentions(words, "system role", "role system", "'system'", `"system"`) && !used.noSystem:
		l.noSystem = true
		return "system messages"
	}
	return ""
}

// instruct appends to the last message what the endpoint does not enforce.
func instruct(messages []Message, s *Schema) []Message {
	words := s.Instead
	if words == "" {
		words = "Answer with one JSON object and nothing else. It conforms to this JSON Schema:\n" + string(s.JSON)
	}
	out := append([]Message(nil), messages...)
	if len(out) == 0 || out[len(out)-1].Role != User {
		return append(out, Message{Role: User, Text: words})
	}
	out[len(out)-1].Text += "\n\n" + words
	return out
}

// withoutSystem puts system messages at the beginning of the first user message.
func withoutSystem(messages []Message) []Message {
	var out []Message
	lead := ""
	for _, m := range messages {
		switch {
		case m.Role == System:
			lead += m.Text + "\n\n"
		case m.Role == User && lead != "":
			out, lead = append(out, Message{Role: User, Text: lead + m.Text, Pictures: m.Pictures}), ""
		default:
			out = append(out, m)
		}
	}
	if lead != "" {
		out = append(out, Message{Role: User, Text: strings.TrimSpace(lead)})
	}
	return out
}

// isJSON tells whether a text is one JSON object or list and nothing else.
func isJSON(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) > 0 && (text[0] == '{' || text[0] == '[') && json.Valid([]byte(text))
}
