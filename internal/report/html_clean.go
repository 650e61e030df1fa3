package report

import (
	"reflect"

	"archreview/agent/review"
)

// harmless gives a copy of the review in which no string holds a character
// that acts on a terminal or deceives a reader; such characters are shown.
// Formats that end up on screens they do not know are written from it.
func harmless(r *review.Review) *review.Review {
	return mapped(reflect.ValueOf(r), cleanText).Interface().(*review.Review)
}

// mapped copies a value deeply with every string in it changed.
func mapped(v reflect.Value, change func(string) string) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		p := reflect.New(v.Type().Elem())
		p.Elem().Set(mapped(v.Elem(), change))
		return p
	case reflect.Struct:
		s := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			s.Field(i).Set(mapped(v.Field(i), change))
		}
		return s
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		s := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			s.Index(i).Set(mapped(v.Index(i), change))
		}
		return s
	case reflect.String:
		s := reflect.New(v.Type()).Elem()
		s.SetString(change(v.String()))
		return s
	}
	return v
}
