package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/problem"
	"archreview/internal/report"
	"archreview/internal/streams"
)

// writeReport writes the report to the file or stream that was asked for.
func writeReport(env *Env, o *reviewOptions, c *checklists.Catalog, r *review.Review) error {
	titles := make(map[string]string, len(c.Items))
	for _, it := range c.Items {
		titles[it.ID] = it.Title
	}
	opts := report.Options{Titles: titles}
	format := o.format
	rendered := format == "" && o.out == "" && env.Streams.OutTerminal
	if format == "" {
		format = "markdown"
		if filepath.Ext(o.out) == ".json" {
			format = "json"
		}
	}
	var buf bytes.Buffer
	if err := report.Write(&buf, format, r, opts); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if o.out != "" {
		return writeFile(o.out, buf.Bytes())
	}
	if rendered {
		return report.Terminal(env.Streams.Out, buf.String(), terminalOptions(env.Streams, o))
	}
	if _, err := env.Streams.Out.Write(buf.Bytes()); err != nil {
		return &problem.Problem{What: "the report could not be written", Detail: err.Error(), Next: "check where standard output goes, or use --out FILE", Err: err}
	}
	return nil
}

func terminalOptions(s *streams.Streams, o *reviewOptions) report.TerminalOptions {
	t := report.TerminalOptions{Width: s.Width, Style: "dark", Color: s.Color && !o.noColor && o.theme != "none"}
	if o.theme == "light" || o.theme == "auto" && !s.Dark {
		t.Style = "light"
	}
	if !t.Color {
		t.Style = "notty"
	}
	return t
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
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
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
		err = os.Chmod(tmp.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fail(err)
	}
	return nil
}
