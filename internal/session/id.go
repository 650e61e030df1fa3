package session

import (
	"crypto/rand"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"archreview/checklists"
)

const (
	stamp   = "20060102-1504"
	letters = "23456789abcdefghjkmnpqrstvwxyz" // none that looks like another
	tail    = 4                                // letters at the end of an id
)

var idForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9]{8}-[0-9]{4}-[` + letters + `]{4}$`)
})

// newID makes an id of a time (UTC) and random letters: 20261125-1412-k7qd.
func newID(now time.Time) string {
	return now.UTC().Format(stamp) + "-" + random(tail)
}

// random gives n random letters.
func random(n int) string {
	out := make([]byte, 0, n)
	for b := make([]byte, 1); len(out) < n; {
		_, _ = rand.Read(b) // never fails
		// Only a multiple of the alphabet's length gives each letter the same chance.
		if int(b[0]) < 256/len(letters)*len(letters) {
			out = append(out, letters[int(b[0])%len(letters)])
		}
	}
	return string(out)
}

// born gives the time that an id names, to the minute.
func born(id string) time.Time {
	t, err := time.Parse(stamp, id[:min(len(stamp), len(id))])
	if err != nil {
		return time.Time{}
	}
	return t
}

// matches gives the ids that a ref names: the one that it is, or all that begin
// or end with it.
func matches(ref string, ids []string) []string {
	if slices.Contains(ids, ref) {
		return []string{ref}
	}
	var out []string
	for _, id := range ids {
		if strings.HasPrefix(id, ref) || strings.HasSuffix(id, ref) {
			out = append(out, id)
		}
	}
	return out
}

// nearest gives up to three ids that a mistyped ref may mean, the likeliest
// first. A short ref is compared with the letters at the end.
func nearest(ref string, ids []string) []string {
	part := func(id string) string { return id }
	if len(ref) <= tail+1 {
		part = func(id string) string { return id[len(id)-tail:] }
	}
	ref = ref[:min(len(ref), 40)]
	left := slices.Clone(ids)
	var out []string
	for len(left) > 0 && len(out) < 3 {
		known := make([]string, len(left))
		for i, id := range left {
			known[i] = part(id)
		}
		i := slices.Index(known, checklists.Nearest(ref, known))
		out = append(out, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return out
}
