// Package checklists holds what a review covers, as data: the ten areas with
// their checklist items, the interview questions, the concepts by whose wordings
// a document is read, technologies, patterns, rules, calculations and the
// severity rule. The data lives in YAML under data/; users' own folders go
// through the same strict loader.
package checklists

// Catalog is everything that a review covers.
type Catalog struct {
	Areas        []Area
	Questions    []Question
	Items        []Item
	Concepts     []Concept
	Traits       []Trait
	Technologies []Technology
	Patterns     []Pattern
	Rules        []Rule
	Calculations []Calculation
	Slots        []Slot
	Context      []Context
	Synonyms     []Synonyms
	Severity     []SeverityRule
	Security     []SecurityLine
	Dependencies []Dependency
	Texts        []Text
}

// Area is one of the ten review areas.
type Area struct {
	Key    string `yaml:"key"`
	Letter string `yaml:"letter"`
	Title  string `yaml:"title"`
	Scope  string `yaml:"scope"`
	Pos    Pos    `yaml:"-"`
}

// Question is one interview question.
type Question struct {
	Key         string   `yaml:"key"`
	Question    string   `yaml:"question"`
	Why         string   `yaml:"why"`         // why it is asked
	Changes     string   `yaml:"changes"`     // what hangs on the answer
	Choices     []string `yaml:"choices"`     // quick answers
	Signals     []string `yaml:"signals"`     // phrases by which a document answers it
	Assumption  string   `yaml:"assumption"`  // what is assumed when nobody knows
	Consequence string   `yaml:"consequence"` // what the assumption means for the review
	FollowUp    string   `yaml:"follow_up"`   // asked once more where the answer is too vague
	Figures     bool     `yaml:"figures"`     // an answer without any figure is too vague
	Needed      bool     `yaml:"needed"`      // has to be settled one way or another
	Pos         Pos      `yaml:"-"`
}

// Advice is what a finding tells the user, whatever raised it.
type Advice struct {
	Impact         int      `yaml:"impact"`     // 1 to 3
	Likelihood     int      `yaml:"likelihood"` // 1 to 3
	Adjust         []Adjust `yaml:"adjust"`
	Recommendation string   `yaml:"recommendation"`
	Alternatives   []string `yaml:"alternatives"`
	Tools          []string `yaml:"tools"`
	References     []string `yaml:"references"` // "name - URL"
	Effort         string   `yaml:"effort"`     // S up to two days, M a week, L more
	Confirm        string   `yaml:"confirm"`
	Patterns       []string `yaml:"patterns"`
}

// Adjust raises or lowers a severity where a trait of the system holds.
type Adjust struct {
	Trait   string `yaml:"trait"`
	By      int    `yaml:"by"`
	Because string `yaml:"because"`
}

// Item is one checklist item.
type Item struct {
	ID       string   `yaml:"id"`
	Kind     string   `yaml:"kind"` // evaluate, feedback or python
	Title    string   `yaml:"title"`
	Question string   `yaml:"question"`
	Why      string   `yaml:"why"`
	Gap      string   `yaml:"gap"`      // title of the concern when the item is not met
	ShownBy  []string `yaml:"shown_by"` // concepts any one of which, affirmed, meets it
	Applies  Applies  `yaml:"applies"`
	Insist   []string `yaml:"insist"` // traits under which complete silence is a concern
	Advice   `yaml:",inline"`
	Raises   string `yaml:"raises"` // excerpt for which the item is not met
	Quiet    string `yaml:"quiet"`  // excerpt for which it is met or does not apply
	Pos      Pos    `yaml:"-"`
}

// Area gives the key of the area an item, concept or rule id belongs to.
func (i Item) Area() string { return areaOf(i.ID) }

// Applies says for which systems an item makes sense.
type Applies struct {
	Any  []string `yaml:"any"`
	None []string `yaml:"none"`
}

// Concept is a practice, property or thing that documents speak of.
type Concept struct {
	ID       string   `yaml:"id"`
	Title    string   `yaml:"title"`
	Wordings []string `yaml:"wordings"`
	Implies  []string `yaml:"implies"`
	Pos      Pos      `yaml:"-"`
}

// Trait is a property of the system on which advice depends.
type Trait struct {
	ID       string   `yaml:"id"`
	Title    string   `yaml:"title"`
	Wordings []string `yaml:"wordings"`
	Concepts []string `yaml:"concepts"`
	Pos      Pos      `yaml:"-"`
}

// Technology is the dated assessment of one technology. It is also the concept
// "tech.<id>".
type Technology struct {
	ID           string        `yaml:"id"`
	Title        string        `yaml:"title"`
	Category     string        `yaml:"category"`
	Wordings     []string      `yaml:"wordings"`
	Suits        string        `yaml:"suits"`
	Unsuited     string        `yaml:"unsuited"`
	Maturity     string        `yaml:"maturity"`
	Status       string        `yaml:"status"`
	AsOf         string        `yaml:"as_of"`
	Source       string        `yaml:"source"`
	IO           string        `yaml:"io"`
	Pitfalls     []string      `yaml:"pitfalls"`
	Alternatives []Alternative `yaml:"alternatives"`
	Team         string        `yaml:"team"`
	Watch        string        `yaml:"watch"`
	Pos          Pos           `yaml:"-"`
}

