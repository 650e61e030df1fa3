package repo

import "strings"

// lists notes how lists are divided into pages.
func (s *sheet) lists(doc tree, ops []operation) {
	for _, o := range ops {
		if o.method != "get" || strings.HasSuffix(o.path, "}") {
			continue
		}
		style, sized := "", false
		for _, p := range o.params {
			switch n := snake(p.get("name").text()); {
			case cursorParam().MatchString(n):
				style = "cursor"
			case offsetParam().MatchString(n):
				if sized = true; style == "" {
					style = "offset"
				}
			case sizeParam().MatchString(n):
				sized = true
			}
		}
		switch {
		case style != "":
			s.set(o.line, o.name(), PageStyle, style, "Lists are paginated with a page size")
			s.set(o.line, o.name(), Paged, "true", "")
		case sized:
			s.set(o.line, o.name(), Paged, "true", "Lists are paginated with a page size")
		case o.certain && !strings.Contains(o.path, "{") && givesArray(doc, o.it) && !linked(doc, o.it):
			s.set(o.line, o.name(), Paged, "false", "")
		}
	}
}

// success gives the answer of an operation that succeeds.
func success(doc, op tree) tree { return follow(doc, op.get("responses", "200")) }

// givesArray says whether an operation answers with a bare list.
func givesArray(doc, op tree) bool {
	r := success(doc, op)
	schema := r.get("content", "application/json", "schema")
	if !schema.there() {
		schema = r.get("schema")
	}
	return follow(doc, schema).get("type").text() == "array"
}

// linked says whether the headers of an answer lead to a further page.
func linked(doc, op tree) bool {
	for _, h := range success(doc, op).get("headers").pairs() {
		if n := strings.ToLower(h.key); strings.Contains(n, "link") || strings.Contains(n, "next") || strings.Contains(n, "cursor") || strings.Contains(n, "total") {
			return true
		}
	}
	return false
}

// answers notes what callers are told when something is wrong: whether too
// many calls are refused, and in which form errors come.
func (s *sheet) answers(doc tree, ops []operation) {
	limited, faults := 0, 0
	problems, plain := 0, 0
	for _, o := range ops {
		refused := false
		for _, r := range o.it.get("responses").pairs() {
			if len(r.key) != 3 || r.key[0] != '4' && r.key[0] != '5' {
				continue
			}
			if refused = true; r.key == "429" && limited == 0 {
				limited = r.line
			}
			for _, c := range follow(doc, r.value).get("content").pairs() {
				switch {
				case strings.HasPrefix(c.key, "application/problem+"):
					problems = earlier(problems, r.line)
				case c.key == "application/json":
					plain = earlier(plain, r.line)
				}
			}
		}
		if refused {
			faults++
		}
	}
	for _, p := range doc.get("components", "responses").pairs() {
		for _, c := range p.value.get("content").pairs() {
			if strings.HasPrefix(c.key, "application/problem+") {
				problems = earlier(problems, p.line)
			}
		}
	}
	switch {
	case limited > 0:
		s.set(limited, "api", Throttled, "true", "Rate limiting answers with 429 too many requests")
	case faults == len(ops) && faults >= leastDescribed:
		s.set(doc.get("paths").line(), "api", Throttled, "false", "")
	}
	switch {
	case problems > 0:
		s.set(problems, "api", ProblemErrors, "true", "Errors have one schema, problem details with application/problem+json")
	case plain > 0:
		s.set(plain, "api", ProblemErrors, "false", "")
	}
}

// earlier gives the first of two lines that is known.
func earlier(a, b int) int {
	if a > 0 {
		return a
	}
	return b
}

// idempotency notes whether requests that create something take a key by which
// a repetition is known.
func (s *sheet) idempotency(ops []operation) {
	posts, at, certain := 0, 0, true
	for _, o := range ops {
		for _, p := range o.params {
			n := strings.TrimPrefix(strings.ToLower(p.get("name").text()), "x-")
			if n == "idempotency-key" || n == "idempotency_key" {
				s.set(o.line, o.name(), Idempotency, "true", "Requests carry an idempotency key")
				return
			}
		}
		if o.method == "post" {
			posts++
			at = earlier(at, o.line)
			certain = certain && o.certain
		}
	}
	if posts > 0 && certain {
		s.set(at, "api", Idempotency, "false", "")
	}
}

// amounts notes money that is described as a floating point number.
func (s *sheet) amounts(doc tree) {
	schemas := doc.get("components", "schemas")
	if !schemas.there() {
		schemas = doc.get("definitions")
	}
	for _, schema := range schemas.pairs() {
		fields := schema.value.get("properties").pairs()
		var names []string
		for _, f := range fields {
			names = append(names, f.key)
		}
		for _, f := range fields {
			format := f.value.get("format").text()
			if f.value.get("type").text() == "number" && (format == "double" || format == "float") && money(f.key, names) {
				s.set(f.line, schema.key+"."+f.key, MoneyFloat, "true", "")
			}
		}
	}
}
