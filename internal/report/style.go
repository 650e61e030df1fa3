package report

import (
	"strings"

	"archreview/internal/problem"

	"github.com/charmbracelet/glamour/ansi"
	"github.com/charmbracelet/glamour/styles"
)

// styleFor gives glamour's style of that name, made calmer: body text in the
// terminal's own colour, headings without hash marks where colour shows them,
// code without boxes around it.
func styleFor(name string, color bool) (ansi.StyleConfig, error) {
	var s ansi.StyleConfig
	codeColor := ""
	switch name {
	case "dark":
		s, codeColor = styles.DarkStyleConfig, "180"
	case "light":
		s, codeColor = styles.LightStyleConfig, "94"
	case "notty":
		s = styles.NoTTYStyleConfig
	default:
		return s, &problem.Problem{
			What:   "The report cannot be shown",
			Detail: "there is no style " + Clean(name),
			Next:   "Use one of: dark, light, notty",
		}
	}
	margin := uint(1)
	s.Document.Margin = &margin
	s.Document.BlockPrefix, s.Document.BlockSuffix = "", ""
	s.Document.Color = nil
	s.Code.Prefix, s.Code.Suffix, s.Code.BackgroundColor = "", "", nil
	if !color || codeColor == "" {
		s.CodeBlock.Chroma = nil
		s.Strong.BlockPrefix, s.Strong.BlockSuffix = "", ""
		s.Emph.BlockPrefix, s.Emph.BlockSuffix = "", ""
		return s, nil
	}
	s.Code.Color = &codeColor
	underline := true
	s.H2.Prefix, s.H3.Prefix, s.H4.Prefix, s.H5.Prefix = "", "", "", ""
	s.H2.Underline = &underline
	return s, nil
}

// paintSeverity colours the severity in the heading of a concern. shown has
// passed sanitize, so that an escape sequence in it is one of the style.
func paintSeverity(block, shown string) string {
	title, isConcern := strings.CutPrefix(block, "#### ")
	if !isConcern {
		return shown
	}
	word, _, _ := strings.Cut(strings.TrimPrefix(title, "WAIVED, "), " ")
	colors := map[string]string{"HIGH": "1;31", "MEDIUM": "1;33", "LOW": "1;36"}
	color := colors[word]
	at := strings.Index(shown, word)
	if color == "" || at < 0 {
		return shown
	}
	before := shown[:at]
	again := before[strings.LastIndex(before, reset)+1:]
	again = again[max(0, strings.Index(again, "\x1b[")):]
	if !strings.HasPrefix(again, "\x1b[") {
		again = ""
	}
	again = again[:strings.LastIndexByte(again, 'm')+1]
	return before + reset + "\x1b[" + color + "m" + word + reset + again + shown[at+len(word):]
}
