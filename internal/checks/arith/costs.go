package arith

import (
	"math"
	"strings"

	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// costs recomputes cost tables and compares them with the ceiling.
func costs(k *desk) {
	tables := k.tables()
	for _, t := range tables {
		k.tableSum(t)
	}
	for _, t := range tables {
		k.dailyVolume(t)
	}
	for _, t := range tables {
		k.priceVolume(t)
	}
	k.ceiling(tables)
}

// table is a table with a total in its last rows.
type table struct {
	rows  []int // statements, the total left out
	total facts.Value
	col   int
}

// tables finds the tables that end in a total of a column of numbers.
func (k *desk) tables() []table {
	var out []table
	for _, rows := range k.rowsByTable() {
		if t, ok := k.tableOf(rows); ok {
			out = append(out, t)
		}
	}
	return out
}

// rowsByTable gives the rows of each table, heads left out.
func (k *desk) rowsByTable() [][]int {
	var out [][]int
	at := map[[2]int]int{}
	for st := range k.f.Statements {
		s := &k.f.Statements[st]
		if s.Kind != document.TableRow || len(s.Header) == 0 {
			continue
		}
		key := [2]int{s.Source, s.Block}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key], out = i, append(out, nil)
		}
		out[i] = append(out[i], st)
	}
	return out
}

func (k *desk) tableOf(rows []int) (table, bool) {
	for i, st := range rows {
		s := &k.f.Statements[st]
		if i < 2 || !isTotal(s.Cells[0].Text) {
			continue
		}
		for col := len(s.Cells) - 1; col > 0; col-- {
			if n, ok := k.cellNumber(s.Cells[col].Text); ok {
				return table{rows[:i], facts.Value{Number: n, Statement: st}, col}, true
			}
		}
	}
	return table{}, false
}

func isTotal(cell string) bool {
	w := strings.Fields(strings.ToLower(strings.Trim(cell, "*_` :")))
	if len(w) == 0 {
		return false
	}
	switch strings.Trim(w[0], "*:") {
	case "total", "sum", "totals", "altogether", "summe", "gesamt":
		return true
	}
	return false
}

// cellNumber reads a cell that is one number.
func (k *desk) cellNumber(cell string) (phrase.Number, bool) {
	var n phrase.Number
	found := 0
	for _, t := range k.z.Tokens(cell) {
		if t.Num != nil {
			n = *t.Num
			found++
		}
	}
	ok := found == 1 && n.Lo == n.Hi && (n.Dim == phrase.Count || n.Dim == phrase.Money)
	return n, ok
}

// amount gives the number of a row in the table's column.
func (k *desk) amount(t table, st int) (float64, bool) {
	s := &k.f.Statements[st]
	if t.col >= len(s.Cells) {
		return 0, false
	}
	n, ok := k.cellNumber(s.Cells[t.col].Text)
	return n.Hi, ok
}

func (k *desk) sum(t table) (float64, int) {
	sum, n := 0.0, 0
	for _, st := range t.rows {
		if v, ok := k.amount(t, st); ok {
			sum += v
			n++
		}
	}
	return sum, n
}

// tableSum: the rows do not add up to the total.
func (k *desk) tableSum(t table) {
	for col := t.col; col > 0; col-- {
		n, ok := k.cellNumber(k.f.Statements[t.total.Statement].Cells[col].Text)
		if ok && k.columnSum(table{t.rows, facts.Value{Number: n, Statement: t.total.Statement}, col}) {
			return
		}
	}
}

// columnSum looks at one column. A total between the smallest and the largest
// row is an average.
func (k *desk) columnSum(t table) bool {
	sum, n := k.sum(t)
	most := 0.0
	for _, st := range t.rows {
		if v, ok := k.amount(t, st); ok {
			most = max(most, v)
		}
	}
	if n < 3 || n < len(t.rows)-1 || facts.Close(sum, t.total.Number.Hi, 0.02) || t.total.Number.Hi <= most {
		return false
	}
	// A total that is a product or covers another period is no wrong sum.
	if r := sum / t.total.Number.Hi; r > 3 || r < 1.0/3 {
		return false
	}
	k.raise("deployment.cost-sum", inputs{"sum": sum, "rows": n, "total": t.total, "off": sum - t.total.Number.Hi}, append([]int{t.total.Statement}, t.rows...)...)
	return true
}

