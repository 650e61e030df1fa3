package redact

import (
	"bytes"
	_ "embed"
	"fmt"
	"math"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"archreview/internal/lazyregexp"

	"go.yaml.in/yaml/v3"
)

//go:embed rules.yaml
var rulesYAML []byte

// rule finds one kind of secret.
type rule struct {
	ID      string   `yaml:"id"`
	Kind    string   `yaml:"kind"`
	Words   []string `yaml:"words"`   // in lower case; a line without any is passed over
	Pattern string   `yaml:"pattern"` // its groups are the secret
	Guard   guard    `yaml:"guard"`   // what a value must be to count
	Asked   bool     `yaml:"asked"`   // only on request
	Yes     []string `yaml:"yes"`
	No      []string `yaml:"no"`

	exp *regexp.Regexp
}

// guard tells values that are secrets from those that speak of one.
type guard string

const (
	anything guard = ""       // the pattern is clear enough
	value    guard = "value"  // no reference, no placeholder
	mixed    guard = "mixed"  // and letters and digits without a plan
	strong   guard = "strong" // and made like a password
)

var rules = sync.OnceValues(func() ([]rule, error) {
	d := yaml.NewDecoder(bytes.NewReader(rulesYAML))
	d.KnownFields(true)
	var all []rule
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("reading the rules for secrets: %w", err)
	}
	for i := range all {
		exp, err := regexp.Compile(all[i].Pattern)
		if err != nil {
			return nil, fmt.Errorf("reading the rules for secrets: %s: %w", all[i].ID, err)
		}
		all[i].exp = exp
	}
	return all, nil
})

// speaks says whether a text in lower case holds one of the rule's words.
func (r *rule) speaks(lower string) bool {
	for _, w := range r.Words {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

// Values that stand for a secret or name the way it is made.
var (
	reference = lazyregexp.New(`(?i)^[\[({]*(?:\$|%|<|\{|\*{2}|#|@|os\.|env[.(\[]|process\.|getenv|settings\.|config[.(\[]|vault[:/]|secrets?[.:/(]|aws:|arn:|ssm:|file:|\d{1,5}/|/|\.\.)|^(?:x{3,}|\.{3,}|…|…+)|(?:MASKED_[A-Z_]+_\d+)`)
	spoken    = lazyregexp.New(`(?i)^(?:none|null|nil|true|false|empty|required|optional|string|str|text|bytes|secret|secretstr|password|passwd|pass|pwd|user|username|token|value|hidden|redacted|example|your[_-].*|my[_-]?(?:secret|password)|hash(?:ed|es)?|encrypted|rotated|stored|sent|kept|checked|bearer|basic|opaque|random|` +
		`argon2\w*|bcrypt\w*|scrypt|pbkdf2.*|sha-?\d+.*|hmac.*|[hrep]s\d{3}.*|aes.*|rsa.*|ed25519|base64.*|oauth.*|oidc.*|openid.*|jwt.*|uuid.*|saml.*|mtls.*|tls.*|totp.*|x-.*)[.!?]?$`)
	measure = lazyregexp.New(`(?i)\d+[-_ ]?(?:s|m|h|d|ms|min|minutes?|hours?|days?|weeks?|months?|years?|chars?|characters?|bits?|bytes?|kb|requests?|rpm|rps|tokens?)\b`)
)

// secret says whether a value that the pattern found is one.
func (r *rule) secret(v string) bool {
	if r.Guard == anything {
		return true
	}
	if reference.MatchString(v) || spoken.MatchString(v) {
		return false
	}
	if r.Guard == value {
		return true
	}
	if measure.MatchString(v) {
		return false
	}
	lower, upper, digit, other := classes(v)
	if r.Guard == strong {
		return digit && (upper || other) && (lower || upper)
	}
	if !digit || !lower && !upper {
		return false
	}
	return len(v) >= 20 && entropy(v) >= 3.3 || !strings.ContainsAny(v, "/-._") && entropy(v) >= 2.8
}

func classes(v string) (lower, upper, digit, other bool) {
	for _, c := range v {
		switch {
		case unicode.IsLower(c):
			lower = true
		case unicode.IsUpper(c):
			upper = true
		case unicode.IsDigit(c):
			digit = true
		case !strings.ContainsRune("-_./", c):
			other = true
		}
	}
	return lower, upper, digit, other
}

// entropy gives the bits of information of a character, by Shannon.
func entropy(v string) float64 {
	n := map[rune]int{}
	total := 0
	for _, c := range v {
		n[c]++
		total++
	}
	sum := 0.0
	for _, k := range n {
		p := float64(k) / float64(total)
		sum -= p * math.Log2(p)
	}
	return sum
}
