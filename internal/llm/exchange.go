package llm

import (
	"bytes"
	"context"
	"net/http"
	"sync/atomic"
)

// exchange is one attempt as the transport sees it. It travels in the context,
// since the client library hands headers on only when all is well.
type exchange struct {
	oldTokens bool   // say max_tokens instead of max_completion_tokens
	extra     []byte // members put at the beginning of the body, each with a comma
	alive     func() // called when bytes arrive

	sent   atomic.Bool // the request reached the transport
	header http.Header // of the response, once it came
	done   bool        // [DONE] was read
	whole  bool        // the answer came in one piece, not as a stream
}

type exchangeKey struct{}

func withExchange(ctx context.Context, x *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	if x == nil {
		return &exchange{alive: func() {}}
	}
	return x
}

// rewrite changes the body of a request where the client library cannot say
// what is meant. Inside of a JSON string a quotation mark has a backslash
// before it, so the pattern matches a member's name only.
func (x *exchange) rewrite(body []byte) []byte {
	if x.oldTokens {
		body = bytes.Replace(body, []byte(`,"max_completion_tokens":`), []byte(`,"max_tokens":`), 1)
	}
	if len(x.extra) > 0 && len(body) > 1 && body[0] == '{' {
		body = append(append([]byte{'{'}, x.extra...), body[1:]...)
	}
	return body
}
