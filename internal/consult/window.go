package consult

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"archreview/agent/review"
	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/prompts"
)

// ErrWindow means that the window cannot even hold instructions, outline and
// one section.
var ErrWindow = errors.New("the model's window is too small for a review")

// Reserves within a window, in tokens.
const (
	tailReserve = 3200 // brief and task of a call
	replyMost   = 6000 // longest answer for which room is kept
	leastRoom   = 400  // least room for sections that makes sense
)

// chunk is a section of a document, or a part of one that is too long.
type chunk struct {
	doc         *document.Document
	first, last int
	text        string // numbered lines
	tokens      int
}

// divide decides whether the documents fit into one call; where they do not,
// it puts their outline into the prefix and chooses sections for every area.
func (s *Session) divide() error {
	var err error
	if s.prefix, err = s.whole(); err != nil {
		return err
	}
	if s.o.Window <= 0 {
		return nil
	}
	reply := min(replyMost, s.o.Window/4)
	fixed := tailReserve + reply
	// A text has at least two bytes for each token, so most need no count.
	if (len(s.system)+len(s.prefix))/2+fixed <= s.o.Window || s.sharedTokens()+fixed <= s.o.Window {
		return nil
	}
	s.large, s.prefixed = true, 0
	facts := s.factLines()
	outline := s.outline((s.o.Window - fixed - s.o.Count(s.system)) / 3)
	if s.prefix, err = render(prompts.Documents{Marker: s.marker, Outline: outline, Facts: facts, Project: s.evidence.sent > 0}); err != nil {
		return err
	}
	s.room = s.o.Window - fixed - s.sharedTokens()
	if s.room < leastRoom {
		return ErrWindow
	}
	for _, d := range s.b.Documents {
		s.cut(d)
	}
	s.share()
	return nil
}

// outline lists the sections with their lines, without the deepest levels if
// it would be too long.
func (s *Session) outline(most int) string {
	text := ""
	for level := 6; level >= 0; level-- {
		var b strings.Builder
		for _, d := range s.b.Documents {
			if d.Format == document.Configuration {
				if s.evidence.lines[d] != nil {
					fmt.Fprintf(&b, "%s L1-L%d %s\n", d.ID, d.LineCount(), name(d))
				}
				continue
			}
			for i, sec := range d.Sections {
				if sec.Level <= level {
					fmt.Fprintf(&b, "%s%s L%d-L%d %s\n", strings.Repeat("  ", max(sec.Level-1, 0)), d.ID, sec.Line, endOf(d, i), clip(sec.Title, 80))
				}
			}
		}
		if text = b.String(); s.o.Count(text) <= most {
			return text
		}
	}
	return clip(text, 2*max(most, 0))
}

// endOf gives the last line of a section, its subsections left out.
func endOf(d *document.Document, i int) int {
	if i+1 < len(d.Sections) {
		return max(d.Sections[i].Line, d.Sections[i+1].Line-1)
	}
	return d.LineCount()
}

// cut divides a document into chunks that fill at most half of the room.
func (s *Session) cut(d *document.Document) {
	for i, sec := range d.Sections {
		last := endOf(d, i)
		if i+1 < len(d.Sections) && d.Sections[i+1].Line <= sec.Line {
			continue
		}
		s.fill(d, sec.Line, last)
	}
}

// fill adds lines first to last, divided where they would be too long.
func (s *Session) fill(d *document.Document, first, last int) {
	text := s.numbered(d, first, last)
	if text == "" {
		return
	}
	tokens := s.o.Count(text)
	switch {
	case tokens <= s.room/2:
		s.chunks = append(s.chunks, chunk{d, first, last, text, tokens})
	case first < last:
		mid := (first + last) / 2
		s.fill(d, first, mid)
		s.fill(d, mid+1, last)
	default:
		s.split(d, first, text)
	}
}

// split divides one very long line; each piece carries its number.
func (s *Session) split(d *document.Document, line int, text string) {
	head := fmt.Sprintf("%d| ", line)
	rest := strings.TrimSuffix(strings.TrimPrefix(text, head), "\n")
	size := max(s.room, 80) // bytes; at most half of the room in tokens
	for rest != "" {
		n := min(size, len(rest))
		if n < len(rest) {
			if i := strings.LastIndexByte(rest[:n], ' '); i > n/2 {
				n = i + 1
			}
			for n > 1 && n < len(rest) && rest[n]&0xc0 == 0x80 {
				n--
			}
		}
		piece := head + rest[:n] + "\n"
		s.chunks = append(s.chunks, chunk{d, line, line, piece, s.o.Count(piece)})
		rest = rest[n:]
	}
}

