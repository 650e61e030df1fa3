package mcp

import (
	"strings"

	"archreview/checklists"
)

type explainArgs struct {
	Item    string `json:"item"`
	Rule    string `json:"rule"`
	Area    string `json:"area"`
	Pattern string `json:"pattern"`
}

// record is what there is to say about any record of the checklists.
type record struct {
	Kind           string   `json:"kind"`
	ID             string   `json:"id"`
	Title          string   `json:"title"`
	Areas          []string `json:"areas"`
	Items          []string `json:"items"`
	Question       string   `json:"question"`
	Scope          string   `json:"scope"`
	Problem        string   `json:"problem"`
	Fit            string   `json:"fit"`
	Why            string   `json:"why"`
	Formula        string   `json:"formula"`
	Recommendation string   `json:"recommendation"`
	Alternatives   []string `json:"alternatives"`
	Tools          []string `json:"tools"`
	References     []string `json:"references"`
	Effort         string   `json:"effort"`
	Confirm        string   `json:"confirm"`
	Example        string   `json:"example"`
	Members        []member `json:"members"`
}

// member is a checklist item of an area.
type member struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

func (s *Server) explain(c *call, a *explainArgs) (*answer, error) {
	n, kind, want := 0, "", ""
	for _, x := range []struct{ kind, want string }{{"item", a.Item}, {"rule", a.Rule}, {"area", a.Area}, {"pattern", a.Pattern}} {
		if err := c.bounded(x.kind, x.want, mostName); err != nil {
			return nil, err
		}
		if x.want != "" {
			n, kind, want = n+1, x.kind, x.want
		}
	}
	if n != 1 {
		return nil, wrong("one", values{"Names": "item, rule, area, pattern", "Has": n})
	}
	find := map[string]func(string) (*record, []string){"item": s.item, "rule": s.rule, "area": s.scope, "pattern": s.pattern}[kind]
	r, known := find(want)
	if r == nil {
		return nil, wrong("unknown", values{"Kind": kind, "Want": want, "Near": checklists.Nearest(want, known)})
	}
	for _, l := range []*[]string{&r.Areas, &r.Items, &r.Alternatives, &r.Tools, &r.References} {
		*l = list(*l)
	}
	r.Members = list(r.Members)
	return &answer{value: r, text: say("explain", r)}, nil
}

// advise lays the advice of a record over it.
func (r *record) advise(a checklists.Advice) *record {
	r.Recommendation, r.Alternatives, r.Tools, r.References = strings.TrimSpace(a.Recommendation), a.Alternatives, a.Tools, a.References
	r.Effort, r.Confirm = a.Effort, strings.TrimSpace(a.Confirm)
	return r
}

func (s *Server) item(id string) (*record, []string) {
	var known []string
	for _, x := range s.catalog.Items {
		if x.ID == id {
			r := &record{Kind: "checklist item", ID: id, Title: x.Title, Areas: []string{x.Area()}, Question: x.Question, Why: strings.TrimSpace(x.Why)}
			return r.advise(x.Advice), nil
		}
		known = append(known, x.ID)
	}
	return nil, known
}

// rule finds whatever a concern may name as its rule.
func (s *Server) rule(id string) (*record, []string) {
	if r, _ := s.item(id); r != nil {
		return r, nil
	}
	var known []string
	for _, x := range s.catalog.Rules {
		if x.ID == id {
			r := &record{Kind: "rule", ID: id, Title: x.Title, Areas: x.Areas, Items: x.Items, Why: strings.TrimSpace(x.Why)}
			return r.advise(x.Advice), nil
		}
		known = append(known, x.ID)
	}
	for _, x := range s.catalog.Calculations {
		if x.ID == id {
			// Other texts of a calculation have blanks for its numbers.
			return &record{Kind: "calculation", ID: id, Title: id, Areas: x.Areas, Items: x.Items, Question: x.Ask, Formula: x.Formula,
				Alternatives: x.Alternatives, Tools: x.Tools, References: x.References, Effort: x.Effort}, nil
		}
		known = append(known, x.ID)
	}
	return nil, known
}

func (s *Server) scope(want string) (*record, []string) {
	var known []string
	for _, x := range s.catalog.Areas {
		known = append(known, x.Key)
		if !strings.EqualFold(want, x.Key) && !strings.EqualFold(want, x.Letter) {
			continue
		}
		r := &record{Kind: "area", ID: x.Key, Title: x.Title, Areas: []string{x.Key}, Scope: x.Scope}
		for _, it := range s.catalog.Items {
			if it.Area() == x.Key {
				r.Members = append(r.Members, member{it.ID, it.Title})
			}
		}
		return r, nil
	}
	return nil, known
}

func (s *Server) pattern(id string) (*record, []string) {
	var known []string
	for _, x := range s.catalog.Patterns {
		if x.ID == id {
			return &record{Kind: "pattern", ID: id, Title: x.Title, Problem: strings.TrimSpace(x.Problem), Fit: strings.TrimSpace(x.Fit), Example: x.Example,
				Alternatives: x.Alternatives, References: x.References}, nil
		}
		known = append(known, x.ID)
	}
	return nil, known
}
