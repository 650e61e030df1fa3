package agent

import "testing"

func TestBasisTellsChanges(t *testing.T) {
	a := Basis{Model: "m", Documents: []Known{{"d1", "a.md", "1"}}, Version: "v1"}
	b := a
	b.Version = "v2"
	if got := a.Changes(&b); got != nil {
		t.Errorf("another version of the program: %q", got)
	}
	b = Basis{Model: "n", Prompts: "p", Catalog: "c", Answers: "a", Areas: []string{"api"}, Disable: []string{"r"}, Window: 1, MaxCost: 2, MaxTokens: 3, Emails: true,
		Documents: []Known{{"d1", "b.md", "1"}, {"d2", "c.md", "2"}}}
	if got := a.Changes(&b); len(got) != 12 {
		t.Errorf("%d: %q", len(got), got)
	}
	embedded := Basis{Prompts: "p"}
	if got := embedded.Changes(&Basis{Prompts: "q"}); got != nil {
		t.Errorf("prompts matter without a model: %q", got)
	}
}
