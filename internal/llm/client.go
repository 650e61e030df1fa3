package llm

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/sashabaranov/go-openai"
)

// Client calls one model at one endpoint. It is safe for concurrent use: calls
// share what is learned of the endpoint and its limits.
type Client struct {
	o     Options
	at    address
	api   *openai.Client // knows no key; the transport adds it
	http  *http.Client
	learn learned
	limit limiter
	price Price
}

// New makes a Client. Nothing is sent.
func New(o Options) (*Client, error) {
	at, err := locate(o)
	if err != nil {
		return nil, err
	}
	o.setDefaults()
	o.Model = at.model
	if o.Model == "" {
		return nil, errors.New("no model is named: set one with --model")
	}
	c := &Client{o: o, at: at, limit: limiter{clock: o.Clock, most: o.MaxWait}}
	c.learn.mode = o.Mode
	c.learn.oldTokens = at.tokensByOldName(o.Model)
	c.price, _ = PriceOf(o.Model, o.Prices)
	c.http = &http.Client{
		CheckRedirect: c.redirect,
		Transport: &transport{base: o.Transport, clock: o.Clock, key: o.APIKey, header: at.keyHeader,
			origin: origin(at.base), max: o.MaxBytes},
	}
	cfg := openai.DefaultConfig("")
	if at.api == Azure {
		cfg = openai.DefaultAzureConfig("", "")
		cfg.APIVersion = at.version
		cfg.AzureModelMapperFunc = func(model string) string { return url.PathEscape(model) }
	}
	cfg.BaseURL, cfg.HTTPClient = at.base.String(), c.http
	c.api = openai.NewClientWithConfig(cfg)
	return c, nil
}

// String names host and model, and nothing that lies within.
func (c *Client) String() string { return "llm.Client(" + c.o.Model + " at " + c.Host() + ")" }

// GoString is String.
func (c *Client) GoString() string { return c.String() }

// Host names the endpoint's host and port.
func (c *Client) Host() string { return c.at.base.Host }

// Model names the model, or the deployment.
func (c *Client) Model() string { return c.o.Model }

// Price gives the price of the model; ok is false when none is known.
func (c *Client) Price() (p Price, ok bool) { return c.price, c.price.Model != "" }

// Open tells whether the key and the prompts travel without encryption to
// another machine.
func (c *Client) Open() bool {
	h := c.at.base.Hostname()
	return c.at.base.Scheme == "http" && h != "localhost" && h != "::1" && !strings.HasPrefix(h, "127.")
}

// redirect follows within the endpoint's origin only, and never turns the call
// into another one: the request carries the user's documents.
func (c *Client) redirect(req *http.Request, via []*http.Request) error {
	if len(via) >= 5 || origin(req.URL) != origin(c.at.base) || req.Method != via[0].Method {
		to := url.URL{Scheme: req.URL.Scheme, Host: req.URL.Host, Path: req.URL.Path}
		return &Error{Kind: KindNotFound, Message: "the endpoint sends the request on to " + to.String() + ", which is not followed"}
	}
	return nil
}

func (c *Client) logf(label, format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	if label != "" {
		line = label + ": " + line
	}
	c.o.Log(c.o.APIKey.scrub(line))
}

// finish completes an error with what the client knows, and makes its texts
// fit to be shown.
func (c *Client) finish(e *Error) *Error {
	e.Host, e.Model = c.Host(), c.o.Model
	for _, s := range []*string{&e.Message, &e.Code, &e.Param, &e.RequestID, &e.Finish} {
		*s = c.clean(*s)
	}
	if e.Message == "" {
		e.Message = "no reason was given"
	}
	return e
}

func (c *Client) clean(s string) string { return printable(c.o.APIKey.scrub(s)) }
