package waiver

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"archreview/agent/review"
	"archreview/checklists"
	"archreview/internal/lazyregexp"
	"archreview/internal/problem"
)

// soonDays is how many days ahead the end of a waiver is told, farDays how far
// ahead an end is doubtful.
const (
	soonDays = 14
	farDays  = 366
)

// Reviewed is what a review looked at and what it found.
type Reviewed struct {
	Concerns  []review.Concern // that stand in the areas asked for
	Documents []review.Document
	Areas     []string            // keys of the areas asked for; empty for all ten
	Disabled  []string            // ids of rules that were switched off
	Catalog   *checklists.Catalog // of the review: what could have been raised
}

// Result says which waivers hold for a review. Lists are in the order of the
// file.
type Result struct {
	Path   string
	Waived map[string]review.Waiver // by id of the concern
	// Expired waivers have ended; their concerns stand and count.
	Expired []Entry
	// Orphaned waivers name no concern of this review although it would have
	// raised it again: what they accept is gone, or the id is mistyped.
	Orphaned []Entry
	// Unseen waivers name a concern that only a model may have raised. A model
	// words its findings anew each time, so that its absence proves nothing.
	Unseen []Entry
	// Soon lists those that hold and end within 14 days, Far those that end
	// more than a year ahead.
	Soon, Far []Entry
}

// Match finds out which waivers hold on a day. A waiver of a document that is
// not among the reviewed ones, or of an area or rule that was left out of the
// review, appears in no list.
func (f *File) Match(r Reviewed, today time.Time) Result {
	res := Result{Path: f.Path, Waived: map[string]review.Waiver{}}
	y, m, d := today.Date()
	ahead := func(days int) string { return time.Date(y, m, d+days, 0, 0, 0, 0, time.UTC).Format(day) }
	now := ahead(0)
	for _, e := range f.Entries {
		if e.Until > ahead(farDays) {
			res.Far = append(res.Far, e)
		}
		if !r.reviewed(e.Document) {
			continue
		}
		if !r.raised(&e) {
			switch r.could(e.Concern) {
			case certain:
				res.Orphaned = append(res.Orphaned, e)
			case perhaps:
				res.Unseen = append(res.Unseen, e)
			}
			continue
		}
		if e.Until < now {
			res.Expired = append(res.Expired, e)
			continue
		}
		if e.Until <= ahead(soonDays) {
			res.Soon = append(res.Soon, e)
		}
		if _, ok := res.Waived[e.Concern]; !ok || e.Document != "" {
			res.Waived[e.Concern] = review.Waiver{Owner: e.Owner, Reason: e.Reason, Until: e.Until}
		}
	}
	res.Expired = slices.DeleteFunc(res.Expired, func(e Entry) bool { _, ok := res.Waived[e.Concern]; return ok })
	return res
}

// reviewed says whether a document of a name was reviewed; "" names all.
func (r *Reviewed) reviewed(name string) bool {
	return name == "" || slices.ContainsFunc(r.Documents, func(d review.Document) bool { return named(d.Path, name) })
}

// named says whether a path is a name, or ends with it after a separator.
func named(path, name string) bool {
	slashes := func(s string) string { return strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "./") }
	path, name = slashes(path), slashes(name)
	return path == name || strings.HasSuffix(path, "/"+strings.TrimPrefix(name, "/"))
}

// raised says whether a waiver names a concern of the review. A concern belongs
// to the document of its main passage, one without passages to all.
func (r *Reviewed) raised(e *Entry) bool {
	return slices.ContainsFunc(r.Concerns, func(c review.Concern) bool {
		if c.ID != e.Concern {
			return false
		}
		if e.Document == "" || len(c.Evidence) == 0 {
			return true
		}
		return slices.ContainsFunc(r.Documents, func(d review.Document) bool {
			return d.ID == c.Evidence[0].Document && named(d.Path, e.Document)
		})
	})
}

// chance says whether a review could have raised a concern again.
type chance int

