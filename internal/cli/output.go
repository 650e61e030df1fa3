package cli

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/document"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/streams"
)

// titles gives readable titles of checklist items and areas, by id.
func titles(c *checklists.Catalog) map[string]string {
	out := make(map[string]string, len(c.Items)+len(c.Areas))
	for _, it := range c.Items {
		out[it.ID] = it.Title
	}
	for _, a := range c.Areas {
		out[a.Key] = a.Title
	}
	return out
}

// outputOptions say where and how a report is written.
type outputOptions struct {
	format  string
	out     string
	theme   string
	noColor bool
	quiet   bool
}

// flags adds the flags of a report; formats names what it can be written as.
func (o *outputOptions) flags(c *cobra.Command, formats []string) {
	f := c.Flags()
	f.StringVar(&o.format, "format", "", "`FORMAT`: "+strings.Join(formats, ", ")+" (default: rendered on a terminal, else markdown)")
	f.StringVarP(&o.out, "out", "o", "", "write to this `FILE` instead of standard output")
	f.StringVar(&o.theme, "theme", "auto", "`COLOURS` on the terminal: auto, dark, light or none")
	f.BoolVar(&o.noColor, "no-color", false, "no colours on the terminal")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "no progress on standard error")
	completeFlag(c, "format", fixed(formats...))
	_ = f.SetAnnotation("format", formatsKey, formats) // fails for an unknown flag only
	completeFlag(c, "theme", fixed("auto", "dark", "light", "none"))
	group(c, "Report", "format", "out", "theme", "no-color", "quiet")
}

// check finds what is wrong with the flags.
func (o *outputOptions) check(formats []string) error {
	if o.format != "" && !slices.Contains(formats, o.format) {
		return &problem.Problem{What: "unknown format " + o.format, Detail: "known are " + strings.Join(formats, ", "), Next: "choose one with --format"}
	}
	if !slices.Contains([]string{"auto", "dark", "light", "none"}, o.theme) {
		return &problem.Problem{What: "unknown theme " + o.theme, Detail: "--theme takes auto, dark, light or none", Next: "choose one of them"}
	}
	return nil
}

// kind gives the format to write; where none was asked for, the file's name or
// the terminal decides.
func (o *outputOptions) kind(s *streams.Streams) (format string, rendered bool) {
	if o.format != "" {
		return o.format, false
	}
	switch ext := strings.TrimPrefix(filepath.Ext(o.out), "."); ext {
	case "json", "html", "sarif":
		return ext, false
	}
	return "markdown", o.out == "" && s.OutTerminal
}

// write writes what write gives to the file or stream that was asked for.
func (o *outputOptions) write(s *streams.Streams, write func(w io.Writer, format string) error) error {
	format, rendered := o.kind(s)
	var buf bytes.Buffer
	if err := write(&buf, format); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if o.out != "" {
		return writeFile(o.out, buf.Bytes())
	}
	if rendered {
		return report.Terminal(s.Out, buf.String(), terminalOptions(s, o))
	}
	if _, err := s.Out.Write(buf.Bytes()); err != nil {
		return &problem.Problem{What: "the report could not be written", Detail: err.Error(), Next: "check where standard output goes, or use --out FILE", Err: err}
	}
	return nil
}

// writeReport writes the report of a review of the documents.
func writeReport(env *Env, o *outputOptions, c *checklists.Catalog, r *review.Review, docs []*document.Document) error {
	return o.write(env.Streams, func(w io.Writer, format string) error {
		return report.Write(w, format, r, report.Options{Titles: titles(c), Texts: documentTexts(docs)})
	})
}

// documentTexts gives the texts of documents by their ids. A report shows the
// lines around a quote, so these are the documents with their secrets masked.
func documentTexts(docs []*document.Document) map[string]string {
	out := make(map[string]string, len(docs))
	for _, d := range docs {
		out[d.ID] = d.Text
	}
	return out
}

func terminalOptions(s *streams.Streams, o *outputOptions) report.TerminalOptions {
	t := report.TerminalOptions{Width: s.Width, Style: "dark", Color: s.Color && !o.noColor && o.theme != "none"}
	if o.theme == "light" || o.theme == "auto" && !s.Dark {
		t.Style = "light"
	}
	if !t.Color {
		t.Style = "notty"
	}
	return t
}

// neighbour creates the file that takes the place of another: with the rights of
// that one where it is there, else with those that the user's mask leaves.
func neighbour(path string) (*os.File, error) {
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text()[:10])
	old, err := os.Stat(path)
	if err != nil {
		return os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(old.Mode().Perm()); err != nil {
		_ = f.Close()
		_ = os.Remove(name)
		return nil, err
	}
	return f, nil
}

// writeFile writes a file whole or not at all: to a neighbour first, which then
// takes its place.
func writeFile(path string, data []byte) error {
	fail := func(err error) error {
		return &problem.Problem{What: "the report could not be written", Detail: err.Error(), Next: "check that the folder of --out exists and can be written; an older file is untouched", Err: err}
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return fail(err)
		}
		_, err = f.Write(data)
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return fail(err)
		}
		return nil
	}
	tmp, err := neighbour(path)
	if err != nil {
		var named *os.PathError
		if errors.As(err, &named) {
			named.Path = path // not the neighbour's name, which nobody gave
		}
		return fail(err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fail(err)
	}
	return nil
}
