package agent

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"archreview/prompts"
)

// Basis is what the result of a review depends on. It tells whether an earlier
// run can be continued or repeated.
type Basis struct {
	Version   string    `json:"version"` // of the program
	Model     string    `json:"model"`   // "" for the embedded reviewer
	Host      string    `json:"host"`
	Prompts   string    `json:"prompts_sha256"`
	Catalog   string    `json:"catalog_sha256"`
	Documents []Known   `json:"documents"`
	Answers   string    `json:"answers_sha256"`     // those given beforehand
	Pictures  []Picture `json:"pictures,omitempty"` // that a model looks at, without their bytes
	Areas     []string  `json:"areas"`              // empty for all ten
	Disable   []string  `json:"disable"`
	Window    int       `json:"window"`
	MaxCost   float64   `json:"max_cost"`
	MaxTokens int       `json:"max_tokens"`
	Emails    bool      `json:"emails_masked"`
}

// Known identifies one reviewed document.
type Known struct {
	ID     string `json:"id"`
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// BasisOf gives the basis of a review by its options.
func BasisOf(o Options) (*Basis, error) {
	b := &Basis{Version: o.Version, Host: o.Host, Catalog: o.Lexicon.Sum(), Answers: sumOf(o.Answers), Areas: o.Areas, Disable: o.Disable,
		Window: o.Limits.Window, MaxCost: o.Limits.MaxCost, MaxTokens: o.Limits.MaxTokens, Emails: o.Emails}
	if o.Model != nil {
		sum, err := prompts.Sum()
		if err != nil {
			return nil, fmt.Errorf("hashing the prompts: %w", err)
		}
		b.Model, b.Prompts, b.Pictures = o.Limits.Name, sum, o.Pictures
	}
	for _, d := range o.Documents {
		b.Documents = append(b.Documents, Known{ID: d.ID, Path: d.Path, SHA256: d.SHA256})
	}
	return b, nil
}

// sumOf hashes answers, whatever their order.
func sumOf(answers map[string]string) string {
	h := sha256.New()
	for _, k := range slices.Sorted(maps.Keys(answers)) {
		fmt.Fprintf(h, "%d:%s=%d:%s;", len(k), k, len(answers[k]), answers[k])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Changes tells in words what differs between the basis of an earlier run and
// that of one that goes on from it. Another version of the program is no
// difference: whatever it asks otherwise is not at hand and asked anew.
func (b *Basis) Changes(now *Basis) []string {
	var out []string
	add := func(same bool, format string, args ...any) {
		if !same {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	add(len(b.Documents) == len(now.Documents), "%d document(s) were reviewed then, %d are given now", len(b.Documents), len(now.Documents))
	for i := range min(len(b.Documents), len(now.Documents)) {
		x, y := b.Documents[i], now.Documents[i]
		add(x.SHA256 == y.SHA256, "document %s (%s) has other content", y.ID, y.Path)
		add(x.SHA256 != y.SHA256 || x.Path == y.Path, "document %s was called %s and is now %s", y.ID, x.Path, y.Path)
	}
	add(samePictures(b.Pictures, now.Pictures), "the pictures are others")
	add(b.Answers == now.Answers, "the answers are others")
	add(list(b.Areas, "all") == list(now.Areas, "all"), "the areas were %s and are now %s", list(b.Areas, "all"), list(now.Areas, "all"))
	add(list(b.Disable, "none") == list(now.Disable, "none"), "the disabled rules were %s and are now %s", list(b.Disable, "none"), list(now.Disable, "none"))
	add(b.Model == now.Model, "the model was %s and is now %s", named(b.Model), named(now.Model))
	add(b.Model == "" || b.Prompts == now.Prompts, "the prompts have changed")
	add(b.Catalog == now.Catalog, "the checklists have changed")
	add(b.MaxCost == now.MaxCost, "the cap on cost was %g and is now %g", b.MaxCost, now.MaxCost)
	add(b.MaxTokens == now.MaxTokens, "the cap on tokens was %d and is now %d", b.MaxTokens, now.MaxTokens)
	add(b.Window == now.Window, "the window was %d and is now %d", b.Window, now.Window)
	add(b.Emails == now.Emails, "e-mail addresses were masked: %t, now %t", b.Emails, now.Emails)
	return out
}

func samePictures(a, b []Picture) bool {
	return slices.EqualFunc(a, b, func(x, y Picture) bool { return x.SHA256 == y.SHA256 && x.Document == y.Document })
}

func list(l []string, none string) string {
	if len(l) == 0 {
		return none
	}
	return strings.Join(l, ", ")
}

func named(model string) string {
	if model == "" {
		return "none (embedded reviewer)"
	}
	return model
}
