package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"

	"archreview/agent"
)

// version of the lines that this program writes. The sum at the end of a line
// is the same in every version, so that a newer line can be told from a damaged
// one.
const version = 1

// Limits of what is written and read, far above what a review needs.
const (
	mostLine    = 64 << 20  // bytes of one line
	mostJournal = 512 << 20 // bytes of a journal
)

const (
	sumHead = `,"sum":"`
	sumTail = `"}`
	sumSize = len(sumHead) + 8 + len(sumTail)
)

// record is one line as it stands in a journal.
type record struct {
	version, seq int
	kind, at     string
	data         []byte
}

func (r record) entry() agent.Entry {
	return agent.Entry{Kind: r.kind, At: r.at, Data: r.data}
}

// encode gives the line of an entry, with its end.
func encode(seq int, e agent.Entry) ([]byte, error) {
	if e.Kind == "" {
		return nil, errors.New("an entry has no kind")
	}
	kind, _ := json.Marshal(e.Kind) // a string always has a JSON form
	at, _ := json.Marshal(e.At)
	var b bytes.Buffer
	b.Grow(len(e.Data) + 128)
	fmt.Fprintf(&b, `{"v":%d,"seq":%d,"kind":%s,"at":%s,"data":`, version, seq, kind, at)
	if e.Data == nil {
		b.WriteString("null")
	} else if err := json.Compact(&b, e.Data); err != nil {
		return nil, fmt.Errorf("the data of an entry %q is no JSON: %w", e.Kind, err)
	}
	fmt.Fprintf(&b, "%s%08x%s\n", sumHead, crc32.ChecksumIEEE(b.Bytes()), sumTail)
	return b.Bytes(), nil
}

// decode reads a line without its end. thorough also looks into the data. The
// reason says why the line cannot be used; "" where it can.
func decode(line []byte, thorough bool) (r record, reason string) {
	if len(line) > mostLine {
		return r, fmt.Sprintf("is longer than %d MiB", mostLine>>20)
	}
	if !summed(line) {
		return r, "does not match its sum"
	}
	c := &cursor{b: line}
	c.object(func(key string) {
		switch key {
		case "v":
			r.version = c.number()
		case "seq":
			r.seq = c.number()
		case "kind":
			r.kind = c.text()
		case "at":
			r.at = c.text()
		case "data":
			r.data = c.raw()
		}
	})
	switch {
	case c.bad || c.i != len(line):
		return r, "is no JSON object"
	case r.version > version:
		return r, "" // for the caller to refuse
	case r.version != version || r.kind == "" || r.data == nil:
		return r, "lacks a field"
	case thorough && !json.Valid(r.data):
		return r, "has data that are no JSON"
	}
	return r, ""
}

// summed tells whether a line ends with the sum of what stands before it.
func summed(line []byte) bool {
	at := len(line) - sumSize
	if at < 0 || !bytes.HasPrefix(line[at:], []byte(sumHead)) || !bytes.HasSuffix(line, []byte(sumTail)) {
		return false
	}
	sum, err := strconv.ParseUint(string(line[at+len(sumHead):at+len(sumHead)+8]), 16, 32)
	return err == nil && uint32(sum) == crc32.ChecksumIEEE(line[:at])
}
