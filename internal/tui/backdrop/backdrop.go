// Package backdrop keeps the terminal from being asked for its background when
// the program starts: the terminal library asks in its own initialisation and
// waits five seconds for terminals that do not answer, even for --help. Its
// path sorts before that library's, so that this runs first. The real
// background is given to the styles later.
package backdrop

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
