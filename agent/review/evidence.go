package review

import "strconv"

// Ref names where a quote stands: its place in the original, else its lines,
// "L12" or "L12-L14". It is plain text that may hold words of the document.
func (e Evidence) Ref() string {
	if e.Place == "" && e.EndLine > e.StartLine {
		return e.FirstRef() + "-L" + strconv.Itoa(e.EndLine)
	}
	return e.FirstRef()
}

// FirstRef names where a quote begins: its place in the original, else its
// first line, "L12".
func (e Evidence) FirstRef() string {
	if e.Place != "" {
		return e.Place
	}
	return "L" + strconv.Itoa(e.StartLine)
}

// InOneOf puts the id of the document before a reference where there are
// several documents: "d2:L12" or "d2 p. 3 line 12". between stands before a
// line, and a space before any other place.
func (e Evidence) InOneOf(several bool, between, ref string) string {
	switch {
	case !several:
		return ref
	case e.Place != "":
		between = " "
	}
	return e.Document + between + ref
}
