package mcp

import (
	"bytes"
	"context"
	"errors"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"archreview/internal/report"
)

// Addresses of resources.
const (
	checklistsAt = "archreview://checklists/"
	sessionsAt   = "archreview://sessions"
	markdown     = "text/markdown"
)

// addResources adds the checklists of the areas and the sessions.
func (s *Server) addResources() {
	for _, a := range s.catalog.Areas {
		s.sdk.AddResource(&sdk.Resource{URI: checklistsAt + a.Key, Name: "checklist-" + a.Key, Title: "Checklist " + a.Letter + ": " + a.Title,
			Description: a.Scope, MIMEType: markdown}, s.checklist)
	}
	s.sdk.AddResource(&sdk.Resource{URI: sessionsAt, Name: "sessions", Title: "Open sessions", MIMEType: markdown}, s.sessions)
	s.sdk.AddResourceTemplate(&sdk.ResourceTemplate{URITemplate: checklistsAt + "{area}", Name: "checklist", Title: "Checklist of an area", MIMEType: markdown}, s.checklist)
	s.sdk.AddResourceTemplate(&sdk.ResourceTemplate{URITemplate: sessionsAt + "/{id}", Name: "session", Title: "Review of a session", MIMEType: markdown}, s.report)
}

// contents is the answer that a resource is a text.
func contents(uri, text string) *sdk.ReadResourceResult {
	return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{{URI: uri, MIMEType: markdown, Text: text}}}
}

func (s *Server) checklist(_ context.Context, req *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
	uri := req.Params.URI
	key, err := s.areaKey(strings.TrimPrefix(uri, checklistsAt))
	if err != nil {
		return nil, sdk.ResourceNotFoundError(clip(uri, mostShown))
	}
	text, err := s.o.Checklist(key)
	if err != nil {
		return nil, err
	}
	return contents(uri, text), nil
}

// openSession is a session in the list of those that are open.
type openSession struct{ ID, Title, Engine, State string }

func (s *Server) sessions(_ context.Context, req *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
	var out []openSession
	for _, id := range s.ids() {
		v := s.find(func(v *conversation) bool { return v.id == id })
		if v == nil {
			continue
		}
		x := openSession{ID: v.id, Engine: v.work.Engine, State: "interview"}
		for i, d := range v.work.Agent.Documents() {
			if i > 0 {
				x.Title += ", "
			}
			x.Title += d.Path
		}
		if r := v.work.Agent.Last(); r != nil {
			x.State = "reviewed, " + string(r.Outcome)
		}
		s.done(v)
		out = append(out, x)
	}
	return contents(req.Params.URI, say("sessions", out)), nil
}

func (s *Server) report(ctx context.Context, req *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
	uri := req.Params.URI
	c := &call{s: s, ctx: ctx, session: req.Session, replies: req.Params.InputResponses}
	v, err := c.conversation(strings.TrimPrefix(uri, sessionsAt+"/"))
	if errors.Is(err, errAskRoots) {
		return &sdk.ReadResourceResult{InputRequests: askRoots()}, nil
	}
	if err != nil {
		return nil, err
	}
	defer s.done(v)
	r := v.work.Agent.Last()
	if r == nil {
		return nil, wrong("unreviewed", values{"ID": v.id})
	}
	var b bytes.Buffer
	if err := report.Write(&b, "markdown", r, report.Options{Titles: v.work.Titles}); err != nil {
		return nil, err
	}
	return contents(uri, b.String()), nil
}