// line is a cost row with volume and unit price.
type line struct {
	st                    int
	volume, price, amount float64
}

// lineOf reads "190,000 minutes at USD 0.0035 | 665".
func (k *desk) lineOf(t table, st int) (line, bool) {
	amount, ok := k.amount(t, st)
	if !ok {
		return line{}, false
	}
	counts, prices := append(k.figuresIn(st, phrase.Count), k.minutesIn(st)...), k.figuresIn(st, phrase.Money)
	if l, ok := k.bytesLine(st, amount); ok {
		return l, true
	}
	for _, c := range counts {
		for _, p := range prices {
			if c.at < p.at && p.at <= c.at+9 && p.Number.Hi != amount && c.Number.Hi != amount && c.Number.Lo == c.Number.Hi && k.pricedAt(st, p.at) {
				return line{st, c.Number.Hi, p.Number.Hi, amount}, true
			}
		}
	}
	return line{}, false
}

// minutesIn gives lengths of time as the number of their units: what is paid
// by the minute is a volume.
func (k *desk) minutesIn(st int) []figure {
	out := k.figuresIn(st, phrase.Duration)
	for i := range out {
		n := &out[i].Number
		if t, ok := phrase.UnitSize(n.Unit); ok {
			n.Lo, n.Hi, n.Dim = n.Lo/t, n.Hi/t, phrase.Count
		}
	}
	return out
}

// statesExactly says whether the documents name a number to within rounding.
func (k *desk) statesExactly(v float64) bool {
	for _, dim := range []phrase.Dim{phrase.Count, phrase.Money} {
		for _, x := range k.figures(dim) {
			if facts.Close(x.Number.Hi, v, 0.004) {
				return true
			}
		}
	}
	return false
}

// pricedAt says whether "at", "x" or "each" ties a price to a volume.
func (k *desk) pricedAt(st, at int) bool {
	toks := k.f.Tokens(st)
	for i := at - 1; i >= 0 && i >= at-2; i-- {
		switch toks[i].Lower() {
		case "at", "x", "times", "for", "each", "à":
			return true
		}
	}
	return strings.ContainsAny(k.f.Statements[st].Text[:toks[at].Start()], "@×")
}

// priceVolume: volume x price is not the stated amount.
func (k *desk) priceVolume(t table) {
	for _, st := range t.rows {
		l, ok := k.lineOf(t, st)
		if !ok {
			continue
		}
		want := l.volume * l.price
		if want < margin*l.amount || want > 400*l.amount {
			continue
		}
		k.raise("deployment.price-volume", inputs{"volume": l.volume, "price": l.price, "amount": l.amount, "want": want, "row": st}, st, t.total.Statement)
		return
	}
}

// dailyVolume: the volume of a month's line is that of one day.
func (k *desk) dailyVolume(t table) bool {
	for _, st := range t.rows {
		l, ok := k.lineOf(t, st)
		if !ok || l.volume < 100 || !facts.Close(l.volume*l.price, l.amount, 0.1) {
			continue
		}
		perDay, working, ok := k.matchesDay(l.volume)
		if !ok {
			continue
		}
		days, at, ok := k.daysPerMonth(perDay, working)
		real := l.amount * days
		if !ok || k.statesExactly(l.volume*days) || k.statesExactly(real) {
			continue
		}
		total := t.total.Number.Hi - l.amount + real
		in := inputs{
			"row": st, "volume": l.volume, "price": l.price, "amount": l.amount, "perDay": perDay, "days": days, "monthly": l.volume * days,
			"real": real, "total": total, "stated": t.total, "hasCeiling": false, "perDayAmount": perDay.Number.Hi * day,
		}
		if c, ok := k.ceilingFor(t.total.Statement); ok {
			in["hasCeiling"], in["ceiling"] = true, c
			in["exceeds"] = total > c.Number.Hi
		}
		k.raise("deployment.daily-volume", in, st, perDay.Statement, at, t.total.Statement)
		return true
	}
	return false
}

