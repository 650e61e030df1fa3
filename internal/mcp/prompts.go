package mcp

import (
	"context"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"archreview/internal/report"
)

// addPrompts adds the prompts, whose texts are data.
func (s *Server) addPrompts() error {
	list, err := records[*sdk.Prompt]("prompts.yaml")
	if err != nil {
		return err
	}
	for _, p := range list {
		s.sdk.AddPrompt(p, prompt(p))
	}
	return nil
}

// prompt fills the text of a prompt. What a client gives stands in it as one
// line of code, so that it is read as a name.
func prompt(p *sdk.Prompt) sdk.PromptHandler {
	return func(_ context.Context, req *sdk.GetPromptRequest) (*sdk.GetPromptResult, error) {
		c := &call{}
		v := values{}
		for _, a := range p.Arguments {
			given := req.Params.Arguments[a.Name]
			if err := c.needed(a.Name, given, mostPath); err != nil {
				return nil, err
			}
			switch a.Name {
			case "paths":
				var paths []string
				for _, x := range strings.Split(given, ",") {
					if x = strings.TrimSpace(x); x != "" {
						paths = append(paths, named(x))
					}
				}
				v["Paths"] = paths
			default:
				v["Session"] = named(given)
			}
		}
		return &sdk.GetPromptResult{Description: p.Description, Messages: []*sdk.PromptMessage{{Role: "user", Content: &sdk.TextContent{Text: say(p.Name, v)}}}}, nil
	}
}

// named shows a name from outside as code.
func named(s string) string {
	return "`" + strings.ReplaceAll(clip(strings.Join(strings.Fields(report.Clean(s)), " "), mostShown), "`", "'") + "`"
}
