package mcp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"archreview/agent/review"
	"archreview/internal/report"
)

// Bounds of what one answer holds.
const (
	mostValue  = 60_000 // bytes of the structured value
	mostText   = 8_000  // characters of Markdown beside it
	mostPiece  = 12_000 // characters of a report in pieces
	pageLength = 25     // entries of a list
)

// clip cuts a text to a number of characters.
func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	r := []rune(s)
	return string(r[:most]) + "…"
}

// shorten is clip for Markdown, and says how much is left.
func shorten(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "\n\n" + say("more", values{"Rest": len(r) - most})
}

// fit writes a value as JSON of at most so many bytes. Where the whole is
// larger, texts and lists in it are shortened step by step and "clipped" says
// so.
func fit(value any, most int) (json.RawMessage, error) {
	raw, err := plain(value)
	if err != nil {
		return nil, err
	}
	if len(raw) <= most {
		return raw, nil
	}
	for _, level := range []struct{ chars, entries int }{{4000, 60}, {1500, 30}, {600, 20}, {250, 12}, {100, 6}, {40, 3}} {
		var loose any
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if err := d.Decode(&loose); err != nil {
			return nil, fmt.Errorf("shortening the answer: %w", err)
		}
		loose = clipAll(loose, level.chars, level.entries)
		if m, ok := loose.(map[string]any); ok {
			m["clipped"] = say("clipped", nil)
		}
		out, err := plain(loose)
		if err != nil {
			return nil, err
		}
		if len(out) <= most {
			return out, nil
		}
	}
	return json.Marshal(map[string]string{"clipped": say("clipped", nil)})
}

// plain writes JSON in which angle brackets stay as they are.
func plain(value any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("writing the answer as JSON: %w", err)
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

func clipAll(v any, chars, entries int) any {
	switch x := v.(type) {
	case string:
		return clip(x, chars)
	case []any:
		x = x[:min(len(x), entries)]
		for i := range x {
			x[i] = clipAll(x[i], chars, entries)
		}
		return x
	case map[string]any:
		for k := range x {
			x[k] = clipAll(x[k], chars, entries)
		}
		return x
	}
	return v
}

// page gives the entries from an offset on, and where the rest begins; 0 if
// there is none.
func page[T any](all []T, offset, length int) ([]T, int, error) {
	if offset < 0 || offset > 0 && offset >= len(all) {
		return nil, 0, wrong("offset", values{"Offset": offset, "Total": len(all)})
	}
	end := min(offset+length, len(all))
	next := end
	if end == len(all) {
		next = 0
	}
	return list(all[offset:end]), next, nil
}

// list gives a list that is never null in JSON.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// contract writes what report writes as JSON, where lists are never null and
// nothing can act on a terminal.
func contract(write func(*bytes.Buffer) error) (json.RawMessage, error) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return nil, err
	}
	return json.RawMessage(bytes.TrimSpace(b.Bytes())), nil
}

// areaJSON is one area in the form of the contract.
func areaJSON(a review.Area) (json.RawMessage, error) {
	raw, err := contract(func(b *bytes.Buffer) error {
		return report.JSON(b, &review.Review{Schema: review.Schema, Areas: []review.Area{a}})
	})
	var r struct {
		Areas []json.RawMessage `json:"areas"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &r)
	}
	if err != nil {
		return nil, fmt.Errorf("writing an area: %w", err)
	}
	return r.Areas[0], nil
}

// concernJSON is one concern in the form of the contract.
func concernJSON(c review.Concern) (json.RawMessage, error) {
	raw, err := areaJSON(review.Area{Concerns: []review.Concern{c}})
	var a struct {
		Concerns []json.RawMessage `json:"concerns"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &a)
	}
	if err != nil {
		return nil, fmt.Errorf("writing a concern: %w", err)
	}
	return a.Concerns[0], nil
}
