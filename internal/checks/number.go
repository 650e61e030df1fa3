package checks

import (
	"fmt"
	"strings"

	"archreview/internal/phrase"
)

// condition is a clause's "number": a dimension, a comparison and a limit in
// base units.
type condition struct {
	dim   phrase.Dim
	op    string
	limit float64
}

// parseCondition reads "duration > 24 h" or "rate >= 100/s".
func parseCondition(s string) (condition, error) {
	var c condition
	parts := strings.Fields(s)
	if len(parts) < 3 {
		return c, fmt.Errorf("number %q: write for example \"duration > 24 h\"", s)
	}
	dim, ok := phrase.DimNamed(parts[0])
	if !ok {
		return c, fmt.Errorf("number %q: unknown dimension %q", s, parts[0])
	}
	c.dim, c.op = dim, parts[1]
	switch c.op {
	case ">", ">=", "<", "<=", "==":
	default:
		return c, fmt.Errorf("number %q: unknown comparison %q", s, c.op)
	}
	v, err := phrase.Quantity(strings.Join(parts[2:], " "))
	if err != nil {
		return c, fmt.Errorf("number %q: %w", s, err)
	}
	c.limit = v.Lo
	return c, nil
}

func (c condition) holds(n phrase.Number) bool {
	if c.dim != phrase.AnyDim && n.Dim != c.dim {
		return false
	}
	switch c.op {
	case ">":
		return n.Hi > c.limit
	case ">=":
		return n.Hi >= c.limit
	case "<":
		return n.Lo < c.limit
	case "<=":
		return n.Lo <= c.limit
	}
	return n.Lo == c.limit || n.Hi == c.limit
}
