package document

import "testing"

func TestPlaceOf(t *testing.T) {
	d := &Document{Text: "a\nb\nc\nd\ne\nf\n", Places: []Place{
		{1, ""}, {2, "p. 1 line 9"}, {3, "p. 1 line 10"}, {4, "p. 2 line 1"}, {5, "page 1"}, {6, "page 2"},
	}}
	d.starts = lineStarts(d.Text)
	for _, c := range []struct {
		first, last int
		want        string
	}{
		{1, 1, ""}, {1, 2, ""}, {2, 2, "p. 1 line 9"}, {2, 3, "p. 1 lines 9-10"}, {2, 4, "p. 1 line 9 to p. 2 line 1"},
		{5, 6, "pages 1-2"}, {4, 9, "p. 2 line 1"},
	} {
		if got := d.PlaceOf(c.first, c.last); got != c.want {
			t.Errorf("lines %d to %d: %q, not %q", c.first, c.last, got, c.want)
		}
	}
	if d.At(1) != "L1" || d.At(2) != "p. 1 line 9" {
		t.Errorf("%q, %q", d.At(1), d.At(2))
	}
}
