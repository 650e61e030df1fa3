package mcp

import (
	"fmt"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// addTools adds the tools: their descriptions are data, their handlers stand
// here under the same names.
func (s *Server) addTools() error {
	handlers := map[string]tool{
		"review_start":        handle("review_start", s.start),
		"interview_questions": handle("interview_questions", s.questions),
		"interview_answer":    handle("interview_answer", s.answer),
		"review_run":          handle("review_run", s.run),
		"review_get":          handle("review_get", s.get),
		"deep_dive":           handle("deep_dive", s.dive),
		"guide":               handle("guide", s.guide),
		"ask":                 handle("ask", s.ask),
		"dispute":             handle("dispute", s.dispute),
		"compare":             handle("compare", s.compare),
		"explain":             handle("explain", s.explain),
	}
	list, err := records[*sdk.Tool]("tools.yaml")
	if err != nil {
		return err
	}
	for _, t := range list {
		h := handlers[t.Name]
		if h == nil {
			return fmt.Errorf("the tool %s has no handler", t.Name)
		}
		delete(handlers, t.Name)
		s.tools[t.Name] = true
		s.sdk.AddTool(t, s.serve(t.Name, h))
	}
	for name := range handlers {
		return fmt.Errorf("the tool %s has no description", name)
	}
	return nil
}
