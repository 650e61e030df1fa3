// Package slab keeps many small slices in few pieces of memory: a large text
// has hundreds of thousands of them, and each alone would cost a header, a size
// class and the attention of the garbage collector.
package slab

// Slab keeps slices. The zero value is ready; it is not safe for concurrent
// use.
type Slab[T any] struct{ room []T }

// Keep copies values and gives the copy, which is not to be appended to; nil
// for none.
func (s *Slab[T]) Keep(values []T) []T {
	const least, most = 16, 1024
	if len(values) == 0 {
		return nil
	}
	if len(values) > cap(s.room)-len(s.room) {
		s.room = make([]T, 0, max(least, len(values), min(2*cap(s.room), most)))
	}
	n := len(s.room)
	s.room = append(s.room, values...)
	return s.room[n:len(s.room):len(s.room)]
}
