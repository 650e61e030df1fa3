package agenttest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"archreview/internal/lazyregexp"
)

// Prose grows a design in Markdown of about size bytes out of the sections of
// the example and of the measuring corpus, which stand below root, the root of
// the repository. Each chapter is a section with other numbers and other things
// that the system handles, and but for lines of code no sentence stands in the
// text twice. The same size gives the same text, and a larger one begins with it.
func Prose(t testing.TB, root string, size int) string {
	t.Helper()
	g := grower{random: rand.New(rand.NewPCG(1, 2)), seen: map[string]bool{}}
	var sections []string
	paths, err := filepath.Glob(filepath.Join(root, "internal/eval/testdata/corpus/*/design.md"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no designs to grow from: %v", err)
	}
	for _, path := range append([]string{filepath.Join(root, "examples/design.md")}, paths...) {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sections = append(sections, strings.Split(string(raw), "\n## ")[1:]...)
	}
	g.out.WriteString("# Design\n")
	for g.out.Len() < size {
		for _, i := range g.random.Perm(len(sections)) {
			g.chapter(sections[i])
			if g.out.Len() >= size {
				break
			}
		}
	}
	text := g.out.String()[:size]
	return text[:strings.LastIndexByte(text, '\n')+1]
}

// grower writes chapters one after the other.
type grower struct {
	out      strings.Builder
	random   *rand.Rand
	seen     map[string]bool // sentences
	chapters int
	shift    int // of things, in this chapter
}

// What the generator finds in a text.
var (
	proseNumber   = lazyregexp.New(`\b\d+\b`)
	proseWord     = lazyregexp.New(`\b[a-z]+\b`)
	proseSentence = lazyregexp.New(`[^.!?]*(?:[.!?](?:\S[^.!?]*)?)+(?:\s+|$)|[^.!?]+$`)
)

// things are what systems handle; one stands for another.
func things() []string {
	return strings.Fields("account article asset badge basket booking bundle campaign cargo claim contract coupon course customer delivery deposit " +
		"depot document employee event exam grade guest guild invoice item lease ledger lesson letter listing loan locker meal meter order page " +
		"parcel partner passenger patient payslip permit player policy product profile project property quote rate receipt recipe refund rental " +
		"report reservation room salary scan seat shift shipment sticker student survey tariff task teacher tenant ticket tour trip voucher wallet")
}

// chapter adds one section, varied.
func (g *grower) chapter(section string) {
	g.chapters++
	g.shift = 1 + g.random.IntN(len(things())-1)
	title, body, _ := strings.Cut(section, "\n")
	fmt.Fprintf(&g.out, "\n## %d. %s\n", g.chapters, g.vary(title))
	for block := range strings.SplitSeq(body, "\n\n") {
		g.out.WriteByte('\n')
		block = strings.Trim(block, "\n")
		if block == "" {
			continue
		}
		if strings.ContainsAny(block[:1], "|`#>-*+0123456789 ") {
			g.lines(block)
			continue
		}
		for _, s := range proseSentence.FindAllString(strings.ReplaceAll(block, "\n", " "), -1) {
			g.out.WriteString(g.fresh(strings.TrimSpace(s)) + "\n")
		}
	}
}

// lines adds lists, tables, quotes and code, which keep their lines.
func (g *grower) lines(block string) {
	for line := range strings.SplitSeq(block, "\n") {
		mark := line[:len(line)-len(strings.TrimLeft(line, " -*>|#.0123456789"))]
		if text := line[len(mark):]; len(strings.Fields(text)) > 5 && mark != "" {
			g.out.WriteString(mark + g.fresh(text) + "\n")
		} else {
			g.out.WriteString(g.vary(line) + "\n")
		}
	}
}

// fresh gives a sentence that did not stand in the text yet.
func (g *grower) fresh(s string) string {
	v := g.vary(s)
	for all := things(); g.seen[v]; {
		v = fmt.Sprintf("For the %s %s of region %d: %s", all[g.random.IntN(len(all))], all[g.random.IntN(len(all))], g.random.IntN(400), g.vary(s))
	}
	g.seen[v] = true
	return v
}

// vary changes numbers of two digits and more by up to a third and puts other
// things in the place of those that the text speaks of.
func (g *grower) vary(s string) string {
	s = proseNumber.ReplaceAllStringFunc(s, func(n string) string {
		v, err := strconv.Atoi(n)
		if err != nil || v < 10 || v > 1900 && v < 2100 {
			return n
		}
		return strconv.Itoa(v + g.random.IntN(1+v/3))
	})
	all := things()
	return proseWord.ReplaceAllStringFunc(s, func(w string) string {
		for i, one := range all {
			if w == one || w == one+"s" {
				return all[(i+g.shift)%len(all)] + w[len(one):]
			}
		}
		return w
	})
}
