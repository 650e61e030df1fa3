package arith

import (
	"math"
	"strings"

	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// sums adds up what the documents add up.
func sums(k *desk) {
	for st := range k.f.Statements {
		s := &k.f.Statements[st]
		if s.Kind == document.CodeLine || !k.isText(st) || k.f.IsAnswer(st) || k.f.Status(facts.Hit{Statement: st}) != facts.Affirmed {
			continue
		}
		if k.writtenSum(st) || k.toldSum(st) {
			break
		}
	}
	k.sharesSum()
	k.poolsSum()
}

// writtenSum: "20 ms + 80 ms + 150 ms = 200 ms".
func (k *desk) writtenSum(st int) bool {
	text := plain(k.f.Statements[st].Text)
	if !strings.ContainsAny(text, "=≈") || !strings.Contains(text, "+") {
		return false
	}
	toks := k.z.Tokens(text)
	var terms []term
	last, other := -1, false
	for i := range toks {
		if toks[i].Num == nil {
			continue
		}
		t, op := termOf(*toks[i].Num, toks[i].In(text)), byte(0)
		if last >= 0 {
			op = operator(text[toks[last].End():toks[i].Start()])
			if op == '=' && !bare(text[toks[last].End():toks[i].Start()]) || op == '+' && strings.ContainsAny(text[toks[last].End():toks[i].Start()], "-–−→>") {
				op = 0
			}
		}
		last = i
		switch op {
		case '+':
			terms = append(terms, t)
			continue
		case '=':
			if len(terms) >= 2 && !other && !follows(text[toks[i].End():]) && k.offSum(st, terms, t) {
				return true
			}
		}
		other = op == 'x' || op == '/'
		terms = []term{t}
	}
	return false
}

// bare says whether nothing but approximating words stands behind an equals
// sign.
func bare(between string) bool {
	_, rest, _ := strings.Cut(strings.NewReplacer("≈", "=", "==", "=").Replace(between), "=")
	for _, w := range strings.Fields(rest) {
		switch strings.Trim(w, "~>") {
		case "", "about", "some", "roughly", "around", "ca", "ca.":
		default:
			return false
		}
	}
	return true
}

// follows says whether a sum goes on behind its result: "= 6 x 4".
func follows(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	for _, op := range []string{"x ", "×", "*", "/ ", "+"} {
		if strings.HasPrefix(rest, op) {
			return true
		}
	}
	return false
}

// offSum raises a sum whose terms give something else.
func (k *desk) offSum(st int, terms []term, result term) bool {
	sum, text := 0.0, make([]string, 0, len(terms))
	if plainCounts(terms) && result.num.Dim != phrase.Count {
		result = term{v: k.asWritten(result), num: phrase.Number{Lo: result.num.Lo, Hi: result.num.Hi}, text: result.text} // "300 + 450 = 750 MB"
	}
	for _, t := range terms {
		if t.bytes != result.bytes || t.seconds != result.seconds || t.money != result.money || (t.num.Dim == phrase.Percent) != (result.num.Dim == phrase.Percent) || t.num.Lo != t.num.Hi {
			return false
		}
		sum += t.v
		text = append(text, t.text)
	}
	ratio := sum / result.v
	if result.num.Lo != result.num.Hi || facts.Close(sum, result.v, 0.05) || ratio > 4 || ratio < 0.25 || math.IsNaN(ratio) {
		return false
	}
	scale := result.v / k.asWritten(result)
	k.raise("scalability.stated-sum", inputs{"expr": strings.Join(text, " + "), "stated": result.text, "at": st, "result": sum / scale, "more": sum > result.v, "off": math.Abs(sum-result.v) / scale}, st)
	return true
}

// plainCounts says whether all terms are numbers without a unit.
func plainCounts(terms []term) bool {
	for _, t := range terms {
		if t.num.Dim != phrase.Count || t.num.Unit != "" {
			return false
		}
	}
	return true
}

// toldSum: "API 80, workers 60 and reports 40 make 150 connections in total".
func (k *desk) toldSum(st int) bool {
	if !k.has(st, "total", "altogether", "together", "sum", "all") || k.isRow(st) {
		return false
	}
	text := k.f.Statements[st].Text
	counts := k.figuresIn(st, phrase.Count)
	if len(counts) < 4 {
		return false
	}
	toks := k.f.Tokens(st)
	result := counts[len(counts)-1]
	parts := counts[len(counts)-4 : len(counts)-1]
	for i := len(counts) - 5; i >= 0 && counts[i+1].at-counts[i].at <= 4; i-- {
		parts = counts[i : len(counts)-1]
	}
	verb := false
	for i := parts[len(parts)-1].at + 1; i < result.at; i++ {
		switch toks[i].Lower() {
		case "make", "makes", "add", "adds", "give", "gives", "sum", "total", "are", "is", "come", "comes", "altogether", "together":
			verb = true
		}
	}
	if !verb || result.at-parts[len(parts)-1].at > 6 || strings.ContainsAny(text[toks[parts[0].at].Start():toks[result.at].Start()], ".;()x×*") {
		return false
	}
	terms := make([]term, 0, len(parts))
	for i, p := range parts {
		if p.Number.Hi < 5 || p.Number.Hi >= result.Number.Hi || i > 0 && p.at-parts[i-1].at > 4 {
			return false
		}
		terms = append(terms, termOf(p.Number, strings.TrimSpace(toks[p.at].In(text))))
	}
	return k.offSum(st, terms, termOf(result.Number, strings.TrimSpace(toks[result.at].In(text))))
}

// sharesSum: shares of one whole are 100 % together.
func (k *desk) sharesSum() {
	for st := range k.f.Statements {
		if k.isRow(st) || !k.isText(st) {
			continue
		}
		p := k.figuresIn(st, phrase.Percent)
		if len(p) < 3 {
			continue
		}
		split := k.has(st, "split", "splits", "divided", "divides", "distribution", "distributed", "consists", "breakdown", "mix", "composed")
		sum := 0.0
		for _, x := range p {
			sum += x.Number.Hi
			split = split && x.Number.Lo == x.Number.Hi
		}
		if sum > 102 && sum < 180 && (split || k.ofOneWhole(st, p)) || split && sum < 97 && sum > 50 {
			k.raise("scalability.shares-sum", inputs{"sum": sum, "count": len(p), "at": st, "more": sum > 100}, st)
			return
		}
	}
	for _, rows := range k.rowsByTable() {
		if k.shareColumn(rows) {
			return
		}
	}
}

// ofOneWhole says whether percentages follow one another as "50 % of the X are
// A, 30 % are B".
func (k *desk) ofOneWhole(st int, p []figure) bool {
	toks := k.f.Tokens(st)
	whole := false
	for i, x := range p {
		n := x.at + 1
		if n >= len(toks) {
			return false
		}
		if toks[n].Lower() == "of" && i == 0 {
			whole = true
			continue
		}
		switch toks[n].Lower() {
		case "are", "is", "go", "goes", "come", "comes":
		default:
			return false
		}
	}
	return whole
}

// shareColumn raises a column of shares that are not 100 % together.
func (k *desk) shareColumn(rows []int) bool {
	head := k.f.Statements[rows[0]].Header
	for col := 1; col < len(head); col++ {
		h := strings.ToLower(head[col])
		if !strings.Contains(h, "share") && !strings.Contains(h, "split") && !strings.Contains(h, "portion") && !strings.Contains(h, "mix") {
			continue
		}
		sum, n := 0.0, 0
		for _, st := range rows {
			s := &k.f.Statements[st]
			if isTotal(s.Cells[0].Text) || col >= len(s.Cells) {
				continue
			}
			for _, t := range k.z.Tokens(s.Cells[col].Text) {
				if t.Num != nil && t.Num.Dim == phrase.Percent && t.Num.Lo == t.Num.Hi {
					sum += t.Num.Hi
					n++
				}
			}
		}
		if n >= 3 && n == len(rows) && sum > 102 && sum < 180 {
			k.raise("scalability.shares-sum", inputs{"sum": sum, "count": n, "at": rows[0], "more": true}, rows...)
			return true
		}
	}
	return false
}

// poolsSum: components that share one database share its connections; each
// alone fits, and all together do not.
func (k *desk) poolsSum() {
	if k.anywhere("sizing.pooler") {
		return
	}
	stmts, total := []int{}, 0.0
	limits := k.values("db.max-connections", "db.max-setting")
	if len(limits) == 0 {
		return
	}
	parts := k.poolParts()
	if len(parts) == 0 {
		return
	}
	limit, ok := k.near(parts[0].At, sameDocument, "db.max-connections", "db.max-setting")
	if !ok {
		return
	}
	for _, p := range parts {
		if p.Total >= 1.05*limit.Number.Hi {
			return // one alone is too much, which is told elsewhere
		}
		stmts = append(stmts, p.At)
		total += p.Total
	}
	if len(parts) < 2 || total < 1.05*limit.Number.Hi || k.hasCount(total) {
		return
	}
	k.raise("database.pools-sum", inputs{"parts": parts, "count": len(parts), "total": total, "limit": limit}, append([]int{limit.Statement}, stmts...)...)
}

// poolPart is what one component opens.
type poolPart struct {
	Instances, Procs, Pool, Total float64
	At                            int
}

// poolParts gives the components whose instances, processes and pool stand in
// one statement, or in one row of a table with a column for the pool.
func (k *desk) poolParts() []poolPart {
	var out []poolPart
	for st := range k.f.Statements {
		if k.isRow(st) {
			if p, ok := k.poolRow(st); ok {
				out = append(out, p)
			}
			continue
		}
		for _, pool := range k.values("pool.size") {
			c, ok := k.componentOf(pool)
			if pool.Statement == st && ok && c.count.Statement == st && c.count.Number != pool.Number {
				out = append(out, poolPart{c.count.Number.Hi, c.processes(), pool.Number.Hi, c.total() * pool.Number.Hi, st})
				break
			}
		}
	}
	return out
}

// poolRow reads a component from the columns of its row.
func (k *desk) poolRow(st int) (poolPart, bool) {
	s := &k.f.Statements[st]
	p := poolPart{Procs: 1, At: st}
	for i := 1; i < len(s.Cells) && i < len(s.Header); i++ {
		n, ok := k.cellNumber(s.Cells[i].Text)
		if !ok || n.Dim != phrase.Count {
			continue
		}
		switch h := strings.ToLower(s.Header[i]); {
		case strings.Contains(h, "pool") || strings.Contains(h, "connections"):
			p.Pool = n.Hi
		case strings.Contains(h, "process") || strings.Contains(h, "worker"):
			p.Procs = n.Hi
		case strings.Contains(h, "instance") || strings.Contains(h, "pod") || strings.Contains(h, "replica") || strings.Contains(h, "task") || strings.Contains(h, "container") || strings.Contains(h, "count"):
			p.Instances = n.Hi
		}
	}
	p.Total = p.Instances * p.Procs * p.Pool
	return p, p.Total > 0 && !isTotal(s.Cells[0].Text)
}