// matchesDay finds a daily rate that gives the volume, by itself or times
// minutes each, once or for two parties.
func (k *desk) matchesDay(volume float64) (rate facts.Value, working, ok bool) {
	for _, r := range k.figures(phrase.Rate) {
		if r.Number.Per != day || r.Number.Hi*day < 50 {
			continue
		}
		factors := []float64{1}
		for _, d := range k.figuresIn(r.Statement, phrase.Duration) {
			if d.Number.Hi >= 60 && d.Number.Hi < 86400 {
				factors = append(factors, d.Number.Hi/60)
			}
		}
		for _, f := range factors {
			for _, sides := range []float64{1, 2} {
				if f*sides > 1 && facts.Close(r.Number.Hi*day*f*sides, volume, 0.025) || f*sides == 1 && facts.Close(r.Number.Hi*day, volume, 0.01) {
					return r.Value, k.has(r.Statement, "working", "business", "weekday"), true
				}
			}
		}
	}
	return rate, false, false
}

// daysPerMonth gives the days on which a daily amount arises: those stated,
// or the 30 of the calendar where the amount arises every day.
func (k *desk) daysPerMonth(rate facts.Value, working bool) (float64, int, bool) {
	for _, r := range k.figures(phrase.Rate) {
		if r.Number.Per == month && (r.Number.Subject == "working" || r.Number.Subject == "business" || r.Number.Subject == "days") {
			return math.Round(r.Number.Hi * month), r.Statement, true
		}
	}
	return 30, rate.Statement, !working
}

// ceilingFor gives the monthly ceiling of the cost.
func (k *desk) ceilingFor(st int) (facts.Value, bool) {
	best, rank := facts.Value{}, elsewhere
	for _, v := range k.values("cost.ceiling") {
		if r := k.apart(v.Statement, st); r < rank && k.has(v.Statement, "month", "monthly", "budget", "hosting", "infrastructure", "cost", "spend", "ceiling", "finance", "approved", "gave", "operation", "service", "platform", "running") {
			best, rank = v, r
		}
	}
	return best, rank < elsewhere
}

// ceiling: the new cost comes on top of what is paid already, and the ceiling
// holds for both.
func (k *desk) ceiling(tables []table) {
	var sums []facts.Value
	for _, t := range tables {
		if k.isNew(t.total.Statement) {
			sums = append(sums, t.total)
		}
	}
	for _, total := range append(sums, k.values("cost.new")...) {
		limit, ok := k.ceilingFor(total.Statement)
		if !ok {
			continue
		}
		have, ok := k.near(total.Statement, sameDocument, "cost.existing")
		if !ok || have.Number.Hi == limit.Number.Hi || have.Number.Hi == total.Number.Hi {
			continue
		}
		all := have.Number.Hi + total.Number.Hi
		if all < 1.02*limit.Number.Hi || total.Number.Hi > limit.Number.Hi || k.statesExactly(all) {
			continue
		}
		k.raise("deployment.cost-ceiling", inputs{"new": total, "have": have, "all": all, "ceiling": limit, "over": all - limit.Number.Hi},
			limit.Statement, total.Statement, have.Statement)
		return
	}
	k.overCeiling(tables)
}

// overCeiling: the total itself is above the ceiling.
func (k *desk) overCeiling(tables []table) {
	for _, t := range tables {
		limit, ok := k.ceilingFor(t.total.Statement)
		if !ok || !k.isMoney(t) || t.total.Number.Hi < 1.02*limit.Number.Hi || t.total.Number.Hi > 8*limit.Number.Hi {
			continue
		}
		k.raise("deployment.over-ceiling", inputs{"total": t.total, "ceiling": limit, "over": t.total.Number.Hi - limit.Number.Hi}, t.total.Statement, limit.Statement)
		return
	}
}

// isMoney says whether a table's column is money per month.
func (k *desk) isMoney(t table) bool {
	s := &k.f.Statements[t.total.Statement]
	head := ""
	if t.col < len(s.Header) {
		head = s.Header[t.col]
	}
	for _, c := range []string{"USD", "EUR", "GBP", "CHF", "$", "€", "£", "cost", "Cost", "month"} {
		if strings.Contains(head, c) || strings.Contains(s.Text, c) {
			return true
		}
	}
	return false
}

// isNew says whether a table lists what is added rather than all there is.
func (k *desk) isNew(total int) bool {
	s := &k.f.Statements[total]
	head := strings.ToLower(strings.Join(s.Header, " ") + " " + k.heading(total))
	for _, w := range []string{"new", "additional", "added", "extra", "on top"} {
		for _, h := range strings.FieldsFunc(head, notWord) {
			if h == w {
				return true
			}
		}
	}
	return false
}
