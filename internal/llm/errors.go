package llm

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// Kind is the class of a failure, by what can be done about it.
type Kind int

// The kinds of failure.
const (
	KindServer        Kind = iota // the endpoint failed or is overloaded
	KindCredentials               // the key is missing, wrong or not allowed this
	KindQuota                     // paid credit or a hard budget is used up
	KindRate                      // too many requests or tokens for now
	KindContextLength             // the prompt does not fit the model's window
	KindContentFilter             // the endpoint's filter stopped prompt or answer
	KindRefusal                   // the model refused to answer
	KindMalformed                 // what came is no answer in the protocol
	KindTruncated                 // the answer is cut: Partial holds its beginning
	KindNetwork                   // no connection, or it broke
	KindTimeout                   // no answer, or no further piece of it, in time
	KindNotFound                  // no such model, or no endpoint at this address
	KindRequest                   // the endpoint rejects the request for another reason
	KindCanceled                  // the caller gave up
	KindPictures                  // the model or its endpoint takes no pictures
)

// String gives the kind's name.
func (k Kind) String() string {
	return [...]string{"server", "credentials", "quota", "rate", "context-length", "content-filter", "refusal",
		"malformed", "truncated", "network", "timeout", "not-found", "request", "canceled", "pictures"}[k]
}

// Error is a call that gave no whole answer.
type Error struct {
	Kind       Kind
	Status     int    // HTTP status, 0 if there was none
	Code       string // the endpoint's own code
	Message    string // printable, without keys
	Param      string // the parameter that the endpoint complains about
	Host       string
	Model      string
	RequestID  string
	RetryAfter time.Duration // when the endpoint is ready again, by its own account
	Attempts   int
	Partial    string // the answer so far, where one had begun
	Finish     string // the endpoint's reason for the end, where it gave one
	Usage      Usage  // what was used up for it
	Err        error  // cause, may be nil

	again bool // another attempt may succeed
	once  bool // a single further attempt is worth its cost: what came was no answer, and nobody knows why
}

// Error tells kind, status and message on one line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", e.Kind)
	if e.Host != "" {
		fmt.Fprintf(&b, "%s: ", e.Host)
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, "status %d: ", e.Status)
	}
	b.WriteString(e.Message)
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (after %d attempts)", e.Attempts)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf gives the kind of a failed call; ok is false for errors that are none.
func KindOf(err error) (kind Kind, ok bool) {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind, true
	}
	return 0, false
}

// Causes for which a watch ends an attempt.
var (
	errNoAnswer = errors.New("no answer began in time")
	errStalled  = errors.New("the stream stalled")
	errTooLong  = errors.New("the answer took too long")
)

// failure makes an *Error of whatever ended an attempt.
func failure(ctx, attempt context.Context, err error) *Error {
	if ctx.Err() != nil {
		return gaveUp(ctx)
	}
	switch cause := context.Cause(attempt); {
	case errors.Is(cause, errNoAnswer), errors.Is(cause, errStalled):
		return &Error{Kind: KindTimeout, Message: cause.Error(), Err: cause, again: true}
	case errors.Is(cause, errTooLong):
		return &Error{Kind: KindTimeout, Message: cause.Error(), Err: cause}
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return network(err)
}

// gaveUp is the failure of a call whose own context ended.
func gaveUp(ctx context.Context) *Error {
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return &Error{Kind: KindTimeout, Message: "the time for the whole call is over", Err: context.Cause(ctx)}
	}
	return &Error{Kind: KindCanceled, Message: "the call was given up", Err: errors.Join(ctx.Err(), context.Cause(ctx))}
}

// network classifies what the transport below reports.
func network(err error) *Error {
	e := &Error{Kind: KindNetwork, Message: innermost(err), Err: err, again: true}
	var (
		dns     *net.DNSError
		record  tls.RecordHeaderError
		verify  *tls.CertificateVerificationError
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		e.Message, e.again = "the host name is not known", false
	case errors.As(err, &record), strings.Contains(e.Message, "HTTP response to HTTPS client"):
		e.Message, e.again = "the endpoint does not speak TLS at this address", false
	case errors.As(err, &verify), errors.As(err, &unknown), errors.As(err, &name), errors.As(err, &invalid):
		e.Message, e.again = "its certificate is not accepted: "+innermost(err), false
	}
	return e
}

// innermost gives the text of the last error of a chain, which is the reason
// without the addresses around it.
func innermost(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return printable(err.Error())
		}
		err = next
	}
}
