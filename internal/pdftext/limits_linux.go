package pdftext

import (
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// bind has the system end the child when its parent ends, however that comes.
func bind(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// start runs the child. The thread that starts it must live as long as it does,
// since the system takes the end of that thread for the end of the parent.
func start(cmd *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return cmd.Run()
}

// confine sets the limits of this process: memory beyond what it has now, time
// of the processor, no files written, no core dumped.
func confine() {
	const perSecond = 1e9
	limits := map[int]uint64{
		syscall.RLIMIT_AS:    addressSpace() + MaxMemory,
		syscall.RLIMIT_CPU:   uint64(MaxTime/perSecond) + 1,
		syscall.RLIMIT_FSIZE: 0,
		syscall.RLIMIT_CORE:  0,
	}
	for what, most := range limits {
		// Where the system refuses, the parent's own limits still hold.
		_ = syscall.Setrlimit(what, &syscall.Rlimit{Cur: most, Max: most})
	}
}

// addressSpace gives the bytes of address space this process has reserved, most
// of which it does not use.
func addressSpace() uint64 {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 2 << 30 // about what the Go runtime reserves
	}
	pages, _, _ := strings.Cut(string(raw), " ")
	n, err := strconv.ParseUint(pages, 10, 64)
	if err != nil {
		return 2 << 30
	}
	return n * uint64(os.Getpagesize())
}

// become replaces this process by another program, within its limits.
func become(program string, args []string) error {
	args = append([]string{program}, args...)
	env := []string{"LC_ALL=C.UTF-8"}
	// What was reserved by this program does not count for the next one. From
	// here on this one may get no more memory.
	_ = syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: MaxMemory, Max: MaxMemory})
	return syscall.Exec(program, args, env)
}
