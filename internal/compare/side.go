package compare

import (
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/internal/document"
)

// checksEngine is the name of the embedded reviewer; every review has its
// checks, also one with a model.
const checksEngine = "checks"

// concern is a concern with its area.
type concern struct {
	*review.Concern
	area string
}

// side is one version as the matcher reads it.
type side struct {
	Side
	ids      map[string]int // place of a document in the review, from 1
	pairs    map[string]int // pair of a document
	concerns []concern
	coverage map[string]*review.Coverage
	areas    map[string]review.AreaStatus
	gone     []string // paths of documents whose text is not the reviewed one
	foreign  bool     // a document is not in English: checks saw nothing in it
}

func newSide(s Side) *side {
	x := &side{
		Side: s, ids: map[string]int{}, pairs: map[string]int{},
		coverage: map[string]*review.Coverage{}, areas: map[string]review.AreaStatus{},
	}
	for i, d := range s.Review.Documents {
		x.ids[d.ID] = i + 1
	}
	for i := range s.Review.Areas {
		a := &s.Review.Areas[i]
		x.areas[a.Key] = a.Status
		for j := range a.Concerns {
			x.concerns = append(x.concerns, concern{&a.Concerns[j], a.Key})
		}
		for j := range a.Coverage {
			x.coverage[a.Coverage[j].Item] = &a.Coverage[j]
		}
	}
	return x
}

// text gives a reviewed document, or nil where it is not at hand or not the
// text that was reviewed.
func (s *side) text(d review.Document) *document.Document {
	for _, t := range s.Documents {
		if t.ID != d.ID {
			continue
		}
		if d.SHA256 != "" && t.SHA256 != "" && d.SHA256 != t.SHA256 {
			s.gone = append(s.gone, d.Path)
			return nil
		}
		if document.Language(t) != "en" {
			s.foreign = true
		}
		return t
	}
	return nil
}

// unread says whether lines of this version were not read.
func (s *side) unread() bool { return s.Review.Ledger.LinesRead < s.Review.Ledger.LinesTotal }

// several says whether places need the name of their document.
func (s *side) several() bool { return len(s.Review.Documents) > 1 }

// ref names the place of evidence: L12, or d2:L12 among several documents.
func (s *side) ref(e review.Evidence) string {
	return e.InOneOf(s.several(), ":", e.FirstRef())
}

// passage is where evidence stands: statements of a document of a pair.
type passage struct {
	pair  int // -1 where the text is not at hand
	stmts []int
}

// find gives the statements of which a quote is made: those that hold part of
// it, or all of its lines where it does not stand there word for word, as with
// a masked secret.
func find(d *document.Document, e review.Evidence) []int {
	all := d.Statements
	lo := sort.Search(len(all), func(i int) bool { return all[i].EndLine >= e.StartLine })
	hi := lo
	for hi < len(all) && all[hi].Line <= e.EndLine {
		hi++
	}
	if lo == hi {
		return nil
	}
	start, end := all[lo].Start, all[hi-1].End
	at := strings.Index(d.Text[start:end], strings.TrimSpace(e.Quote))
	var out []int
	for i := lo; i < hi; i++ {
		from := start + at
		if at < 0 || all[i].Start < from+len(e.Quote) && from < all[i].End {
			out = append(out, i)
		}
	}
	return out
}

// main gives the main passage of a concern, or no evidence.
func main(c *review.Concern) (review.Evidence, bool) {
	if len(c.Evidence) == 0 {
		return review.Evidence{}, false
	}
	return c.Evidence[0], true
}
