package consult

import (
	"context"
	"errors"
	"strings"

	"archreview/internal/document"
	"archreview/internal/picture"
	"archreview/prompts"
)

// Shape is a part that a picture shows.
type Shape struct {
	Name string `json:"name" doc:"as it is written in the picture"`
	Kind string `json:"kind" enum:"service|database|cache|queue|storage|gateway|client|person|external|other" soft:"true"`
}

// Tie is a connection that a picture shows.
type Tie struct {
	From  string `json:"from" doc:"name of a part, exactly as above"`
	To    string `json:"to" doc:"name of a part, exactly as above"`
	Label string `json:"label" soft:"true" doc:"as it is written at the line, or empty"`
	Way   string `json:"way" enum:"forward|both|none" soft:"true"`
}

// PictureReply says what a picture shows.
type PictureReply struct {
	Content     string   `json:"content" enum:"architecture|text|nothing"`
	Parts       []Shape  `json:"parts"`
	Connections []Tie    `json:"connections"`
	Texts       []string `json:"texts" doc:"other legible text, one line each"`
}

// Limits of what is taken of one picture.
const (
	mostParts   = 120
	mostTies    = 240
	mostTexts   = 120
	mostPartLen = 120
)

// Looked is what came of looking at one picture.
type Looked struct {
	Reading document.Reading // without nodes and texts where it shows nothing
	Failure error            // why nobody has read it; nil where somebody has
}

// Looks are pictures as a model saw them, and what that cost.
type Looks struct{ usage map[string]Usage }

// Look has the model look at one picture. The calls of earlier looks count
// against the caps. An answer that was given before is known by the hash of the
// picture and needs no bytes.
func Look(ctx context.Context, o Options, n string, p picture.Picture, before *Looks) Looked {
	s := &Session{o: o, usage: map[string]Usage{}}
	if s.o.Count == nil {
		s.o.Count = roughly
	}
	if before.usage == nil {
		before.usage = map[string]Usage{}
	}
	for k, v := range before.usage {
		s.usage[k] = v
	}
	reply, err := s.look(ctx, n, p)
	for k, v := range s.usage {
		before.usage[k] = v
	}
	if err != nil {
		return Looked{Failure: err}
	}
	name := s.ModelName()
	if name == "" {
		name = "the model"
	}
	return Looked{Reading: settleLook(reply, name)}
}

func (s *Session) look(ctx context.Context, n string, p picture.Picture) (PictureReply, error) {
	system, err := render(prompts.Look{})
	if err != nil {
		return PictureReply{}, err
	}
	task, err := render(prompts.Picture{})
	if err != nil {
		return PictureReply{}, err
	}
	x := &exchange{name: "picture:" + n, schema: SchemaOf[PictureReply]("picture"), expect: expectLook}
	x.messages = []Message{{Role: "system", Text: system}, {Role: "user", Text: task, Pictures: []picture.Picture{p}}}
	if s.capped() {
		x.tokens = s.o.Count(system) + s.o.Count(task) + pictureTokens(x.messages[1].Pictures)
	}
	return converse[PictureReply](ctx, s, x)
}

// Charge counts what looking at pictures cost to this session, and against its
// caps. It must come before the areas are reviewed.
func (s *Session) Charge(l Looks) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, v := range l.usage {
		s.usage[k] = v
	}
}

// WhyUnseen puts into a few words why a model did not read a picture.
func WhyUnseen(err error) string {
	switch {
	case errors.Is(err, ErrBlind):
		return "the model takes no pictures"
	case isBudget(err):
		return "the cap on cost or tokens does not allow for it"
	}
	return "the model gave no answer that can be used"
}

// settleLook keeps what can be drawn: parts with a name, each once, and
// connections between them.
func settleLook(r PictureReply, model string) document.Reading {
	out := document.Reading{Reader: model}
	if r.Content == "nothing" {
		return out
	}
	at := map[string]int{}
	for _, p := range r.Parts {
		name := clip(line(p.Name), mostPartLen)
		key := strings.ToLower(name)
		if _, twice := at[key]; name == "" || twice || len(out.Nodes) == mostParts {
			continue
		}
		at[key] = len(out.Nodes)
		store := p.Kind == "database" || p.Kind == "cache" || p.Kind == "storage"
		out.Nodes = append(out.Nodes, document.Node{Name: name, Store: store})
	}
	for _, t := range r.Connections {
		from, ok := at[strings.ToLower(clip(line(t.From), mostPartLen))]
		to, too := at[strings.ToLower(clip(line(t.To), mostPartLen))]
		if ok && too && len(out.Edges) < mostTies {
			out.Edges = append(out.Edges, document.Link{From: from, To: to, Label: clip(line(t.Label), mostPartLen), Both: t.Way == "both" || t.Way == "none"})
		}
	}
	for _, t := range r.Texts {
		if t = clip(line(t), mostText); t != "" && len(out.Texts) < mostTexts {
			out.Texts = append(out.Texts, t)
		}
	}
	return out
}

// pictureTokens estimates what pictures cost a prompt.
func pictureTokens(list []picture.Picture) int {
	n := 0
	for _, p := range list {
		n += picture.Tokens(p.Width, p.Height)
	}
	return n
}

// looks forecasts the calls that look at pictures.
func (s *Session) looks() Usage {
	var u Usage
	for _, p := range s.o.Pictures {
		u.Calls++
		u.PromptTokens += shortPart + picture.Tokens(p.Width, p.Height)
		u.CompletionTokens += expectLook
	}
	return u
}
