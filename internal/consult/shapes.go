package consult

// The shapes of answers. Fields stand in the order in which a model should
// write them: evidence before judgement, reasons before values. The tag enum
// lists the values allowed; soft marks a field whose absence loses nothing, so
// that it is filled in rather than sent back for repair.

// Quote is a text of the documents.
type Quote struct {
	Document string `json:"document" doc:"id of the document, such as d1"`
	Line     int    `json:"line" doc:"number of the line in which it begins"`
	Text     string `json:"text" doc:"copied character by character, 5 to 40 words, without the line number"`
}

// Factor is one factor of a severity.
type Factor struct {
	Reason string `json:"reason"`
	Value  int    `json:"value" enum:"1|2|3"`
}

// Concern is a concern as a model proposes it.
type Concern struct {
	Rule           string   `json:"rule" enum:"|model.injection" soft:"true"`
	Kind           string   `json:"kind" enum:"omission|antipattern|contradiction|arithmetic|mismatch"`
	Items          []string `json:"items" doc:"ids of the checklist, the best match first"`
	Quotes         []Quote  `json:"quotes" doc:"the passage that carries the claim first"`
	Missing        []string `json:"missing" soft:"true" doc:"for an omission: words and synonyms looked for in vain"`
	Against        string   `json:"against" soft:"true" doc:"what speaks against the concern and why it still stands"`
	Mechanism      string   `json:"mechanism" doc:"what happens, in which order, to whom, at which load"`
	Working        []string `json:"working" soft:"true" doc:"one equation a line, with its lines"`
	Title          string   `json:"title" doc:"one sentence of at most 15 words that names the fault in this design"`
	Impact         Factor   `json:"impact"`
	Likelihood     Factor   `json:"likelihood"`
	Scope          string   `json:"scope" soft:"true" doc:"who and how many are hit"`
	Recommendation string   `json:"recommendation"`
	Alternatives   []string `json:"alternatives" soft:"true"`
	Confirm        string   `json:"confirm" soft:"true" doc:"cheapest experiment and the result to expect"`
	Effort         string   `json:"effort" enum:"S|M|L"`
	Tools          []string `json:"tools" soft:"true"`
	References     []string `json:"references" soft:"true" doc:"names of documentation, without addresses"`
}

// Covered corrects the state of a checklist item.
type Covered struct {
	Item   string `json:"item"`
	Status string `json:"status" enum:"addressed|weak|contradicted|missing|not_applicable"`
	Quote  Quote  `json:"quote"`
}

// Strength is something done well.
type Strength struct {
	Text  string `json:"text"`
	Quote Quote  `json:"quote"`
}

// Advice is a recommendation that is not the repair of one concern.
type Advice struct {
	Text         string   `json:"text"`
	Example      string   `json:"example" soft:"true"`
	Alternatives []string `json:"alternatives" soft:"true"`
	Quote        Quote    `json:"quote"`
}

// AreaReply answers an area review.
type AreaReply struct {
	Coverage        []Covered  `json:"coverage" soft:"true"`
	Strengths       []Strength `json:"strengths" soft:"true"`
	Concerns        []Concern  `json:"concerns"`
	Recommendations []Advice   `json:"recommendations" soft:"true"`
}

// Answered is the answer that the documents give to a question.
type Answered struct {
	Key    string  `json:"key"`
	Answer string  `json:"answer"`
	Quotes []Quote `json:"quotes"`
}

// Open is a question that the documents leave open.
type Open struct {
	Key   string `json:"key"`
	Needs string `json:"needs" doc:"what is missing and which judgement hangs on it"`
}

// Special is a question special to this design.
type Special struct {
	Question string `json:"question"`
	Why      string `json:"why" doc:"which judgement the answer would change"`
}

// ReadingReply answers the first reading.
type ReadingReply struct {
	System    string     `json:"system"`
	Facts     []Strength `json:"facts" soft:"true"`
	Answers   []Answered `json:"answers"`
	Open      []Open     `json:"open" soft:"true"`
	Questions []Special  `json:"questions" soft:"true"`
}

// RefutationReply answers the attempt to refute a concern.
type RefutationReply struct {
	Reasoning  string `json:"reasoning" soft:"true"`
	Quote      Quote  `json:"quote"`
	Verdict    string `json:"verdict" enum:"stands|weaker|refuted"`
	Impact     int    `json:"impact" enum:"1|2|3"`
	Likelihood int    `json:"likelihood" enum:"1|2|3"`
}

// Paragraph is a part of the assessment with the concerns it speaks of.
type Paragraph struct {
	Text     string   `json:"text"`
	Concerns []string `json:"concerns" doc:"ids"`
}

// Growth is one step of the roadmap.
type Growth struct {
	Name      string `json:"name"`
	Trigger   string `json:"trigger" doc:"something that can be measured"`
	Change    string `json:"change"`
	Migration string `json:"migration"`
	Cost      string `json:"cost"`
}

// Part assesses one technology.
type Part struct {
	Technology string `json:"technology"`
	Verdict    string `json:"verdict" enum:"keep|keep with change|watch|replace"`
	Assessment string `json:"assessment"`
	Quote      Quote  `json:"quote"`
}

// SynthesisReply answers the synthesis.
type SynthesisReply struct {
	Assessment []Paragraph `json:"assessment"`
	Strengths  []string    `json:"strengths"`
	Maturity   string      `json:"maturity"`
	Stages     []Growth    `json:"stages" soft:"true"`
	NotNeeded  string      `json:"not_needed" soft:"true"`
	Stack      []Part      `json:"stack" soft:"true"`
}
