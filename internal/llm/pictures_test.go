package llm_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"archreview/internal/consult"
	"archreview/internal/llm"
	"archreview/internal/llm/llmtest"
	"archreview/internal/picture"
)

func looking() consult.Request {
	return consult.Request{Call: "picture:1", Messages: []consult.Message{{Role: "system", Text: "s"},
		{Role: "user", Text: "what is it?", Pictures: []picture.Picture{{Type: "image/png", Data: []byte("pixels"), Width: 10, Height: 10}}}},
		Schema: consult.Schema{Name: "picture", JSON: json.RawMessage(`{"type":"object"}`)}}
}

func TestPicturesStandBehindTheText(t *testing.T) {
	s := llmtest.New(t, llmtest.Text(`{}`), llmtest.Status(400, "", "response_format json_schema is not supported"), llmtest.Text(`{}`))
	r := llm.Reviewer{Client: client(t, options(s))}
	for range 2 { // the second is sent once more, with the form said in words
		if _, err := r.Chat(t.Context(), looking(), nil); err != nil {
			t.Fatal(err)
		}
	}
	for i, q := range s.Requests() {
		if m := q.Chat.Messages[1]; len(m.Pictures) != 1 || m.Pictures[0] != "data:image/png;base64,cGl4ZWxz" || !strings.HasPrefix(m.Content, "what is it?") {
			t.Errorf("call %d shows %+v", i, m)
		}
		if m := q.Chat.Messages[0]; m.Content != "s" || m.Pictures != nil {
			t.Errorf("call %d begins with %+v", i, m)
		}
	}
}

func TestAnEndpointThatTakesNoPicturesIsAskedOnce(t *testing.T) {
	for _, c := range []struct {
		status int
		says   string
		blind  bool
	}{
		{400, "Invalid content type. image_url is only supported by certain models.", true},
		{404, "No endpoints found that support image input", true},
		{500, "image input is not supported - hint: you may need to provide the mmproj", true},
		{422, "unknown variant `image_url`, expected `text`", true},
		{400, "messages[1].content must be a string", true},
		{400, "this model does not support image input", true},
		{400, "Could not process image", false},
		{400, "the image is too large", false},
		{400, "something else", false},
	} {
		s := llmtest.New(t, llmtest.Status(c.status, "", c.says))
		r := llm.Reviewer{Client: client(t, options(s))}
		_, err := r.Chat(t.Context(), looking(), nil)
		if errors.Is(err, consult.ErrBlind) != c.blind || errors.Is(err, consult.ErrFatal) {
			t.Errorf("%d %s: %v", c.status, c.says, err)
		}
		if !c.blind {
			continue
		}
		checkProblem(t, err)
		if _, err := r.Chat(t.Context(), looking(), nil); !errors.Is(err, consult.ErrBlind) || len(s.Requests()) != 1 {
			t.Errorf("%s: asked again: %v", c.says, err)
		}
		s.Add(llmtest.Text(`{}`))
		q := looking()
		q.Messages[1].Pictures = nil
		if _, err := r.Chat(t.Context(), q, nil); err != nil {
			t.Errorf("%s: calls without pictures suffer: %v", c.says, err)
		}
	}
}

func TestARejectionWithoutPicturesIsNotAboutThem(t *testing.T) {
	s := llmtest.New(t, llmtest.Status(400, "", "image_url is only supported by certain models"))
	q := looking()
	q.Messages[1].Pictures = nil
	if _, err := (llm.Reviewer{Client: client(t, options(s))}).Chat(t.Context(), q, nil); err == nil || errors.Is(err, consult.ErrBlind) {
		t.Errorf("%v", err)
	}
}

func TestSees(t *testing.T) {
	ok := llmtest.JSON(map[string]bool{"ok": true})
	for want, step := range map[llm.Support]llmtest.Step{llm.Yes: ok, llm.No: llmtest.Status(http.StatusBadRequest, "", "image input is not supported"), llm.Unknown: llmtest.Status(http.StatusUnauthorized, "", "no")} {
		s := llmtest.New(t, step)
		if got := client(t, options(s)).Sees(t.Context()); got != want {
			t.Errorf("%v, not %v", got, want)
		}
		if m := s.Requests()[0].Chat.Messages; len(m[len(m)-1].Pictures) != 1 {
			t.Errorf("no picture was shown: %+v", m)
		}
	}
}
