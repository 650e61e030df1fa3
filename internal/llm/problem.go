package llm

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"archreview/internal/problem"
)

// Problem puts a failed call into the three parts that a user sees. An error
// that is no *Error keeps its own text. It gives nil for nil.
func Problem(err error) *problem.Problem {
	if err == nil {
		return nil
	}
	var p *problem.Problem
	if errors.As(err, &p) {
		return p
	}
	var e *Error
	if !errors.As(err, &e) {
		return &problem.Problem{What: "the model could not be called", Detail: err.Error(), Code: problem.Endpoint, Err: err,
			Next: "check --base-url and --model, or run: archreview doctor"}
	}
	out := e.words()
	out.Detail, out.Err = e.detail(), err
	if out.Code == 0 {
		out.Code = problem.Endpoint
	}
	return out
}

// detail names host, status and the endpoint's own words.
func (e *Error) detail() string {
	parts := []string{}
	if e.Host != "" {
		parts = append(parts, e.Host)
	}
	if e.Status != 0 {
		parts = append(parts, fmt.Sprintf("status %d", e.Status))
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	s := strings.Join(parts, ": ")
	if e.Attempts > 1 {
		s += fmt.Sprintf(" (after %d attempts)", e.Attempts)
	}
	if e.RequestID != "" {
		s += " [request " + e.RequestID + "]"
	}
	return s
}

// words gives the headline and the next step of each kind.
func (e *Error) words() *problem.Problem {
	p := func(what, next string, code int) *problem.Problem {
		return &problem.Problem{What: what, Next: next, Code: code}
	}
	switch e.Kind {
	case KindCredentials:
		return p("the endpoint does not accept the API key",
			"set the key of this endpoint in OPENAI_API_KEY and see that it may use the model "+e.Model, problem.Endpoint)
	case KindQuota:
		return p("the account's credit or budget is used up", "add credit or raise the budget at the provider, or choose another endpoint", problem.Endpoint)
	case KindRate:
		return p("the endpoint's limit on requests or tokens is reached", e.rateNext(), problem.Endpoint)
	case KindNetwork:
		return p("the endpoint cannot be reached", "see that it runs and that --base-url is right, then run: archreview doctor", problem.Endpoint)
	case KindTimeout:
		return p("the endpoint did not answer in time", "raise the timeout in the configuration, or choose a faster model", problem.Endpoint)
	case KindNotFound:
		return p("the model or the endpoint does not exist",
			"compare --model ("+e.Model+") with the models that archreview doctor lists, and --base-url with the endpoint's documentation", problem.Endpoint)
	case KindServer:
		return p("the endpoint failed", "try again later; finished parts are kept", problem.Endpoint)
	case KindRequest:
		return p("the endpoint rejects the request", "run archreview doctor to see what the endpoint supports", problem.Endpoint)
	case KindContextLength:
		return p("the documents do not fit the model's window", "choose a model with a larger window, or review fewer documents at once", problem.Incomplete)
	case KindContentFilter:
		return p("the endpoint's content filter stopped the call", "see which passage it objects to, or choose an endpoint without this filter", problem.Incomplete)
	case KindRefusal:
		return p("the model refused to answer", "read its reason above; another model may answer", problem.Incomplete)
	case KindTruncated:
		return p("the model's answer was cut", e.cutNext(), problem.Incomplete)
	case KindPictures:
		return p("the model takes no pictures", "choose a model that sees, or describe the pictures in words", problem.Endpoint)
	case KindCanceled:
		return p("the call was given up", "run the same command again; finished parts are kept", problem.Interrupted)
	}
	return p("the endpoint's response is no answer",
		"see that --base-url is the endpoint's API, which mostly ends in /v1, and run: archreview doctor", problem.Endpoint)
}

func (e *Error) rateNext() string {
	if e.RetryAfter > 0 {
		return fmt.Sprintf("try again in %v, or lower --parallel", e.RetryAfter.Round(time.Second))
	}
	return "try again in a minute, or lower --parallel"
}

func (e *Error) cutNext() string {
	if endOf(e.Finish) == endCut {
		return "raise the bound of the answer in the configuration, or choose a model with longer answers"
	}
	return "try again; finished parts are kept"
}
