package phrase

import (
	"slices"
	"testing"
)

func TestWordsAndStems(t *testing.T) {
	got := Words("The Back-ups (pool_size=10) cost 1,200.50 EUR")
	want := []string{"the", "back", "ups", "pool", "size", "10", "cost", "1,200.50", "eur"}
	if !slices.Equal(got, want) {
		t.Errorf("words are %q", got)
	}
	if Stem("restoring") != Stem("restore") || Stem("restore") == Stem("store") {
		t.Error("stems do not bring the forms of one word together")
	}
}