// share gives every area the chunks that concern it most, as many as fit, and
// every chunk that nobody took to the area it concerns most, in further calls
// if need be.
func (s *Session) share() {
	score := make([][]int, len(s.areas))
	taken := make([]bool, len(s.chunks))
	for i, a := range s.areas {
		score[i] = s.relevance(a.key)
		chosen := s.choose(score[i])
		for _, c := range chosen {
			taken[c] = true
		}
		a.parts = [][]int{chosen}
	}
	for c := range s.chunks {
		if taken[c] || len(s.areas) == 0 {
			continue
		}
		best := 0
		for i := range s.areas {
			if score[i][c] > score[best][c] || score[i][c] == score[best][c] && len(s.areas[i].parts) < len(s.areas[best].parts) {
				best = i
			}
		}
		s.append(s.areas[best], c)
	}
}

// choose picks chunks by score until the room is filled; in document order.
func (s *Session) choose(score []int) []int {
	order := make([]int, len(s.chunks))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return score[order[i]] > score[order[j]] })
	var out []int
	left := s.room
	for _, c := range order {
		if s.chunks[c].tokens <= left {
			left -= s.chunks[c].tokens
			out = append(out, c)
		}
	}
	sort.Ints(out)
	return out
}

// append adds a chunk to the last further call of an area, or opens one.
func (s *Session) append(a *area, c int) {
	last := len(a.parts) - 1
	used := s.chunks[c].tokens
	for _, x := range a.parts[last] {
		used += s.chunks[x].tokens
	}
	if used > s.room {
		a.parts = append(a.parts, []int{c})
		return
	}
	a.parts[last] = append(a.parts[last], c)
}

// relevance counts, for every chunk, the mentions of an area's concepts.
func (s *Session) relevance(key string) []int {
	out := make([]int, len(s.chunks))
	seen := map[string]bool{}
	for i := range s.b.Catalog.Items {
		it := &s.b.Catalog.Items[i]
		if it.Area() != key {
			continue
		}
		for _, c := range it.ShownBy {
			if !seen[c] {
				seen[c] = true
				s.mentions(c, out)
			}
		}
	}
	return out
}

func (s *Session) mentions(concept string, score []int) {
	for _, m := range s.b.Facts.Mentions(concept) {
		if s.b.Facts.IsAnswer(m.Statement) {
			continue
		}
		if c := s.chunkOf(s.b.Facts.Doc(m.Statement), s.b.Facts.Statements[m.Statement].Line); c >= 0 {
			score[c]++
		}
	}
}

// chunkOf gives the chunk that holds a line.
func (s *Session) chunkOf(d *document.Document, line int) int {
	for i := range s.chunks {
		if c := &s.chunks[i]; c.doc == d && c.first <= line && line <= c.last {
			return i
		}
	}
	return -1
}

// sections gives chunks as they stand in a prompt.
func (s *Session) sections(list []int) []prompts.Numbered {
	var out []prompts.Numbered
	for _, c := range list {
		k := &s.chunks[c]
		out = append(out, prompts.Numbered{ID: k.doc.ID, Name: name(k.doc), Numbered: k.text})
	}
	return out
}

// unseen names the lines that an area was not given in any of its calls.
func (s *Session) unseen(a *area) string {
	seen := map[int]bool{}
	for _, p := range a.parts {
		for _, c := range p {
			seen[c] = true
		}
	}
	var out []string
	for i := 0; i < len(s.chunks); i++ {
		if seen[i] {
			continue
		}
		from := i
		for i+1 < len(s.chunks) && !seen[i+1] && s.chunks[i+1].doc == s.chunks[from].doc {
			i++
		}
		lines := brief.Evidence(s.chunks[from].doc, s.chunks[from].first, s.chunks[i].last, "")
		out = append(out, lines.InOneOf(true, " ", lines.Ref()))
	}
	const most = 12
	if len(out) > most {
		out = append(out[:most], fmt.Sprintf("and %d more places", len(out)-most))
	}
	return strings.Join(out, ", ")
}

// TooSmall is the ledger's entry for ErrWindow.
func TooSmall(window int) review.Failure {
	return failure("window.small", map[string]any{"Window": window})
}
