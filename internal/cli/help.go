package cli

import (
	"embed"
	"strings"
)

//go:embed help/*.txt
var helpTexts embed.FS

// help gives the description and the examples of a command from its text file,
// in which a line "Examples:" separates them.
func help(command string) (long, examples string) {
	raw, err := helpTexts.ReadFile("help/" + command + ".txt")
	if err != nil {
		return "", ""
	}
	long, examples, _ = strings.Cut(string(raw), "\nExamples:\n")
	return strings.TrimSpace(long), strings.TrimRight(examples, "\n")
}
