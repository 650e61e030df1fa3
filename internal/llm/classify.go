package llm

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"

	"archreview/internal/lazyregexp"
)

// told is an error in an endpoint's words, whatever its dialect.
type told struct{ message, code, param, raw string }

// errorObject reads every form of error that endpoints are known to write:
// OpenAI's object, a bare string (Ollama, LM Studio), "detail" (FastAPI), a
// flat object (vLLM), a list (Gemini), a web page, plain text.
func errorObject(body []byte) told {
	body = bytes.TrimSpace(body)
	var list []json.RawMessage
	if len(body) > 0 && body[0] == '[' && json.Unmarshal(body, &list) == nil && len(list) > 0 {
		body = list[0]
	}
	var top map[string]json.RawMessage
	if json.Unmarshal(body, &top) != nil {
		return told{message: pageText(body), raw: string(body)}
	}
	for _, k := range []string{"error", "detail", "errors"} {
		if v, ok := top[k]; ok && !isNull(v) {
			return errorValue(v)
		}
	}
	return errorValue(body)
}

func errorValue(v json.RawMessage) told {
	t := told{raw: string(v)}
	if json.Unmarshal(v, &t.message) == nil {
		return t
	}
	var o struct {
		Message, Msg, Detail any
		Code, Type, Status   any
		Param                any
		InnerError           struct{ Code string }
		Metadata             struct{ Raw any }
	}
	if json.Unmarshal(v, &o) != nil {
		t.message = string(v)
		return t
	}
	t.message = firstText(o.Message, o.Msg, o.Detail)
	if raw := firstText(o.Metadata.Raw); raw != "" {
		t.message += ": " + raw
	}
	if t.message == "" {
		t.message = string(v)
	}
	t.code = strings.TrimSpace(firstText(o.Code) + " " + firstText(o.Type, o.Status) + " " + o.InnerError.Code)
	t.param = firstText(o.Param)
	return t
}

func firstText(values ...any) string {
	for _, v := range values {
		switch v := v.(type) {
		case string:
			if v != "" {
				return v
			}
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		case []any, map[string]any:
			raw, _ := json.Marshal(v)
			return string(raw)
		}
	}
	return ""
}

func isNull(v json.RawMessage) bool { return len(v) == 0 || string(v) == "null" }

var (
	pageTitle = lazyregexp.New(`(?is)<(?:title|h1)[^>]*>(.*?)</`)
	tagLike   = lazyregexp.New(`(?i)^\s*<(!doctype|html|head|body|\?xml|h1|center)`)
)

func isPage(body []byte) bool { return tagLike.Match(body) }

func pageText(body []byte) string {
	if !isPage(body) {
		return string(body)
	}
	if m := pageTitle.FindSubmatch(body); m != nil {
		return "a web page came instead of an answer: " + html.UnescapeString(string(m[1]))
	}
	return "a web page came instead of an answer"
}

// statusError makes an *Error of a response with a status of 400 or more.
func statusError(status int, h http.Header, body []byte, now time.Time) *Error {
	t := errorObject(body)
	if t.message == "" {
		t.message = http.StatusText(status)
	}
	e := &Error{Status: status, Code: t.code, Message: t.message, Param: t.param, RetryAfter: retryAfter(h, now)}
	e.Kind = kindOf(status, t)
	e.again = (e.Kind == KindRate || e.Kind == KindServer || e.Kind == KindTimeout) && status != http.StatusNotImplemented
	return e
}

// streamError makes an *Error of an error object inside a stream, where the
// status was 200; its code may be a status.
func streamError(v json.RawMessage) *Error {
	t := errorValue(v)
	e := &Error{Code: t.code, Message: t.message, Param: t.param}
	status, _ := strconv.Atoi(strings.SplitN(t.code+" ", " ", 2)[0])
	if status < 400 || status > 599 {
		status = http.StatusInternalServerError
		if mentions(t.code, "rate_limit", "too_many_requests") {
			status = http.StatusTooManyRequests
		}
		if mentions(t.code, "invalid_request", "badrequest") {
			status = http.StatusBadRequest
		}
	}
	e.Kind = kindOf(status, t)
	e.again = e.Kind == KindRate || e.Kind == KindServer || e.Kind == KindTimeout
	return e
}

// kindOf looks at the words before the status: endpoints agree on the former
// more than on the latter.
func kindOf(status int, t told) Kind {
	if k, ok := kindByWords(status, t); ok {
		return k
	}
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusProxyAuthRequired:
		return KindCredentials
	case status == http.StatusPaymentRequired:
		return KindQuota
	case status == http.StatusNotFound:
		return KindNotFound
	case status == http.StatusRequestTimeout:
		return KindTimeout
	case status == http.StatusRequestEntityTooLarge:
		return KindContextLength
	case status == http.StatusTooManyRequests:
		return KindRate
	case status == http.StatusConflict, status >= 500:
		return KindServer
	}
	return KindRequest
}

func kindByWords(status int, t told) (Kind, bool) {
	code, words := strings.ToLower(t.code), strings.ToLower(t.message)
	switch {
	case mentions(code, "insufficient_quota", "billing"), mentions(words, "exceeded your current quota", "insufficient credits",
		"insufficient balance", "credit balance", "budget has been exceeded"):
		return KindQuota, true
	case mentions(code, "context_length", "exceed_context_size", "string_above_max_length"), mentions(words,
		"maximum context length", "context window", "context size", "prompt is too long", "input is too long",
		"reduce the length of the messages", "exceeds the context", "maximum prompt length"):
		return KindContextLength, true
	case mentions(code, "content_filter", "content_policy", "responsibleaipolicy"), mentions(words,
		"content management policy", "flagged by", "requires moderation"):
		return KindContentFilter, true
	case mentions(code, "invalid_api_key", "authentication_error", "permission_denied"):
		return KindCredentials, true
	case mentions(code, "model_not_found", "deploymentnotfound"):
		return KindNotFound, true
	case status == http.StatusBadRequest && mentions(words, "model") &&
		mentions(words, "not found", "does not exist", "not a valid model", "invalid model", "no such model"):
		return KindNotFound, true
	}
	return 0, false
}

func mentions(text string, any ...string) bool {
	for _, a := range any {
		if strings.Contains(text, a) {
			return true
		}
	}
	return false
}

// retryAfter reads the time until the endpoint is ready again, in the forms in
// use: milliseconds, seconds, a date, Azure's reset time.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms > 0 {
		return time.Duration(ms * float64(time.Millisecond))
	}
	v := strings.TrimSpace(h.Get("Retry-After"))
	if d := span(v); d > 0 {
		return d
	}
	if t, err := http.ParseTime(v); err == nil && t.After(now) {
		return t.Sub(now)
	}
	for _, k := range []string{"Requests", "Tokens"} {
		if h.Get("X-Ratelimit-Remaining-"+k) == "0" {
			if d := span(h.Get("X-Ratelimit-Reset-" + k)); d > 0 {
				return d
			}
		}
	}
	return 0
}

// span reads "20", "0.5", "6m0s" and "120ms"; 0 for anything else.
func span(v string) time.Duration {
	if s, err := strconv.ParseFloat(v, 64); err == nil && s > 0 && s < 1e7 {
		return time.Duration(s * float64(time.Second))
	}
	if d, err := time.ParseDuration(v); err == nil && d > 0 {
		return d
	}
	return 0
}
