package arith

import (
	"strconv"
	"strings"

	"archreview/internal/document"
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// storage compares volumes with what holds them.
func storage(k *desk) {
	k.growth()
	k.volumeRetention()
	k.rowsPerMessage()
	k.idSpace()
	k.packedScore()
}

// growth: rows per day x bytes per row x days kept against the disk.
func (k *desk) growth() {
	for _, row := range append(k.values("row.bytes"), k.ratedBytes()...) {
		keep, ok := k.near(row.Statement, sameStatement, "kept.for")
		if !ok {
			keep, ok = k.near(row.Statement, sameBlock, "kept.for")
			ok = ok && abs(keep.Statement-row.Statement) <= 2
		}
		if !ok || keep.Number.Hi < day {
			continue
		}
		disk, ok := k.near(row.Statement, sameSection, "disk.size")
		if !ok {
			continue
		}
		var rate facts.Value
		for _, r := range k.figures(phrase.Rate) {
			if k.apart(r.Statement, row.Statement) <= sameBlock && (k.sharesNoun(r.nouns, row.Statement) || k.has(r.Statement, "row", "message", "event", "record", "reading", "msg", "entry", "document", "point", "sample", "order", "insert", "letter", "file", "image", "photo", "scan", "upload", "video", "arrive", "store", "written", "line", "log", "click", "trip", "tick", "measurement", "picture")) && r.Number.Hi > rate.Number.Hi {
				rate = r.Value
			}
		}
		copies := 1.0
		rep, hasRep := k.near(row.Statement, sameSection, "copies")
		if hasRep {
			copies = rep.Number.Hi
		}
		total := rate.Number.Hi * row.Number.Hi * keep.Number.Hi * copies
		if total < margin*disk.Number.Hi || k.known(total, phrase.Bytes, row.Statement) {
			continue
		}
		k.raise("database.storage-growth", inputs{
			"rate": rate, "perDay": rate.Number.Hi * day, "row": row, "keep": keep, "days": keep.Number.Hi / day, "disk": disk,
			"copies": rep, "hasCopies": hasRep, "total": total, "daily": total / keep.Number.Hi * day,
			"fullAfter": disk.Number.Hi / (total / keep.Number.Hi),
		}, row.Statement, rate.Statement, keep.Statement, disk.Statement)
		return
	}
}

// ratedBytes gives the sizes of one of what arrives at a rate: "a position
// takes 90 bytes" beside "15,000 positions per second".
func (k *desk) ratedBytes() []facts.Value {
	var out []facts.Value
	for _, r := range k.figures(phrase.Rate) {
		if len(r.nouns) == 0 || k.isLimit(r.Statement) {
			continue
		}
		for _, s := range k.block(r.Statement) {
			toks := k.f.Tokens(s)
			for _, b := range k.figuresIn(s, phrase.Bytes) {
				for i := max(0, b.at-4); i < b.at && b.Number.Per == 0 && abs(s-r.Statement) <= 2; i++ {
					if root(toks[i].Lower()) == r.nouns[0] {
						out = append(out, b.Value)
						break
					}
				}
			}
		}
	}
	return out
}

// volumeRetention: bytes per day x days kept against the volume.
func (k *desk) volumeRetention() {
	for _, v := range k.values("volume.per-day") {
		if v.Number.Per == 0 {
			continue
		}
		keep, ok := k.near(v.Statement, sameBlock, "kept.for")
		if !ok {
			continue
		}
		disk, ok := k.near(v.Statement, sameBlock, "disk.size")
		if !ok || disk.Number == v.Number {
			continue
		}
		total := v.Number.Hi / v.Number.Per * keep.Number.Hi
		if total < margin*disk.Number.Hi {
			continue
		}
		k.raise("database.volume-retention", inputs{
			"daily": v.Number.Hi / v.Number.Per * day, "volume": v, "keep": keep, "days": keep.Number.Hi / day, "disk": disk, "total": total,
			"fullAfter": disk.Number.Hi / (v.Number.Hi / v.Number.Per),
		}, v.Statement, keep.Statement, disk.Statement)
		return
	}
}

// rowsPerMessage: a sum that counts messages while the table has a row for
// each item in them.
func (k *desk) rowsPerMessage() {
	for _, items := range k.values("items.per-message") {
		noun := root(items.Number.Subject)
		if items.Number.Hi < 2 || noun == "" || !k.isColumn(noun) {
			continue
		}
		sum, sized, ok := k.sizing(items)
		if !ok {
			continue
		}
		disk, ok := k.near(sum.Statement, sameSection, "disk.size")
		if !ok || sum.Number.Hi*items.Number.Hi < margin*disk.Number.Hi || k.known(sum.Number.Hi*items.Number.Hi, phrase.Bytes, sum.Statement) {
			continue
		}
		total := sum.Number.Hi * items.Number.Hi
		k.raise("database.rows-per-message", inputs{
			"items": items, "noun": noun, "sum": sum, "disk": disk, "total": total, "rows": sized,
			"perDay": sized.Number.Hi * items.Number.Hi * day, "hasRows": sized.Number.Hi > 0,
		}, sum.Statement, items.Statement, disk.Statement)
		return
	}
}

// isColumn says whether a column of a table has the name of an item: then each
// item has a row of its own.
func (k *desk) isColumn(noun string) bool {
	for st := range k.f.Statements {
		s := &k.f.Statements[st]
		if s.Kind != document.CodeLine {
			if strings.Contains(strings.ToLower(s.Text), "row per "+noun) {
				return true
			}
			continue
		}
		if w := strings.Fields(strings.ToLower(s.Text)); len(w) > 1 && strings.Trim(w[0], "\"`,") == noun {
			return true
		}
	}
	return false
}

// sizing finds a storage sum, "rate x bytes x days = total", that does not
// have the number of items among its factors.
func (k *desk) sizing(items facts.Value) (sum, rows facts.Value, ok bool) {
	for _, b := range k.figures(phrase.Bytes) {
		if b.Number.Per != 0 || b.Number.Hi < 1e9 || !k.isResult(b) {
			continue
		}
		rates := k.figuresIn(b.Statement, phrase.Rate)
		if len(rates) == 0 || b.Number.Hi < sum.Number.Hi {
			continue
		}
		with := false
		for _, c := range k.figuresIn(b.Statement, phrase.Count) {
			with = with || c.Number.Hi == items.Number.Hi
		}
		if !with {
			sum, rows, ok = b.Value, rates[0].Value, true
		}
	}
	return sum, rows, ok
}

// isResult says whether an equals sign stands before a figure.
func (k *desk) isResult(b figure) bool {
	before := k.f.Statements[b.Statement].Text[:k.f.Tokens(b.Statement)[b.at].Start()]
	return strings.HasSuffix(strings.TrimRight(before, " *~`"), "=")
}

// idSpace: a 32-bit key ends at 2,147,483,647.
func (k *desk) idSpace() {
	const last = 1<<31 - 1
	for _, m := range k.f.Mentions("sizing.int32-key") {
		if m.Status != facts.Affirmed {
			continue
		}
		var rate facts.Value
		for _, r := range k.figures(phrase.Rate) {
			if k.apart(r.Statement, m.Statement) <= sameSection && k.has(r.Statement, "row", "insert", "event", "record", "message", "entry", "reading", "stored", "click", "measurement", "written", "order", "sample", "point", "tick", "saved", "log") && r.Number.Hi > rate.Number.Hi {
				rate = r.Value
			}
		}
		if rate.Number.Hi == 0 {
			continue
		}
		years := last / rate.Number.Hi / (365 * day)
		if years > 4 {
			continue
		}
		k.raise("database.id-space", inputs{"rate": rate, "perDay": rate.Number.Hi * day, "last": float64(last), "time": last / rate.Number.Hi}, m.Statement, rate.Statement)
		return
	}
}

// packedScore: a score of a sorted set is a double, exact up to 53 bits.
func (k *desk) packedScore() {
	set, ok := k.firstMention("sizing.sorted-set")
	if !ok {
		return
	}
	for st := range k.f.Statements {
		s := &k.f.Statements[st]
		_, rest, ok := strings.Cut(s.Text, "<<")
		if s.Kind != document.CodeLine || !ok || k.apart(st, set) > sameSection {
			continue
		}
		shift, err := strconv.Atoi(strings.TrimFunc(strings.SplitN(strings.TrimSpace(rest), " ", 2)[0], notDigit))
		if err != nil {
			continue
		}
		high, at, ok := k.highPart(st)
		if !ok || shift+high <= 53 {
			continue
		}
		k.raise("database.packed-score", inputs{"shift": shift, "high": high, "highAt": at, "bits": shift + high, "lost": shift + high - 53, "code": st}, st, at, set)
		return
	}
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

// highPart gives the bits of the part that is shifted: "2**31" beside the
// code, or the largest count in the section.
func (k *desk) highPart(st int) (int, int, bool) {
	for _, s := range k.inSection(st) {
		t := strings.ReplaceAll(k.f.Statements[s].Text, " ", "")
		for _, mark := range []string{"2**", "2^"} {
			if _, rest, ok := strings.Cut(t, mark); ok {
				if n, err := strconv.Atoi(rest[:digitsIn(rest)]); err == nil && n < 64 {
					return n, s, true
				}
			}
		}
	}
	return 0, -1, false
}

func digitsIn(s string) int {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}
