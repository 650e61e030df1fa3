package diagram

import (
	"strings"

	"archreview/internal/lazyregexp"
)

// Fence gives the language that stands after the fence of a code block in a
// notation; Fenced knows it.
func Fence(n Notation) string {
	switch n {
	case PlantUML:
		return "plantuml"
	case DOT:
		return "dot"
	case Structurizr:
		return "structurizr"
	case DrawIO:
		return "drawio"
	}
	return "mermaid"
}

// Fenced gives the notation of a code block by the language after its fence.
func Fenced(lang string) (Notation, bool) {
	switch strings.ToLower(lang) {
	case "mermaid", "mmd":
		return Mermaid, true
	case "plantuml", "puml", "uml", "c4plantuml", "pu":
		return PlantUML, true
	case "dot", "graphviz", "gv", "digraph":
		return DOT, true
	case "structurizr", "structurizr-dsl", "c4dsl":
		return Structurizr, true
	case "drawio":
		return DrawIO, true
	}
	return "", false
}

const (
	mostPreamble = 40  // lines of comments before a diagram begins
	longestHead  = 400 // bytes of a line that begins a diagram
)

var (
	mermaidHead     = lazyregexp.New(`^(?:(?:flowchart|graph)(?:-elk)?(?:\s+(?:TB|TD|BT|RL|LR))?\s*;?|sequenceDiagram|classDiagram(?:-v2)?|stateDiagram(?:-v2)?|erDiagram|C4(?:Context|Container|Component|Dynamic|Deployment)|architecture(?:-beta)?)\s*;?$`)
	dotHead         = lazyregexp.New(`(?i)^(?:strict\s+)?(?:di)?graph(?:\s+(?:"[^"]*"|[\w.-]+))?\s*\{`)
	structurizrHead = lazyregexp.New(`^workspace(?:\s+(?:extends\s+)?(?:"[^"]*"|\S+)){0,3}\s*\{`)
	anyStart        = lazyregexp.New(`^@start(?:uml|c4)\b`)
)

// Detect tells by the content whether a text as a whole is a diagram, and in
// which notation. A document that only holds diagrams among other text is none.
// For XML see IsXML.
func Detect(text string) (Notation, bool) {
	inComment, inMatter := false, false
	for n := 0; n < mostPreamble && text != ""; n++ {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		switch {
		case len(line) > longestHead && !strings.HasPrefix(line, "digraph") && !strings.HasPrefix(line, "graph"):
			return "", false
		case inComment:
			inComment = !strings.Contains(line, "*/") && !strings.HasSuffix(line, "'/")
		case line == "---" && (n == 0 || inMatter):
			inMatter = !inMatter
		case inMatter, line == "", strings.HasPrefix(line, "%%"), strings.HasPrefix(line, "//"), strings.HasPrefix(line, "'"):
		case strings.HasPrefix(line, "/*"), strings.HasPrefix(line, "/'"):
			inComment = !strings.Contains(line, "*/") && !strings.HasSuffix(line, "'/")
		default:
			return headed(line, rest)
		}
	}
	return "", false
}

// headed tells the notation by the first line that says something.
func headed(line, rest string) (Notation, bool) {
	next, _, _ := strings.Cut(strings.TrimLeft(rest, " \t\n"), "\n")
	braced := line
	if strings.HasPrefix(next, "{") {
		braced += " {"
	}
	switch {
	case anyStart.MatchString(line):
		return PlantUML, true
	case dotHead.MatchString(braced):
		return DOT, true
	case structurizrHead.MatchString(braced):
		return Structurizr, true
	case mermaidHead.MatchString(line):
		return Mermaid, true
	}
	return "", false
}

// Starts tells whether a line begins a PlantUML diagram in the middle of other
// text, and Ends whether one ends it.
func Starts(line string) bool { return anyStart.MatchString(line) }

// Ends tells whether a line ends a diagram that Starts has found.
func Ends(line string) bool {
	return strings.HasPrefix(line, "@enduml") || strings.HasPrefix(line, "@endc4")
}
