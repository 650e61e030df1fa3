package clash

import (
	"strconv"
	"strings"
)

// allows says whether a version that documents give fits one that is
// configured: "4.2.7", "3.12", ">=3.11,<4", "~=4.2" or "^4.2". What cannot be
// read allows everything.
func allows(spec, version string) bool {
	for _, part := range strings.Split(spec, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		op := part[:len(part)-len(strings.TrimLeft(part, "<>=~!^"))]
		bound := strings.TrimSuffix(strings.TrimSpace(part[len(op):]), ".*")
		if !fits(op, bound, version) {
			return false
		}
	}
	return true
}

func fits(op, bound, version string) bool {
	v, ok := numbers(version)
	b, known := numbers(bound)
	if !ok || !known {
		return true
	}
	order := compareVersions(v, b)
	switch op {
	case "", "=", "==", "===":
		return within(version, bound)
	case ">=", ">":
		return order >= 0
	case "<":
		return order < 0 || order == 0 && len(v) < len(b)
	case "<=":
		return order <= 0
	case "~=":
		return order >= 0 && compareVersions(v, b[:max(1, len(b)-1)]) == 0
	case "^", "~":
		return order >= 0 && v[0] == b[0]
	}
	return true
}

// numbers reads "3.12.1".
func numbers(s string) ([]int, bool) {
	var out []int
	for _, f := range strings.Split(s, ".") {
		n, err := strconv.Atoi(f)
		if err != nil {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}

// compareVersions compares as far as both versions are given.
func compareVersions(a, b []int) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[i] - b[i]
		}
	}
	return 0
}
