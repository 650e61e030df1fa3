// Package house holds the tests that keep the structure of this repository:
// imports only fall, one library has one door, files and functions stay small,
// no package keeps state that changes. It has no code of its own.
package house
