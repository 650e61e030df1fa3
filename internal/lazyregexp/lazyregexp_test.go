package lazyregexp

import (
	"reflect"
	"regexp"
	"sync"
	"testing"
)

// TestNewCompilesNothing makes sure that a start pays for no expression: a
// wrong one is noticed at its first use only.
func TestNewCompilesNothing(t *testing.T) {
	r := New("(")
	defer func() {
		if recover() == nil {
			t.Error("the first use of a wrong expression does not panic")
		}
	}()
	r.MatchString("x")
}

// TestSameAsRegexp calls every method here and in regexp with the same
// arguments.
func TestSameAsRegexp(t *testing.T) {
	const expr, text = `([a-c])(\d)?`, "x a1 b, c2 a1b"
	args := map[string][]any{
		"MatchString": {text}, "FindString": {text}, "FindStringIndex": {text}, "FindStringSubmatch": {text}, "FindStringSubmatchIndex": {text},
		"FindAllString": {text, 2}, "FindAllStringIndex": {text, -1}, "FindAllStringSubmatch": {text, -1}, "FindAllStringSubmatchIndex": {text, 3},
		"ReplaceAllString": {text, "<$2$1>"}, "ReplaceAllStringFunc": {text, func(s string) string { return "(" + s + ")" }},
		"Split": {text, -1}, "Match": {[]byte(text)}, "FindSubmatch": {[]byte(text)},
	}
	lazy, eager := reflect.ValueOf(New(expr)), reflect.ValueOf(regexp.MustCompile(expr))
	for m := range lazy.Type().Methods() {
		given, ok := args[m.Name]
		if !ok {
			t.Errorf("%s is not compared", m.Name)
			continue
		}
		var in []reflect.Value
		for _, a := range given {
			in = append(in, reflect.ValueOf(a))
		}
		got, want := lazy.MethodByName(m.Name).Call(in)[0].Interface(), eager.MethodByName(m.Name).Call(in)[0].Interface()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s gives %v, want %v", m.Name, got, want)
		}
	}
}

// TestManyAtOnce uses one expression from several goroutines; the race detector
// sees what this test cannot.
func TestManyAtOnce(t *testing.T) {
	r := New(`^a+$`)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if !r.MatchString("aaa") {
				t.Error("no match")
			}
		})
	}
	all.Wait()
}
