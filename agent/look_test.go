package agent

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"archreview/agent/agenttest"
	"archreview/internal/consult"
	"archreview/internal/document"
)

const shownDesign = design + "\n![parts](img/arch.png)\n"

// reply is what the scripted model sees.
func reply() consult.PictureReply {
	return consult.PictureReply{Content: "architecture",
		Parts:       []consult.Shape{{Name: "Depot gate", Kind: "gateway"}, {Name: "Scan API", Kind: "service"}, {Name: "depot gate", Kind: "other"}},
		Connections: []consult.Tie{{From: "DEPOT GATE", To: "Scan API", Label: "gRPC"}, {From: "Scan API", To: "Nowhere"}},
		Texts:       []string{"two zones, token=s3cr3t"}}
}

func withPicture(t *testing.T, m Model) Options {
	o := options(t, shownDesign, m)
	o.Pictures = []Picture{{Document: "d1", Index: 0, SHA256: "abc", Type: "image/png", Width: 600, Height: 400, Data: []byte("pixels")}}
	o.Mask = func(s string) string { return strings.ReplaceAll(s, "s3cr3t", "MASKED") }
	return o
}

func pictureDocument(docs []*document.Document) *document.Document {
	for _, d := range docs {
		if d.Format == document.PictureFile {
			return d
		}
	}
	return nil
}

func TestWhatAPictureShowsIsReviewed(t *testing.T) {
	m := agenttest.New(t).Otherwise(agenttest.Quiet).On("picture:1", agenttest.JSON(reply()))
	j := &tape{}
	o := withPicture(t, m)
	o.Journal = j
	a := begin(t, o)
	r := reviewed(t, a)
	d := pictureDocument(a.Documents())
	if d == nil || d.Path != "img/arch.png" || d.ID != "d2" || len(d.Drawings) != 1 || len(d.Drawings[0].Nodes) != 2 || len(d.Drawings[0].Edges) != 1 {
		t.Fatalf("the picture became %+v", d)
	}
	for n := 1; n <= d.LineCount(); n++ {
		if d.Place(n) != "picture arch.png, as read by scripted" {
			t.Errorf("line %d stands at %q", n, d.Place(n))
		}
	}
	if strings.Contains(d.Text, "s3cr3t") || !strings.Contains(d.Text, "token=MASKED") {
		t.Errorf("the secret in the picture stays: %s", d.Text)
	}
	if r.Ledger.LinesRead != a.Documents()[0].LineCount()+d.LineCount() || len(r.Ledger.Pictures) != 1 || r.Ledger.Pictures[0].Reader != "scripted" || r.Outcome != "complete" {
		t.Errorf("the ledger says %+v, %s", r.Ledger, r.Outcome)
	}
	if !strings.Contains(fmt.Sprint(r.Architecture), "Depot gate") {
		t.Errorf("what the picture shows is not drawn: %+v", r.Architecture)
	}
	want := m.Requests()
	if r.Usage.Calls != len(want) {
		t.Errorf("%d calls were counted, %d made", r.Usage.Calls, len(want))
	}
	for _, q := range want {
		if strings.HasPrefix(q.Call, "area:") && !strings.Contains(q.Messages[1].Text, `n1["Depot gate"]`) {
			t.Errorf("%s does not see what was read", q.Call)
		}
	}
}

// TestPicturesArePaidOnce goes on from every entry of a journal, without the file.
func TestPicturesArePaidOnce(t *testing.T) {
	m := agenttest.New(t).Otherwise(agenttest.Quiet).On("picture:1", agenttest.JSON(reply()))
	j := &tape{}
	o := withPicture(t, m)
	o.Journal = j
	first := reviewed(t, begin(t, o))
	for n := range j.entries {
		past := j.entries[:n+1]
		looked := false
		for _, e := range past {
			looked = looked || e.Kind == KindCall
		}
		rec, err := Recall(past)
		if err != nil || !looked {
			continue
		}
		again := agenttest.New(t).Otherwise(agenttest.Quiet) // no picture is foreseen
		o := withPicture(t, again)
		o.Documents, o.Past, o.Pictures = rec.Documents, past, rec.Pictures
		r := reviewed(t, begin(t, o))
		if ids(r) != ids(first) || len(r.Documents) != len(first.Documents) || r.Ledger.Pictures[0].Reader != "scripted" {
			t.Errorf("after %s: %s, %+v", past[n].Kind, ids(r), r.Ledger)
		}
	}
}

