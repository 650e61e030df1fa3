package phrase

import (
	"strconv"
	"strings"
)

// Format writes a value of a dimension for people: "1,200/s", "3.1 GB", "30 min".
func Format(v float64, dim Dim, unit string) string {
	switch dim {
	case Rate:
		return formatRate(v)
	case Bytes:
		return scaled(v, []step{{1e15, " PB"}, {1e12, " TB"}, {1e9, " GB"}, {1e6, " MB"}, {1e3, " KB"}, {1, " B"}})
	case Duration:
		return scaled(v, []step{{86400 * 365, " years"}, {86400, " days"}, {3600, " h"}, {60, " min"}, {1, " s"}, {1e-3, " ms"}})
	case Percent:
		return Plain(v) + " %"
	case Money:
		return strings.TrimSpace(unit + " " + Plain(v))
	}
	return Plain(v)
}

func formatRate(v float64) string {
	switch {
	case v >= 1:
		return Plain(v) + "/s"
	case v >= 1.0/60:
		return Plain(v*60) + "/min"
	}
	return Plain(v*86400) + "/day"
}

type step struct {
	size float64
	name string
}

func scaled(v float64, steps []step) string {
	for _, s := range steps {
		if v >= s.size {
			return Plain(v/s.size) + s.name
		}
	}
	return Plain(v)
}

// Plain writes a number with thousands separators and as few digits behind the
// point as its size needs.
func Plain(v float64) string {
	s := strconv.FormatFloat(v, 'f', 0, 64)
	if v != float64(int64(v)) && v < 100 && v > -100 {
		s = strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
		if s == "0" || s == "" {
			s = strconv.FormatFloat(v, 'g', 2, 64)
		}
	}
	whole, frac, cut := strings.Cut(s, ".")
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 && whole[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if cut {
		b.WriteString("." + frac)
	}
	return b.String()
}
