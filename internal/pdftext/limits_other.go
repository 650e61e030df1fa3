//go:build !linux

package pdftext

import (
	"os"
	"os/exec"
)

// bind does nothing: only Linux ends a child with its parent. Elsewhere the
// child ends by its own clock.
func bind(*exec.Cmd) {}

func start(cmd *exec.Cmd) error { return cmd.Run() }

// confine does nothing: the child watches its own memory and clock.
func confine() {}

// become runs another program in the place of this one.
func become(program string, args []string) error {
	cmd := exec.Command(program, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}
