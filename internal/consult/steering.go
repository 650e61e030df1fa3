package consult

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

//go:embed steering.txt
var steeringText string

// steering are the compiled expressions of steering.txt.
type steering struct{ override, addressed, demanded, spoken, about *regexp.Regexp }

// marks compiles steering.txt once; a mistake in it is one in the program, and
// a test reads it.
var marks = sync.OnceValue(func() *steering {
	by := map[string][]string{}
	for _, l := range strings.Split(steeringText, "\n") {
		if kind, expr, ok := strings.Cut(l, " "); ok && kind != "#" {
			by[kind] = append(by[kind], "(?:"+expr+")")
		}
	}
	compile := func(kind string) *regexp.Regexp {
		if len(by[kind]) == 0 {
			panic(fmt.Sprintf("steering.txt has no expression of the kind %s", kind))
		}
		return regexp.MustCompile(strings.Join(by[kind], "|"))
	}
	return &steering{override: compile("override"), addressed: compile("addressed"), demanded: compile("demanded"),
		spoken: compile("spoken"), about: compile("about")}
})

// hints are words without which no text is an attempt: most lines need no
// closer look.
func hints() []string {
	return []string{"ignor", "disregard", "forget", "override", "bypass", "instru", "prompt", "ai ", "llm", "model", "assistant", "chatbot", "review",
		"<|", "[inst", "[/inst", "<system", "<assistant", "<<", ">>>", "result", "task:", "human", "system", "concerns", "findings", "decode", "repeat",
		"this sentence", "this line", "this passage", "items", "negeer", "игнор", "忽略", "無視", "تجاهل"}
}
