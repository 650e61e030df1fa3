// Package mcp serves reviews to editors over the Model Context Protocol: tools
// for the interview, the review and what follows it, resources for checklists
// and sessions, and prompts. It sits at the desk like the other front ends.
//
// Files are read under the roots of the client only. A host is contacted only
// after the client has been told what would be sent there and has confirmed it.
// Texts in results come from documents and models; they are data.
package mcp

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"archreview/checklists"
	"archreview/internal/desk"
)

// Settings are those of one conversation.
type Settings struct {
	Answers map[string]string // by question key
	Areas   []string          // keys or letters; empty for all ten
	Offline bool              // the embedded reviewer, whatever model is configured
}

// Options are what a server needs of the rest of the program.
type Options struct {
	// Desk gives the desk for conversations with these settings. Errors are in
	// three parts.
	Desk func(Settings) (desk.Desk, error)
	// Catalog is what reviews cover.
	Catalog *checklists.Catalog
	// Checklist writes the checklist of an area, by key, as Markdown.
	Checklist func(area string) (string, error)
	Roots     []string // folders under which files are read, whatever the client gives; empty to ask the client
	Dir       string   // the only root where neither says any; a project, not "/" or a home folder
	Version   string
	Now       func() time.Time
	Log       io.Writer // where calls are logged, without their contents; nil for nowhere
}

// Server serves the protocol. It may serve several clients at once, which then
// share its conversations.
type Server struct {
	o       Options
	sdk     *sdk.Server
	catalog *checklists.Catalog
	log     *slog.Logger
	tools   map[string]bool // by name; not changed once the server is made

	opening sync.Mutex // desks are opened one at a time
	mu      sync.Mutex
	open    map[string]*conversation // by id
	serial  int
}

// New makes a server. It reads nothing but its descriptions.
func New(o Options) (*Server, error) {
	s := &Server{o: o, catalog: o.Catalog, open: map[string]*conversation{}, tools: map[string]bool{}, log: slog.New(slog.DiscardHandler)}
	opts := &sdk.ServerOptions{Instructions: text("instructions.txt"), Capabilities: &sdk.ServerCapabilities{}}
	if o.Log != nil {
		s.log = slog.New(slog.NewTextHandler(o.Log, nil))
	}
	s.sdk = sdk.NewServer(&sdk.Implementation{Name: "archreview", Title: "archreview", Version: o.Version}, opts)
	s.sdk.AddReceivingMiddleware(s.guarded)
	if err := s.addTools(); err != nil {
		return nil, err
	}
	if err := s.addPrompts(); err != nil {
		return nil, err
	}
	s.addResources()
	return s, nil
}

// Run serves one client until it leaves or the context ends, then closes all
// conversations; what they have come to is kept.
func (s *Server) Run(ctx context.Context, t sdk.Transport) error {
	defer s.closeAll()
	if err := s.sdk.Run(ctx, t); err != nil && ctx.Err() == nil {
		p := wrong("client", values{"Why": err.Error()})
		p.Err = err
		return p
	}
	return nil
}

// Serve serves one client on a pair of streams. Nothing but the protocol is
// written to out.
func Serve(ctx context.Context, in io.Reader, out io.Writer, o Options) error {
	s, err := New(o)
	if err != nil {
		return err
	}
	return s.Run(ctx, patient{&sdk.IOTransport{Reader: io.NopCloser(in), Writer: unclosed{out}}})
}

// unclosed is a writer that its user may close without effect.
type unclosed struct{ io.Writer }

// Close does nothing.
func (unclosed) Close() error { return nil }
