package tokens

import (
	"fmt"
	"strings"
	"sync"

	"github.com/pkoukk/tiktoken-go"
	loader "github.com/pkoukk/tiktoken-go-loader"
)

// encoding is one of the two vocabularies that matter.
type encoding int

const (
	o200k encoding = iota
	cl100k
)

var (
	offline   = sync.OnceValue(setLoader)
	loadO200k = sync.OnceValues(func() (*tiktoken.Tiktoken, error) { return load(tiktoken.MODEL_O200K_BASE) })
	loadCL100 = sync.OnceValues(func() (*tiktoken.Tiktoken, error) { return load(tiktoken.MODEL_CL100K_BASE) })
)

// setLoader puts the embedded vocabularies in the place of the library's
// loader, which would fetch them from the network.
func setLoader() bool {
	tiktoken.SetBpeLoader(loader.NewOfflineLoader())
	return true
}

func load(name string) (*tiktoken.Tiktoken, error) {
	offline()
	t, err := tiktoken.GetEncoding(name)
	if err != nil {
		return nil, fmt.Errorf("loading the vocabulary %s: %w", name, err)
	}
	return t, nil
}

func (e encoding) load() (*tiktoken.Tiktoken, error) {
	if e == cl100k {
		return loadCL100()
	}
	return loadO200k()
}

// Warm loads the vocabulary of a model, so that a later count does not wait
// for it. It may run in a goroutine of its own.
func Warm(model string) error {
	_, err := vocabularyOf(model).encoding.load()
	return err
}

// count encodes text piece by piece. EncodeOrdinary alone is called: the
// library's other method panics on or corrupts text that holds special tokens.
func (e encoding) count(text string) (count, error) {
	t, err := e.load()
	if err != nil {
		return count{}, err
	}
	c := count{whole: true}
	for len(text) > 0 {
		n, cut := piece(text)
		c.n += len(t.EncodeOrdinary(text[:n]))
		c.whole = c.whole && !cut
		text = text[n:]
	}
	return c, nil
}

// vocabulary says how the tokens of a model are counted.
type vocabulary struct {
	encoding encoding
	margin   int // percent added because the vocabulary is another's; 0: its own
}

// The margins are chosen on the safe side: they were not measured against the
// vendors' own tokenizers.
const (
	otherMargin  = 20
	claudeMargin = 40
)

// vocabularyOf finds the vocabulary by the model's name, whatever its case, the
// vendor before it ("openai/gpt-5") or the fine-tune around it ("ft:gpt-4o:x").
func vocabularyOf(model string) vocabulary {
	m := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(model)), "ft:")
	if i := strings.LastIndexByte(m, '/'); i >= 0 {
		m = m[i+1:]
	}
	switch {
	case hasPrefix(m, "gpt-4o", "gpt-4.1", "gpt-4.5"):
		return vocabulary{encoding: o200k}
	case hasPrefix(m, "gpt-4", "gpt-3.5", "gpt-35", "text-embedding-"):
		return vocabulary{encoding: cl100k}
	case hasPrefix(m, "gpt-", "chatgpt-", "codex-") || isO(m):
		return vocabulary{encoding: o200k}
	case strings.Contains(m, "claude"):
		return vocabulary{encoding: o200k, margin: claudeMargin}
	}
	return vocabulary{encoding: o200k, margin: otherMargin}
}

// isO recognises o1, o3-mini, o4-mini-2025-04-16, but not "olmo" or "o3d-local".
func isO(m string) bool {
	return len(m) >= 2 && m[0] == 'o' && m[1] >= '1' && m[1] <= '9' && (len(m) == 2 || m[2] == '-')
}

func hasPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
