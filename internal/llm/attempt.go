package llm

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/sashabaranov/go-openai"
)

// attempt is one request and what came of it.
type attempt struct {
	c     *Client
	req   Request
	terms terms
	emit  func(Event)
	x     *exchange
	watch *watch

	think     thoughts
	text      strings.Builder
	refusal   strings.Builder
	thought   bool // the endpoint sent thoughts apart from the answer
	toolCalls bool
	model     string
	finish    string
	usage     Usage
	chunks    int
}

// run makes the request and reads the answer to its end.
func (a *attempt) run(ctx context.Context) *Error {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a.watch = newWatch(&a.c.o, cancel)
	defer a.watch.stop()
	a.x = &exchange{oldTokens: a.terms.oldTokens, extra: a.extra(), alive: a.watch.alive}

	stream, err := a.c.api.CreateChatCompletionStream(withExchange(inner, a.x), a.wire())
	if err != nil {
		if !a.x.sent.Load() && ctx.Err() == nil {
			return &Error{Kind: KindRequest, Message: "the client refuses to send this: " + err.Error(), Err: err}
		}
		return a.complete(failure(ctx, inner, err))
	}
	defer stream.Close()
	for {
		raw, err := stream.RecvRaw()
		if err == nil {
			err = a.take(raw)
		}
		if err != nil {
			if tail := a.think.rest(); tail != "" {
				a.text.WriteString(tail)
				a.emit(Event{Delta: tail})
			}
			return a.complete(a.verdict(ctx, inner, err))
		}
	}
}

// take adds one chunk to the answer.
func (a *attempt) take(raw []byte) error {
	var c chunk
	if err := json.Unmarshal(raw, &c); err != nil {
		return &Error{Kind: KindMalformed, Message: "a piece of the stream is not as the protocol has it: " + err.Error(), Err: err}
	}
	a.chunks++
	if c.Model != "" {
		a.model = c.Model
	}
	if c.Usage != nil && c.Usage.PromptTokens+c.Usage.CompletionTokens > 0 {
		a.usage = c.Usage.usage()
		a.c.bill(&a.usage, c.Usage.Cost)
	}
	for _, ch := range c.Choices {
		if ch.Index == 0 {
			a.takeChoice(ch)
		}
	}
	return nil
}

func (a *attempt) takeChoice(ch choice) {
	text := contentText(ch.Delta.Content)
	if text == "" && ch.Text != nil {
		text = *ch.Text
	}
	if text != "" {
		a.watch.begin()
	}
	if contentText(ch.Delta.Reasoning)+contentText(ch.Delta.Thinking) != "" {
		a.watch.begin()
		a.thought = true
	}
	a.toolCalls = a.toolCalls || !isNull(ch.Delta.ToolCalls) && string(ch.Delta.ToolCalls) != "[]"
	if ch.Delta.Refusal != nil {
		a.refusal.WriteString(*ch.Delta.Refusal)
	}
	if text != "" && a.finish == "" {
		if text = a.think.add(text); text != "" {
			a.text.WriteString(text)
			a.emit(Event{Delta: text})
		}
	}
	if ch.FinishReason != nil && *ch.FinishReason != "" && *ch.FinishReason != "null" {
		a.finish = *ch.FinishReason
		a.watch.end()
	}
}

