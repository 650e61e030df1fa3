package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"archreview/agent/review"
	"archreview/internal/problem"
)

// JSON writes the review as indented JSON after the contract. Lists are never
// null, and no character in it can act on a terminal.
func JSON(w io.Writer, r *review.Review) error { return writeJSON(w, r) }

// writeJSON is JSON for the value of any contract.
func writeJSON(w io.Writer, contract any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(normal(reflect.ValueOf(contract)).Interface()); err != nil {
		return fmt.Errorf("write %T as JSON: %w", contract, err)
	}
	_, err := w.Write(escapeControls(b.Bytes()))
	return err
}

// normal copies a value with every nil slice made an empty one.
func normal(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(normal(v.Elem()))
		return p
	case reflect.Struct:
		s := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			s.Field(i).Set(normal(v.Field(i)))
		}
		return s
	case reflect.Slice:
		s := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			s.Index(i).Set(normal(v.Index(i)))
		}
		return s
	}
	return v
}

// SafeJSON gives JSON in which no character can act on a terminal; its value
// stays the same.
func SafeJSON(text []byte) []byte { return escapeControls(text) }

// escapeControls writes what encoding/json leaves raw and a terminal would
// obey (DEL, C1 controls, direction marks) as \u escapes. Such characters
// stand only inside JSON strings, so the value stays the same.
func escapeControls(text []byte) []byte {
	if isClean(string(text)) {
		return text
	}
	var b bytes.Buffer
	for _, r := range string(text) {
		switch {
		case r == '\n' || !dangerous(r, 0):
			b.WriteRune(r)
		case r > 0xffff: // tags: as a pair of surrogates
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.Bytes()
}

// ReadJSON reads a review strictly: a field that the contract does not know,
// another schema or text after the value is an error.
func ReadJSON(in io.Reader) (*review.Review, error) {
	d := json.NewDecoder(in)
	d.DisallowUnknownFields()
	var r review.Review
	if err := d.Decode(&r); err != nil {
		return nil, notAReview(err.Error(), err)
	}
	if r.Schema != review.Schema {
		return nil, notAReview(fmt.Sprintf("its schema is %q, not %q", r.Schema, review.Schema), nil)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, notAReview("there is more text after the review", nil)
	}
	return &r, nil
}

func notAReview(detail string, cause error) error {
	return &problem.Problem{
		What:   "This is not a review that can be read",
		Detail: Clean(detail),
		Next:   "Write the review with --format json and give that file",
		Err:    cause,
	}
}
