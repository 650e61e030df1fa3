package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"archreview/agent/review"
	"archreview/internal/lazyregexp"
)

// SARIF writes the concerns of a review as SARIF 2.1.0: results on the lines
// of the documents, with their rules. Waived concerns are suppressed, an
// incomplete review is an unsuccessful invocation. With Options.Comparison each
// result says how it stands to the earlier review, and those that are repaired
// are there as passed and absent.
func SARIF(w io.Writer, r *review.Review, o Options) error {
	s := newSarif(harmless(r), o)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s.log()); err != nil {
		return fmt.Errorf("write the review as SARIF: %w", err)
	}
	_, err := w.Write(escapeControls(b.Bytes()))
	return err
}

// sarif builds one log.
type sarif struct {
	*view
	rules   *sarifRules
	changes map[string]review.Change // by id in the new review
	absent  []review.Change
	old     []review.Document
}

func newSarif(r *review.Review, o Options) *sarif {
	s := &sarif{view: newView(r, o), rules: newSarifRules(r, o.Titles)}
	if o.Comparison == nil {
		return s
	}
	c := mapped(reflect.ValueOf(o.Comparison), cleanText).Interface().(*review.Comparison)
	s.changes, s.old = map[string]review.Change{}, c.Old.Documents
	for _, change := range c.Concerns {
		if change.State == review.Fixed {
			s.absent = append(s.absent, change)
			s.rules.addChange(change)
		} else {
			s.changes[change.ID] = change
		}
	}
	return s
}

func (s *sarif) log() sarifLog {
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "archreview", Version: oneLine(s.Engine.Version), Rules: s.rules.list}},
		Invocations: []sarifInvocation{s.invocation()},
		Artifacts:   s.artifacts(),
		Results:     []sarifResult{},
		Properties: map[string]any{
			"schema": s.Schema, "outcome": s.Outcome, "verdict": s.Verdict,
			"engine": s.Engine.Name, "model": s.Engine.Model,
		},
	}
	for _, a := range s.Areas {
		for _, c := range s.Standing(a) {
			run.Results = append(run.Results, s.result(a, c))
		}
	}
	for _, c := range s.absent {
		run.Results = append(run.Results, s.repaired(c))
	}
	return sarifLog{Schema: sarifSchema, Version: sarifVersion, Runs: []sarifRun{run}}
}

// invocation says whether all was reviewed, and what was not.
func (s *sarif) invocation() sarifInvocation {
	i := sarifInvocation{Successful: s.Finished()}
	if t, err := time.Parse(time.RFC3339, s.Created); err == nil {
		i.End = t.UTC().Format("2006-01-02T15:04:05Z")
	}
	level := "error"
	if s.Finished() {
		level = "note"
	}
	for _, gap := range s.leftOut() {
		i.Notifications = append(i.Notifications, sarifNotification{level, sarifText{Text: literal(gap)}})
	}
	return i
}

// leftOut tells in plain sentences what was not read or not reviewed. An
// incomplete review leaves out something in any case.
func (v *view) leftOut() []string {
	var out []string
	for _, f := range v.Ledger.Failures {
		text := oneLine(f.What)
		if f.Detail != "" {
			text += ": " + oneLine(f.Detail)
		}
		if f.Next != "" {
			text = strings.TrimRight(text, ". ") + ". Next: " + oneLine(f.Next)
		}
		out = append(out, text)
	}
	for _, a := range v.Open() {
		out = append(out, fmt.Sprintf("Area %s, %s: %s", oneLine(a.Letter), oneLine(a.Title), status(a.Status)))
	}
	if n := v.Unread(); n > 0 {
		out = append(out, fmt.Sprintf("%s of %s not read", plural(n, "line"), num(v.Ledger.LinesTotal)))
	}
	for _, p := range v.Unseen() {
		text := fmt.Sprintf("The picture %s (%s, line %d) was not read", oneLine(p.Name), oneLine(p.Document), p.Line)
		if p.Why != "" {
			text += ": " + oneLine(p.Why)
		}
		out = append(out, text)
	}
	if len(out) == 0 && !v.Finished() {
		out = append(out, "The review did not record what it left out; treat nothing here as settled")
	}
	return out
}

