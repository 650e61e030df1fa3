package session

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"archreview/agent"
	"archreview/agent/review"
)

// States of a session.
const (
	Interview   = "interview"
	UnderWay    = "review under way"
	Reviewed    = "reviewed"
	titledNames = 3 // documents that a title names
)

// Info is one session in a list. Title, Engine, Model, Verdict and Outcome come
// from the journal: text that a terminal must not be given as it is.
type Info struct {
	ID      string
	Created time.Time // UTC
	Updated time.Time // UTC; when the journal was last written to
	Entries int       // that can be used
	Title   string    // names of the documents
	State   string    // Interview, UnderWay or Reviewed; empty where nothing was begun
	Engine  string    // checks or model
	Model   string
	Verdict string // of the last review, as are the five below
	Outcome string
	High    int // concerns that are not waived
	Medium  int
	Low     int
	Waived  int
	Bytes   int64  // of all files of the session
	Live    bool   // some process has it open
	Problem string // why it cannot be used, or not wholly; empty where nothing is wrong
}

// List gives all sessions, the one written to last first. One that is damaged
// or cannot be read is in the list with its problem.
func (s *Store) List() ([]Info, error) {
	ids, err := s.ids()
	if err != nil {
		return nil, err
	}
	out := make([]Info, len(ids))
	jobs := make(chan int)
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 8, len(ids)) {
		group.Go(func() {
			var buf []byte
			for i := range jobs {
				out[i], buf = s.info(ids[i], buf)
			}
		})
	}
	for i := range ids {
		jobs <- i
	}
	close(jobs)
	group.Wait()
	slices.SortStableFunc(out, func(a, b Info) int { return b.Updated.Compare(a.Updated) })
	return out, nil
}

// info reads what a list needs of one session. buf is used and given back.
func (s *Store) info(id string, buf []byte) (Info, []byte) {
	dir := filepath.Join(s.root, id)
	path := filepath.Join(dir, journalName)
	n := Info{ID: id, Created: born(id), Updated: born(id), Bytes: weigh(dir), Live: live(dir)}
	if stat, err := os.Lstat(path); err == nil {
		n.Updated = stat.ModTime().UTC()
	}
	raw, err := slurp(path, buf)
	if errors.Is(err, fs.ErrNotExist) {
		n.Problem = "has no journal: it ended before anything was kept"
		return n, buf
	}
	if err != nil {
		n.Problem = err.Error()
		return n, buf
	}
	j := scan(raw, false)
	n.Entries = len(j.records)
	n.describe(j.records)
	switch f := j.fault; {
	case f == nil:
	case f.newer > 0:
		n.Problem = "written by a newer archreview"
	case !f.torn:
		n.Problem = "damaged: " + f.String()
	}
	if n.Entries == 0 && n.Problem == "" && !n.Live {
		n.Problem = "empty"
	}
	return n, raw
}

// describe fills in what the entries say.
func (n *Info) describe(records []record) {
	if len(records) > 0 {
		if t, err := time.Parse(time.RFC3339, records[0].at); err == nil {
			n.Created = t.UTC()
		}
	}
	begun, reviewed := -1, -1
	for i, r := range records {
		switch r.kind {
		case agent.KindBegin:
			begun = i
			n.State = Interview
		case agent.KindArea:
			n.State = UnderWay
		case agent.KindReview:
			reviewed = i
			n.State = Reviewed
		}
	}
	if begun >= 0 {
		n.begin(&cursor{b: records[begun].data})
	}
	if reviewed >= 0 {
		n.review(&cursor{b: records[reviewed].data})
	}
}

// begin takes the title and the engine from the data of a begin.
func (n *Info) begin(c *cursor) {
	var names []string
	c.object(func(key string) {
		switch key {
		case "engine":
			n.Engine = c.text()
		case "model":
			n.Model = c.text()
		case "documents":
			c.array(func() {
				c.object(func(key string) {
					if key == "path" {
						names = append(names, shortName(c.text()))
					}
				})
			})
		}
	})
	n.Title = title(names)
}

// review takes the verdict and the counts from the data of a review.
func (n *Info) review(c *cursor) {
	c.object(func(key string) {
		switch key {
		case "interrupted":
			if string(c.raw()) == "true" && n.State == Reviewed {
				n.State = UnderWay
			}
		case "review":
			c.object(func(key string) { n.result(c, key) })
		}
	})
}

func (n *Info) result(c *cursor, key string) {
	switch key {
	case "verdict":
		n.Verdict = c.text()
	case "outcome":
		n.Outcome = c.text()
	case "areas":
		c.array(func() { n.area(c) })
	}
}

// area counts the concerns of one area.
func (n *Info) area(c *cursor) {
	c.object(func(key string) {
		if key == "concerns" {
			c.array(func() { n.concern(c) })
		}
	})
}

func (n *Info) concern(c *cursor) {
	severity, waived := "", false
	c.object(func(key string) {
		switch key {
		case "severity":
			severity = c.text()
		case "waived":
			waived = string(c.raw()) != "null"
		}
	})
	switch {
	case waived:
		n.Waived++
	case severity == string(review.High):
		n.High++
	case severity == string(review.Medium):
		n.Medium++
	case severity == string(review.Low):
		n.Low++
	}
}

// shortName gives the last part of a path.
func shortName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return filepath.Base(path)
}

// title names the first documents and counts the others.
func title(names []string) string {
	if more := len(names) - titledNames; more > 0 {
		names = append(slices.Clip(names[:titledNames]), "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(names, ", ")
}
