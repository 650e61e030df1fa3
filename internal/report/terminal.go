package report

import (
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/glamour"
)

// TerminalOptions say how Markdown is shown on a terminal.
type TerminalOptions struct {
	Width    int           // columns; 80 when zero
	Style    string        // "dark", "light" or "notty"; chosen by Color when empty
	Color    bool          // without it no colour and no other attribute is written
	Deadline time.Duration // for the whole text; 2 s for each 100 KB when zero
}

func (o TerminalOptions) withDefaults(size int) TerminalOptions {
	if o.Width <= 0 {
		o.Width = 80
	}
	o.Width = min(max(o.Width, 20), 1000)
	if o.Style == "" {
		o.Style = "notty"
		if o.Color {
			o.Style = "dark"
		}
	}
	if o.Deadline <= 0 {
		o.Deadline = 2 * time.Second * time.Duration(1+size/100_000)
	}
	return o
}

// Terminal writes Markdown for a terminal. The text is trusted in nothing: it
// is shown block by block, a block that glamour cannot render in time or at
// all appears as plain text, and no character reaches the terminal but
// printable ones, line breaks, tabs and the colours of the style.
func Terminal(w io.Writer, markdown string, o TerminalOptions) error {
	o = o.withDefaults(len(markdown))
	if _, err := styleFor(o.Style, o.Color); err != nil {
		return err
	}
	blocks := splitBlocks(defuse(markdown))
	shown := make([]string, len(blocks))
	next := make(chan int)
	end := time.Now().Add(o.Deadline)
	var workers sync.WaitGroup
	for range min(4, runtime.GOMAXPROCS(0), len(blocks)) {
		workers.Go(func() {
			p := painter{options: o, end: end, renderers: map[int]*glamour.TermRenderer{}}
			for i := range next {
				shown[i] = p.show(blocks[i], o.Width, 0)
			}
		})
	}
	for i := range blocks {
		next <- i
	}
	close(next)
	workers.Wait()
	_, err := io.WriteString(w, join(shown))
	return err
}

// join puts the shown blocks together, one empty line between two.
func join(shown []string) string {
	var b strings.Builder
	for _, text := range shown {
		if text = strings.Trim(text, "\n"); text != "" {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(text + "\n")
		}
	}
	return b.String()
}

// painter shows blocks one after the other with its own glamour renderers,
// one for each width: they are not safe for use by several goroutines.
type painter struct {
	options   TerminalOptions
	end       time.Time
	renderers map[int]*glamour.TermRenderer
}

// show gives one block as safe text for the terminal, each line with a margin
// of one blank. level counts the lists around it.
func (p *painter) show(block string, width, level int) string {
	if items, loose := listItems(block); items != nil && level < maxNested && width > 24 {
		return p.showList(items, loose, width, level)
	}
	if table := p.showTable(block, width, level); table != "" {
		return table
	}
	glamourWidth, extra := 0, 0
	if wrapsItself(block) {
		glamourWidth = width
	}
	if fenceMarks(block) != "" {
		extra = 2
	}
	text, ok := p.render(prepare(block), glamourWidth)
	if !ok {
		plain := " " + strings.ReplaceAll(block, "\n", "\n ")
		return sanitize(fold(plain, width, 2), false)
	}
	if glamourWidth == 0 {
		text = fold(text, width, extra)
	}
	text = sanitize(text, p.options.Color)
	if p.options.Color {
		text = paintSeverity(block, text)
	}
	return captioned(block, text)
}

// render renders a block in a goroutine of its own, because glamour can be
// neither cancelled nor trusted not to panic. A block may take a quarter of
// the whole time. After a failure the renderer is left to its goroutine.
func (p *painter) render(block string, width int) (string, bool) {
	limit := min(p.options.Deadline/4, time.Until(p.end))
	if limit <= 0 || tooHeavy(block) {
		return "", false
	}
	renderer, done := p.renderers[width], make(chan string, 1)
	if renderer == nil {
		renderer = newRenderer(p.options, width)
	}
	if p.renderers[width] = nil; renderer == nil {
		return "", false
	}
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		if text, err := renderer.Render(block); err == nil {
			done <- text
		}
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case text, ok := <-done:
		if ok {
			p.renderers[width] = renderer
		}
		return text, ok
	case <-timer.C:
		return "", false
	}
}

func newRenderer(o TerminalOptions, width int) *glamour.TermRenderer {
	style, err := styleFor(o.Style, o.Color)
	if err != nil {
		return nil
	}
	r, err := glamour.NewTermRenderer(
		glamour.WithStyles(style),
		glamour.WithWordWrap(width),
		glamour.WithInlineTableLinks(true), // for tables that showTable leaves to glamour
	)
	if err != nil {
		return nil
	}
	return r
}