// artifacts lists the documents by their addresses, each once.
func (s *sarif) artifacts() []sarifArtifact {
	var out []sarifArtifact
	for _, d := range s.Documents {
		if s.indexOf(fileURI(d.Path)) < len(out) { // as an earlier document
			continue
		}
		a := sarifArtifact{Location: sarifFile{URI: fileURI(d.Path)}, Roles: []string{"analysisTarget"}}
		if d.SHA256 != "" {
			a.Hashes = map[string]string{"sha-256": d.SHA256}
		}
		out = append(out, a)
	}
	return out
}

// indexOf gives the place of an address among the artifacts, -1 where it is
// none of them.
func (s *sarif) indexOf(uri string) int {
	var known []string
	for _, d := range s.Documents {
		if u := fileURI(d.Path); !slices.Contains(known, u) {
			known = append(known, u)
		}
	}
	return slices.Index(known, uri)
}

func (s *sarif) result(a review.Area, c review.Concern) sarifResult {
	rule := s.rules.of(c.Rule, c.Kind)
	out := sarifResult{
		RuleID: s.rules.list[rule].ID, RuleIndex: rule, Level: sarifLevelOf(c.Severity),
		Message:      sarifText{Text: s.message(c)},
		Fingerprints: fingerprint(c.ID),
		Properties: map[string]any{
			"id": c.ID, "severity": c.Severity, "area": a.Key, "kind": c.Kind, "effort": c.Effort,
			"raisedBy": listed(c.Sources), "checklist": listed(c.Items), "severityTrace": c.SeverityTrace,
		},
	}
	out.Locations, out.Related = s.places(c.Evidence, s.Documents)
	if c.Waived != nil {
		out.Suppressions = []sarifSuppression{{Kind: "external", Status: "accepted", Justification: waiverWords(*c.Waived)}}
	}
	if s.changes != nil {
		out.Baseline = baseline(s.changes[c.ID].State)
	}
	return out
}

// repaired is a concern of the earlier review that this one no longer has.
func (s *sarif) repaired(c review.Change) sarifResult {
	rule := s.rules.of(c.Rule, "")
	id := c.OldID
	if id == "" {
		id = c.ID
	}
	text := oneLine(c.Title) + ": repaired, or no longer raised."
	if c.Note != "" {
		text += " " + oneLine(c.Note)
	}
	out := sarifResult{
		RuleID: s.rules.list[rule].ID, RuleIndex: rule, Kind: "pass", Level: "none",
		Message: sarifText{Text: literal(text)}, Fingerprints: fingerprint(id), Baseline: "absent",
		Properties: map[string]any{"id": id, "severity": c.OldSeverity, "area": c.Area},
	}
	out.Locations, out.Related = s.places(c.OldEvidence, s.old)
	return out
}

