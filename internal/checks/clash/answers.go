package clash

import (
	"archreview/checklists"
	"archreview/internal/brief"
	"archreview/internal/facts"
	"archreview/internal/gate"
)

// answers sets what the user answered against what the documents say: size of
// the team, ceiling of the cost, promised availability. They disagree when no
// value of the documents comes near any value of the answer.
func answers(b *brief.Brief, text *checklists.Calculation) []gate.Proposal {
	if text == nil {
		return nil
	}
	var out []gate.Proposal
	for _, s := range []struct{ slot, question, measure string }{
		{"team.size", "team", "size of the team"},
		{"budget.monthly", "budget", "monthly ceiling"},
		{"availability.target", "performance", "promised availability"},
	} {
		doc, answer := split(b.Facts, s.slot, s.question)
		if len(doc) == 0 || len(answer) == 0 || anyNear(doc, answer, s.slot) {
			continue
		}
		v := values{Subject: s.question, Measure: s.measure, First: write(doc[0].Number), Second: write(answer[0].Number), Question: s.question}
		out = append(out, proposal(b, text, v, doc[0].Statement))
	}
	return out
}

// split parts the values of a slot into those of documents and those of the
// answer to one question.
func split(f *facts.Facts, slot, question string) (doc, answer []facts.Value) {
	for _, v := range f.Values(slot) {
		switch f.Sources[f.Statements[v.Statement].Source].Answer {
		case "":
			doc = append(doc, v)
		case question:
			answer = append(answer, v)
		}
	}
	return doc, answer
}

// anyNear says whether one value of the documents agrees with one of the
// answer. Availability is compared by the time it leaves for faults.
func anyNear(doc, answer []facts.Value, slot string) bool {
	const tolerance = 0.25
	for _, d := range doc {
		for _, a := range answer {
			x, y := d.Number.Hi, a.Number.Hi
			if slot == "availability.target" {
				x, y = 100-x, 100-y
			}
			if facts.Close(x, y, tolerance) || d.Number.Lo <= a.Number.Hi && a.Number.Lo <= d.Number.Hi {
				return true
			}
		}
	}
	return false
}