const (
	never   chance = iota // its area or rule was left out
	perhaps               // a model may have raised it
	certain               // the embedded reviewer would have, or nobody ever could
)

// modelName is the name of concerns about text that steers a reviewer; only a
// review with a model raises them.
const modelName = "injection"

var hashed = lazyregexp.New(`^(.+)-[0-9a-f]{4}$`)

// could tells from its id whether this review could have raised a concern. An
// id is the last part of a rule's id, with a hash of the main passage behind it
// where there is one. Rules and calculations are the embedded reviewer's alone,
// and so is an item without a passage; an item or an area with one may be a
// model's.
func (r *Reviewed) could(id string) chance {
	name, passage := id, false
	areas, model, known := r.origin(name)
	if m := hashed.FindStringSubmatch(id); !known && m != nil {
		name, passage = m[1], true
		areas, model, known = r.origin(name)
	}
	switch {
	case !known && len(r.Areas) == 0:
		return certain
	case !known, r.disabled(name), !r.asked(areas):
		return never
	case model && passage:
		return perhaps
	}
	return certain
}

// origin gives the areas of what bears a name in the catalog, and whether a
// model may raise concerns under it.
func (r *Reviewed) origin(name string) (areas []string, model, known bool) {
	if name == modelName {
		return []string{"security"}, true, true
	}
	if r.Catalog == nil {
		return nil, false, false
	}
	for i := range r.Catalog.Areas {
		if r.Catalog.Areas[i].Key == name {
			areas, model, known = append(areas, name), true, true
		}
	}
	for i := range r.Catalog.Items {
		if it := &r.Catalog.Items[i]; last(it.ID) == name {
			areas, model, known = append(areas, it.Area()), true, true
		}
	}
	for i := range r.Catalog.Rules {
		if x := &r.Catalog.Rules[i]; last(x.ID) == name {
			areas, known = append(areas, x.Areas...), true
		}
	}
	for i := range r.Catalog.Calculations {
		if x := &r.Catalog.Calculations[i]; last(x.ID) == name {
			areas, known = append(areas, x.Areas...), true
		}
	}
	return areas, model, known
}

// last gives the last part of a rule's id.
func last(id string) string { return id[strings.LastIndexByte(id, '.')+1:] }

func (r *Reviewed) disabled(name string) bool {
	return slices.ContainsFunc(r.Disabled, func(rule string) bool { return last(rule) == name })
}

func (r *Reviewed) asked(areas []string) bool {
	return len(r.Areas) == 0 || slices.ContainsFunc(areas, func(a string) bool { return slices.Contains(r.Areas, a) })
}

// Problem gives expired and orphaned waivers as the failure of a run with exit
// code problem.Concerns; nil where there are none.
func (r *Result) Problem() *problem.Problem {
	if len(r.Expired)+len(r.Orphaned) == 0 {
		return nil
	}
	const most = 8
	var what, detail, next []string
	if n := len(r.Expired); n > 0 {
		what = append(what, plural(n, "waiver has expired", "waivers have expired"))
		next = append(next, "repair the concern or renew its waiver with archreview waive --replace")
	}
	if n := len(r.Orphaned); n > 0 {
		what = append(what, plural(n, "waiver names no concern of this review", "waivers name no concern of this review"))
		next = append(next, "remove what is settled from the file; a waiver of another document needs a line document:")
	}
	for _, e := range r.Expired {
		detail = append(detail, fmt.Sprintf("%s:%d: %s ended on %s (owner: %s)", r.Path, e.Line, e.Concern, e.Until, e.Owner))
	}
	for _, e := range r.Orphaned {
		detail = append(detail, fmt.Sprintf("%s:%d: %s is not raised any more", r.Path, e.Line, e.Concern))
	}
	if n := len(detail); n > most {
		detail = append(detail[:most], fmt.Sprintf("and %d more", n-most))
	}
	return &problem.Problem{What: strings.Join(what, ", "), Detail: strings.Join(detail, "; "), Next: strings.Join(next, "; "), Code: problem.Concerns}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