// Alternative is another technology and when it is better.
type Alternative struct {
	Name string `yaml:"name"`
	When string `yaml:"when"`
}

// Pattern is a proven solution with a Python example.
type Pattern struct {
	ID           string   `yaml:"id"`
	Title        string   `yaml:"title"`
	Problem      string   `yaml:"problem"`
	Fit          string   `yaml:"fit"`
	Signals      []string `yaml:"signals"`
	Example      string   `yaml:"example"`
	Alternatives []string `yaml:"alternatives"`
	References   []string `yaml:"references"`
	Pos          Pos      `yaml:"-"`
}

// Rule raises a concern from what a document states.
type Rule struct {
	ID       string   `yaml:"id"`
	Kind     string   `yaml:"kind"`
	Areas    []string `yaml:"areas"`
	Items    []string `yaml:"items"`
	Title    string   `yaml:"title"`
	Why      string   `yaml:"why"`
	When     []Clause `yaml:"when"`
	Unless   []Clause `yaml:"unless"`
	Needs    []string `yaml:"needs"`
	Excludes []string `yaml:"excludes"`
	Advice   `yaml:",inline"`
	Raises   string `yaml:"raises"`
	Quiet    string `yaml:"quiet"`
	Pos      Pos    `yaml:"-"`
}

// Clause is one condition of a rule.
type Clause struct {
	Any    []string `yaml:"any"`
	In     string   `yaml:"in"` // statement, nearby, section or document
	Not    []string `yaml:"not"`
	Status string   `yaml:"status"` // affirmed, negated, deferred or any
	Number string   `yaml:"number"` // "duration > 24 h"
}

// Calculation is the text of one calculator of the embedded reviewer. Title,
// Why, Recommendation and Confirm are templates over the calculator's values.
type Calculation struct {
	ID      string   `yaml:"id"`
	Kind    string   `yaml:"kind"`
	Areas   []string `yaml:"areas"`
	Items   []string `yaml:"items"`
	Title   string   `yaml:"title"`
	Why     string   `yaml:"why"`
	Formula string   `yaml:"formula"`
	Source  string   `yaml:"source"`
	Working []string `yaml:"working"` // templates, one line each
	Ask     string   `yaml:"ask"`     // what is asked when one input is missing
	Advice  `yaml:",inline"`
	Raises  string `yaml:"raises"`
	Quiet   string `yaml:"quiet"`
	Pos     Pos    `yaml:"-"`
}

// Slot is a named quantity that calculators look for. Its value is the number
// with which a matched phrase ends, else the one with which it begins, else
// the first one inside it.
type Slot struct {
	ID      string   `yaml:"id"`
	Title   string   `yaml:"title"`
	Dim     string   `yaml:"dim"` // count, duration, bytes, rate, percent or money
	Phrases []string `yaml:"phrases"`
	Not     []string `yaml:"not"`
	Pos     Pos      `yaml:"-"`
}

// Context is one set of phrases that colour an assertion, after ConText
// (Harkema et al., Journal of Biomedical Informatics 42, 2009).
type Context struct {
	ID        string   `yaml:"id"`
	Role      string   `yaml:"role"`      // trigger, pseudo, termination, reason or heading
	Status    string   `yaml:"status"`    // negated, planned, considered or questioned
	Direction string   `yaml:"direction"` // forward, backward or statement
	Scope     int      `yaml:"scope"`     // words; 0 for up to the next termination
	Phrases   []string `yaml:"phrases"`
	Pos       Pos      `yaml:"-"`
}

// Synonyms are single words that stand for one another in the clauses of rules.
type Synonyms struct {
	ID    string   `yaml:"id"`
	Words []string `yaml:"words"`
	Pos   Pos      `yaml:"-"`
}

// SeverityRule is one step of the severity rule.
type SeverityRule struct {
	Severity string `yaml:"severity"`
	From     int    `yaml:"from"` // least score
	Meaning  string `yaml:"meaning"`
	Pos      Pos    `yaml:"-"`
}

// SecurityLine is one line of the security checklist: its status is the worst
// of its items, and it is shown where one of its traits holds (always without
// traits).
type SecurityLine struct {
	ID     string   `yaml:"id"`
	Group  string   `yaml:"group"`
	Line   string   `yaml:"line"`
	Items  []string `yaml:"items"`
	Traits []string `yaml:"traits"`
	Pos    Pos      `yaml:"-"`
}

// Dependency says that the repair of one checklist item comes after others.
type Dependency struct {
	ID    string   `yaml:"id"` // the item
	After []string `yaml:"after"`
	Why   string   `yaml:"why"`
	Pos   Pos      `yaml:"-"`
}

// Text is one sentence or paragraph template of the synthesis.
type Text struct {
	ID  string `yaml:"id"`
	Use string `yaml:"use"` // when it is used, for its editors
	Say string `yaml:"say"`
	Pos Pos    `yaml:"-"`
}

// Pos is where a record stands.
type Pos struct {
	File string
	Line int
}

func areaOf(id string) string {
	for i := 0; i < len(id); i++ {
		if id[i] == '.' {
			return id[:i]
		}
	}
	return id
}