func TestPicturesThatNobodyReads(t *testing.T) {
	for _, c := range []struct {
		name, why string
		answers   []agenttest.Answer
		change    func(*Options)
	}{
		{"blind", "takes no pictures", []agenttest.Answer{{Err: fmt.Errorf("no: %w", consult.ErrBlind)}}, nil},
		{"no form", "no answer that can be used", []agenttest.Answer{{Text: "a nice picture"}, {Text: "really"}}, nil},
		{"gone", "no longer at hand", nil, func(o *Options) { o.Pictures[0].Data = nil }},
		{"capped", "the cap on cost or tokens", nil, func(o *Options) { o.Limits.MaxTokens = 600 }},
	} {
		m := agenttest.New(t).Otherwise(agenttest.Quiet)
		if c.answers != nil {
			m.On("picture:1", c.answers...)
		}
		o := withPicture(t, m)
		if c.change != nil {
			c.change(&o)
		}
		a := begin(t, o)
		r := reviewed(t, a)
		if p := r.Ledger.Pictures[0]; p.Reader != "" || !strings.Contains(p.Why, c.why) || p.Line == 0 || p.Name != "img/arch.png" {
			t.Errorf("%s: the ledger says %+v", c.name, p)
		}
		if len(r.Documents) != 1 || c.name != "capped" && r.Outcome != "complete" {
			t.Errorf("%s: %d documents, %s", c.name, len(r.Documents), r.Outcome)
		}
		note := ""
		for _, n := range a.Documents()[0].Notes {
			note += n.What + n.Detail
		}
		if !strings.Contains(note, document.PicturesUnread) || !strings.Contains(note, c.why) {
			t.Errorf("%s: noted is %q", c.name, note)
		}
	}
}

func TestAPictureAlone(t *testing.T) {
	d := document.File("d1", "arch.png", []byte("pixels"))
	o := withPicture(t, agenttest.New(t).Otherwise(agenttest.Quiet).On("picture:1", agenttest.JSON(reply())))
	o.Documents = []*document.Document{d}
	r := reviewed(t, begin(t, o))
	if len(r.Documents) != 1 || r.Documents[0].Path != "arch.png" || r.Documents[0].Words == 0 {
		t.Errorf("reviewed were %+v", r.Documents)
	}
	o = withPicture(t, agenttest.New(t).On("picture:1", agenttest.Answer{Err: consult.ErrBlind}))
	o.Documents = []*document.Document{d}
	if r, err := begin(t, o).Review(context.Background(), nil); r != nil || err == nil || !strings.Contains(err.Error(), "arch.png") {
		t.Errorf("%v, %v", r, err)
	}
}

func TestForecastCountsPictures(t *testing.T) {
	o := withPicture(t, agenttest.New(t))
	with, err := Forecast(o)
	if err != nil {
		t.Fatal(err)
	}
	o.Pictures = nil
	without, err := Forecast(o)
	if err != nil {
		t.Fatal(err)
	}
	if with.Calls != without.Calls+1 || with.PromptTokens <= without.PromptTokens+425 {
		t.Errorf("with a picture %+v, without %+v", with, without)
	}
}

func TestLookingStopsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m := agenttest.New(t).Otherwise(agenttest.Quiet)
	if r, err := begin(t, withPicture(t, m)).Review(ctx, nil); r != nil || !errors.Is(err, context.Canceled) || len(m.Requests()) != 0 {
		t.Errorf("%v, %v", r, err)
	}
}