// message is what a reader sees beside the line.
func (s *sarif) message(c review.Concern) string {
	parts := []string{strings.TrimRight(oneLine(c.Title), ".") + "."}
	for _, p := range []string{c.Why, c.Recommendation} {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	if n := len(parts); c.Recommendation != "" && n > 1 {
		parts[n-1] = "Do: " + parts[n-1]
	}
	if len(c.Evidence) > 0 && c.Evidence[0].Place != "" {
		parts = append(parts, "It stands at "+s.words(c.Evidence[0])+".")
	}
	if len(c.Evidence) == 0 && len(s.Documents) > 0 {
		parts = append(parts, "No passage of the documents speaks of this; it is shown on the first line of the first one.")
	}
	return literal(strings.Join(parts, "\n\n"))
}

// places gives the main passage and the further ones. Without any passage it
// is the first line of the first document, since viewers drop results that
// stand nowhere.
func (s *sarif) places(evidence []review.Evidence, in []review.Document) (main, related []sarifLocation) {
	for _, e := range evidence {
		for _, d := range in {
			if d.ID != e.Document {
				continue
			}
			l := s.place(d, e)
			if len(main) == 0 {
				main = append(main, l)
				break
			}
			l.ID = len(related) + 1
			l.Message = &sarifText{Text: literal("See also " + s.words(e))}
			related = append(related, l)
			break
		}
	}
	if len(main) == 0 && len(in) > 0 {
		main = append(main, s.place(in[0], review.Evidence{StartLine: 1, EndLine: 1}))
	}
	return main, related
}

// words names the place of evidence in a sentence.
func (s *sarif) words(e review.Evidence) string {
	if e.Place != "" {
		return s.plainRef(e)
	}
	return strings.Replace(s.plainRef(e), "L", "line ", 1)
}

// place gives where evidence stands. A document that was rendered as text has
// no lines that a viewer could show, only a name for the place; it stands on the
// first line, since viewers and hosts drop what has no region.
func (s *sarif) place(d review.Document, e review.Evidence) sarifLocation {
	uri := fileURI(d.Path)
	l := sarifLocation{Physical: sarifPhysical{File: sarifFile{URI: uri}, Region: sarifRegion{StartLine: 1, EndLine: 1}}}
	if index := s.indexOf(uri); index >= 0 {
		l.Physical.File.Index = &index
	}
	if d.Rendered || e.Place != "" {
		if e.Place != "" {
			l.Logical = []sarifLogical{{oneLine(e.Place)}}
			l.Message = &sarifText{Text: literal(oneLine(e.Place) + ": " + oneLine(e.Quote))}
		}
		return l
	}
	from := max(1, e.StartLine)
	l.Physical.Region = sarifRegion{StartLine: from, EndLine: max(from, e.EndLine)}
	if e.Quote != "" {
		l.Physical.Region.Snippet = &sarifText{Text: e.Quote}
	}
	return l
}

// fileURI gives the path of a document as a reference: percent-encoded, with
// forward slashes, relative where the path is.
func fileURI(p string) string {
	if p == "" || p == "-" {
		p = "stdin"
	}
	p = path.Clean(strings.ReplaceAll(p, `\`, "/"))
	if len(p) > 2 && isLetter(p[0]) && p[1] == ':' && p[2] == '/' {
		p = "/" + p // a drive
	}
	u := url.URL{Path: p}
	if strings.HasPrefix(p, "/") {
		u.Scheme = "file"
	}
	if s := u.String(); u.Scheme == "" {
		return s
	}
	return "file://" + u.EscapedPath()
}

// sarifLevelOf gives the level of a severity.
func sarifLevelOf(s review.Severity) string {
	switch s {
	case review.High:
		return "error"
	case review.Medium:
		return "warning"
	}
	return "note"
}

// baseline says how a concern stands to the earlier review. One that the
// comparison does not know is new.
func baseline(s review.ChangeState) string {
	switch s {
	case review.StillOpen:
		return "unchanged"
	case review.Changed:
		return "updated"
	}
	return "new"
}

func fingerprint(id string) map[string]string { return map[string]string{"archreviewConcern/v1": id} }

// waiverWords tells who accepted a concern, why and until when.
func waiverWords(w review.Waiver) string {
	text := oneLine(w.Reason)
	var by []string
	if w.Owner != "" {
		by = append(by, "by "+oneLine(w.Owner))
	}
	if w.Until != "" {
		by = append(by, "until "+oneLine(w.Until))
	}
	if len(by) > 0 {
		text = strings.TrimSpace(text + " (accepted " + strings.Join(by, " ") + ")")
	}
	return text
}

// listed gives a list that is never null.
func listed(texts []string) []string { return append([]string{}, texts...) }

// placeholder is what a message of SARIF could be taken to fill in.
var placeholder = lazyregexp.New(`\{(\d+)\}`)

// literal keeps text from acting as a link or as a placeholder of a message.
func literal(s string) string {
	return placeholder.ReplaceAllString(strings.ReplaceAll(s, "](", "] ("), "{ $1 }")
}
