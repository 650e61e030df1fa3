package checklists

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
)

// The index is the catalog written field by field: a string as its length and
// bytes, a number as a varint, a list as its length and elements. Strings of a
// decoded catalog are parts of the index, so that prose nobody reads costs
// nothing.

var errIndex = errors.New("the checklist index is damaged")

// WriteIndex gives a catalog in the form of the built-in index.
func (c *Catalog) WriteIndex() []byte { return encode(nil, reflect.ValueOf(c).Elem()) }

// Sum gives a hash of all that the catalog holds, as hexadecimal digits.
func (c *Catalog) Sum() string {
	sum := sha256.Sum256(c.WriteIndex())
	return hex.EncodeToString(sum[:])
}

func encode(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			b = encode(b, v.Field(i))
		}
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		for i := range v.Len() {
			b = encode(b, v.Index(i))
		}
	case reflect.String:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		b = append(b, v.String()...)
	case reflect.Int:
		b = binary.AppendVarint(b, v.Int())
	case reflect.Bool:
		n := int64(0)
		if v.Bool() {
			n = 1
		}
		b = binary.AppendVarint(b, n)
	default:
		panic(fmt.Sprintf("checklists: no form for %s in the index", v.Type()))
	}
	return b
}

// readIndex decodes a catalog.
func readIndex(text string) (*Catalog, error) {
	c := &Catalog{}
	if err := decode(text, reflect.ValueOf(c).Elem()); err != nil {
		return nil, err
	}
	return c, nil
}

// decode fills a value from the whole of a text.
func decode(text string, into reflect.Value) (err error) {
	defer func() {
		if recover() != nil { // an index out of range: the text ends too soon
			err = errIndex
		}
	}()
	d := &decoder{text: text}
	d.value(into)
	if d.at != len(text) {
		return errIndex
	}
	return nil
}

type decoder struct {
	text string
	at   int
}

func (d *decoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			d.value(v.Field(i))
		}
	case reflect.Slice:
		n := d.length()
		if n == 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			d.value(v.Index(i))
		}
	case reflect.String:
		n := d.length()
		v.SetString(d.text[d.at : d.at+n])
		d.at += n
	case reflect.Int:
		n := d.uvarint()
		v.SetInt(int64(n>>1) ^ -int64(n&1)) // zigzag, as encoding/binary writes it
	case reflect.Bool:
		v.SetBool(d.uvarint() != 0)
	default:
		panic(errIndex)
	}
}

// length reads the length of a string or list, which cannot be larger than
// what is left.
func (d *decoder) length() int {
	n := d.uvarint()
	if n > uint64(len(d.text)-d.at) {
		panic(errIndex)
	}
	return int(n)
}

func (d *decoder) uvarint() uint64 {
	var v uint64
	for shift := 0; shift < 64; shift += 7 {
		c := d.text[d.at]
		d.at++
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v
		}
	}
	panic(errIndex)
}