// verdict decides what the end of a stream means. Only an answer that says that
// it is whole, and is not empty, is one.
func (a *attempt) verdict(ctx, inner context.Context, err error) *Error {
	ended := a.finish != "" || a.x.done
	if !errors.Is(err, io.EOF) {
		e := failure(ctx, inner, err)
		switch {
		case e.Kind == KindCanceled || a.finish == "":
			if e.Kind == KindNetwork {
				e = &Error{Kind: KindTruncated, Message: "the connection broke within the answer", Err: err, again: true}
			}
			return e
		case e.Kind != KindNetwork && !errors.Is(e.Err, errStalled):
			return e
		}
		// The answer was whole; only its usage and the end mark are missing.
	}
	if !ended {
		return &Error{Kind: KindTruncated, Message: "the stream ended within the answer", again: true}
	}
	switch endOf(a.finish) {
	case endCut:
		return &Error{Kind: KindTruncated, Message: a.cutMessage()}
	case endFiltered:
		return &Error{Kind: KindContentFilter, Message: "the endpoint's content filter stopped the answer"}
	case endError:
		return &Error{Kind: KindServer, Message: "the endpoint ended the answer with an error", again: true}
	case endOther:
		return &Error{Kind: KindMalformed, Message: "the answer ended for an unknown reason: " + a.finish}
	}
	if a.refusal.Len() > 0 {
		return &Error{Kind: KindRefusal, Message: a.refusal.String()}
	}
	if strings.TrimSpace(a.text.String()) == "" {
		return &Error{Kind: KindMalformed, Message: a.emptyMessage(), once: !a.toolCalls}
	}
	return nil
}

func (a *attempt) cutMessage() string {
	if a.text.Len() == 0 {
		return "the answer's bound was used up before the answer began (" + strconv.Itoa(a.req.MaxTokens) + " tokens)"
	}
	return "the answer reached its bound of tokens (" + strconv.Itoa(a.req.MaxTokens) + "; 0 is the endpoint's own)"
}

func (a *attempt) emptyMessage() string {
	switch {
	case a.toolCalls:
		return "the model called a tool instead of answering"
	case a.thought || a.think.any:
		return "the model thought, but gave no answer"
	case a.chunks == 0:
		return "the stream holds no piece of an answer"
	}
	return "the answer is empty"
}

// complete adds to a failure what the attempt knows.
func (a *attempt) complete(e *Error) *Error {
	if h := a.x.header; h != nil {
		a.c.limit.heed(h, a.c.o.Clock.Now())
		if e != nil {
			for _, k := range []string{"X-Request-Id", "Apim-Request-Id", "Cf-Ray"} {
				if e.RequestID == "" {
					e.RequestID = h.Get(k)
				}
			}
		}
	}
	// An endpoint that was left alone with the prompt bills it all the same.
	left := e != nil && e.Status == 0 && (e.Kind == KindTimeout || e.Kind == KindCanceled)
	if !a.usage.Known && (a.chunks > 0 || left) {
		a.usage.Untold = 1
	}
	if e != nil {
		e.Partial, e.Finish = a.text.String(), a.finish
	}
	return e
}

// wire gives the request in the client library's form. Nothing is set that its
// validator refuses for reasoning models.
func (a *attempt) wire() openai.ChatCompletionRequest {
	t, o := a.terms, &a.c.o
	messages := a.req.Messages
	if t.schemaAsked && t.mode != ModeSchema {
		messages = instruct(messages, a.req.Schema)
	}
	if t.noSystem {
		messages = withoutSystem(messages)
	}
	out := openai.ChatCompletionRequest{Model: o.Model}
	for _, m := range messages {
		if m.Text != "" || len(m.Pictures) > 0 {
			out.Messages = append(out.Messages, content(m))
		}
	}
	if !t.noBound {
		out.MaxCompletionTokens = a.req.MaxTokens
	}
	if !t.noUsage {
		out.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	if !t.noSeed {
		out.Seed = o.Seed
	}
	if !t.noEffort {
		out.ReasoningEffort = o.Effort
	}
	switch {
	case t.mode == ModeSchema:
		out.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{
				Name: schemaName(a.req.Schema.Name), Strict: true, Schema: a.req.Schema.JSON},
		}
	case t.mode == ModeObject:
		out.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	return out
}

// extra gives the members that the client library cannot say: it never sends a
// temperature of zero.
func (a *attempt) extra() []byte {
	if t := a.c.o.Temperature; t != nil && !a.terms.noTemp && !reasons(a.c.o.Model) {
		return []byte(`"temperature":` + strconv.FormatFloat(float64(*t), 'g', -1, 32) + ",")
	}
	return nil
}

// schemaName keeps to the characters that the protocol allows.
func schemaName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return '_'
	}, name)
	if name == "" {
		return "answer"
	}
	return name[:min(len(name), 64)]
}
