package cli

import (
	"bytes"
	"fmt"
	"io"

	"archreview/agent"
	"archreview/internal/problem"
	"archreview/internal/report"
)

// followFormats are the formats of what follows a review.
func followFormats() []string { return report.FollowFormats() }

// writeResult writes what came of a follow-up.
func writeResult(w io.Writer, format string, r *agent.Result, o report.Options) error {
	switch {
	case r.DeepDive != nil:
		return report.DeepDive(w, format, r.DeepDive, o)
	case r.Guidance != nil:
		return report.Guidance(w, format, r.Guidance, o)
	case r.Reply != nil:
		return report.Reply(w, format, r.Reply, o)
	}
	return &problem.Problem{What: "there is nothing to write", Detail: "a " + string(r.FollowUp.Kind) + " leaves its mark in the review", Next: "write the review instead"}
}

// rendered gives the newest review, or a result, in a format, with a name for
// its file.
func (c *consultation) rendered(a *agent.Agent, format string, result *agent.Result) (string, []byte, error) {
	var b bytes.Buffer
	opts := report.Options{Titles: titles(c.opts.Lexicon.Catalog), Texts: documentTexts(a.Documents())}
	name := "review"
	if result != nil {
		name = string(result.FollowUp.Kind)
		for _, of := range []string{result.FollowUp.Area, result.FollowUp.Concern} {
			if of != "" {
				name += "-" + of
			}
		}
	}
	r := a.Last()
	switch {
	case r == nil:
		return "", nil, agent.ErrNoReview
	case result != nil:
		opts.Documents = r.Documents
		if err := writeResult(&b, format, result, opts); err != nil {
			return "", nil, err
		}
	default:
		if err := report.Write(&b, format, r, opts); err != nil {
			return "", nil, fmt.Errorf("writing the report: %w", err)
		}
	}
	return name + extension(format), b.Bytes(), nil
}

// extension gives the ending of a file's name for a format.
func extension(format string) string {
	switch format {
	case "markdown", "summary":
		return ".md"
	case "github":
		return ".txt"
	}
	return "." + format
}
