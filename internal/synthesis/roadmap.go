package synthesis

import (
	"fmt"
	"strings"

	"archreview/agent/review"
	"archreview/internal/phrase"
)

// roadmap says what gives way first and what to do then. Triggers come from the
// document's own numbers where it has some.
func (w *writer) roadmap() review.Roadmap {
	peak, peakText := w.quantity("traffic.rate", phrase.Rate)
	_, dataText := w.quantity("data.volume", phrase.Bytes)
	_, budget := w.quantity("budget.monthly", phrase.Money)
	var known []string
	if peakText != "" {
		known = append(known, "peak load "+peakText)
	}
	if dataText != "" {
		known = append(known, "data "+dataText)
	}
	r := review.Roadmap{
		Assumptions: w.say("roadmap.assumptions", map[string]string{"Known": list(known), "Budget": budget}),
		Limits:      w.limits(),
		Stages:      w.stages(peak),
	}
	r.NotNeeded = w.say("roadmap.not-needed", map[string]string{"List": list(w.notNeeded())})
	return r
}

// quantity gives the largest affirmed value of a slot with a text that names
// its place.
func (w *writer) quantity(slot string, dim phrase.Dim) (float64, string) {
	v, ok := w.f.Largest(slot)
	if !ok {
		return 0, ""
	}
	where := "answer: " + w.f.Sources[w.f.Statements[v.Statement].Source].Answer
	if !w.f.IsAnswer(v.Statement) {
		where = w.ref(w.b.Quote(v.Statement))
	}
	return v.Number.Hi, phrase.Format(v.Number.Hi, dim, v.Number.Unit) + " (" + where + ")"
}

// limits lists the capacity concerns: what a station carries and what is
// needed, as the gate passed them.
func (w *writer) limits() []review.Limit {
	out := []review.Limit{}
	for _, c := range w.visible() {
		if c.Kind != review.Arithmetic {
			continue
		}
		_, working, ok := strings.Cut(c.Why, "\nWorking:\n")
		if !ok {
			continue
		}
		lines := strings.Split(working, "\n")
		out = append(out, review.Limit{
			Station: w.about(&c.Concern), Today: lines[0], Needed: lines[len(lines)-1],
			After: firstSentence(c.Recommendation),
		})
	}
	return out
}

// stages gives three or four steps of growth.
func (w *writer) stages(peak float64) []review.Stage {
	load := func(factor float64) string {
		if peak == 0 {
			return w.say("stage.measure", map[string]any{"Factor": factor})
		}
		return phrase.Format(peak*factor, phrase.Rate, "") + " sustained"
	}
	stage := func(id, trigger string) review.Stage {
		v := w.stageValues(trigger)
		return review.Stage{Name: w.say(id+".name", v), Trigger: w.say(id+".trigger", v), Change: w.say(id+".change", v), Migration: w.say(id+".migration", v), Cost: w.say(id+".cost", v)}
	}
	return []review.Stage{
		stage("stage.correct", ""),
		stage("stage.planned", load(1)),
		stage("stage.double", load(2)),
		stage("stage.tenfold", load(10)),
	}
}

// stageValues are what the texts of a stage may speak of.
func (w *writer) stageValues(load string) map[string]any {
	v := map[string]any{"Load": load, "Must": w.shortSteps(review.Must), "Should": w.shortSteps(review.Should)}
	for name, trait := range map[string]string{
		"SQL": "uses-sql", "Queue": "uses-queue", "Cache": "uses-cache", "Tenants": "multi-tenant", "Kubernetes": "uses-kubernetes",
		"Async": "async-python", "Celery": "uses-celery", "Small": "small-team", "Low": "low-traffic", "CPU": "cpu-bound-work", "Third": "calls-third-party",
	} {
		v[name] = w.f.Has(trait)
	}
	return v
}

// shortSteps names the concerns of one priority by their ids.
func (w *writer) shortSteps(p review.Priority) string {
	const most = 6
	var ids []string
	for _, c := range w.visible() {
		if priority(c.Severity) == p {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) > most {
		return strings.Join(ids[:most], ", ") + fmt.Sprintf(" and %d more", len(ids)-most)
	}
	return strings.Join(ids, ", ")
}

// notNeeded names heavy machinery that the load and the team do not call for
// and that the documents do not use.
func (w *writer) notNeeded() []string {
	if w.f.Has("high-traffic") || w.f.Has("big-data") || !w.f.Has("low-traffic") && !w.f.Has("small-team") {
		return nil
	}
	used := map[string]bool{}
	for _, u := range w.uses() {
		used[u.tech.ID] = true
	}
	var out []string
	for _, n := range []struct{ tech, name string }{{"kafka", "Kafka"}, {"kubernetes", "Kubernetes"}, {"istio", "a service mesh"}, {"cassandra", "a second database product"}} {
		if !used[n.tech] {
			out = append(out, n.name)
		}
	}
	return append(out, "sharding")
}
