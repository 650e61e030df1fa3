package document

import (
	"strconv"
	"strings"
)

const maxMeta = 500 // lines of front matter that are looked for its end

// frontMatter takes the front matter at the top of a document, if there is one.
func (r *reader) frontMatter() {
	last := r.metaEnd()
	if last == 0 {
		return
	}
	block := r.nextBlock()
	for r.n = 1; r.n < last; r.n++ {
		w := r.plainRow(r.n)
		if w.empty() {
			continue
		}
		r.emit(Statement{Kind: Meta, Block: block, Start: w.start, End: w.end})
		if key, value, ok := keyValue(w.of(r.text)); ok && w.indent == 0 && strings.EqualFold(key, "title") {
			r.doc.Title = strings.Trim(value, `"' `)
		}
	}
	r.n = last + 1
}

// metaEnd gives the index of the line that closes the front matter, or 0. What
// stands between the marks must look like settings, or the marks are rules.
func (r *reader) metaEnd() int {
	mark := r.doc.LineText(1)
	mark = strings.TrimRight(mark, " \t")
	if mark != "---" && mark != "+++" {
		return 0
	}
	settings := 0
	for n := 1; n < len(r.doc.starts) && n <= maxMeta; n++ {
		line := strings.TrimRight(r.doc.LineText(n+1), " \t")
		switch {
		case line == mark || mark == "---" && line == "...":
			if settings == 0 {
				return 0
			}
			return n
		case line == "" || hasByte(" \t#-[]", line[0]):
		default:
			if _, _, ok := keyValue(line); !ok {
				return 0
			}
			settings++
		}
	}
	return 0
}

// keyValue splits "key: value" and "key = value".
func keyValue(line string) (key, value string, ok bool) {
	i := strings.IndexAny(line, ":=")
	if i <= 0 || i > 60 || line[i] == ':' && i+1 < len(line) && !isBlank(line[i+1]) {
		return "", "", false
	}
	key = strings.Trim(line[:i], `"' `)
	for j := 0; j < len(key); j++ {
		if c := key[j]; !isLetter(c) && !isDigit(c) && !hasByte("_-. ", c) {
			return "", "", false
		}
	}
	return key, strings.TrimSpace(line[i+1:]), key != ""
}

func itoa(n int) string { return strconv.Itoa(n) }
