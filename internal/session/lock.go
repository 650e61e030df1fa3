package session

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"archreview/internal/problem"
)

const (
	lockName   = "lock"
	holderName = "holder.json"

	// Whoever lists sessions holds a lock for a moment; a writer waits that long.
	lockWait  = 200 * time.Millisecond
	lockRetry = 5 * time.Millisecond
)

// holder says which process has a session open. It stands beside the lock,
// since some systems let nobody read a locked file.
type holder struct {
	PID   int    `json:"pid"`
	Since string `json:"since"` // RFC 3339, UTC
}

// seize takes the lock of a session for this process; held is false where
// another one has it. The kernel gives it back when the process ends in
// whatever way.
func seize(dir string) (l *flock.Flock, held bool, err error) {
	l = flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	held, err = l.TryLockContext(ctx, lockRetry)
	if ctx.Err() != nil {
		err = nil // it was held all the time
	}
	return l, held, err
}

// sign leaves word of who holds a lock. Without it a second process learns
// less, so a failure is no error.
func sign(dir string) {
	raw, err := json.Marshal(holder{PID: os.Getpid(), Since: time.Now().UTC().Format(time.RFC3339)})
	if err == nil {
		_ = os.WriteFile(filepath.Join(dir, holderName), append(raw, '\n'), 0o600)
	}
}

// release gives a lock back.
func release(dir string, l *flock.Flock) {
	_ = os.Remove(filepath.Join(dir, holderName))
	_ = l.Unlock()
}

// live tells whether some process has a session open for writing. It changes
// nothing on disk.
func live(dir string) bool {
	l := flock.New(filepath.Join(dir, lockName), flock.SetFlag(os.O_RDONLY))
	ok, err := l.TryRLock()
	if ok {
		_ = l.Unlock()
	}
	return !ok && err == nil
}

// inUse is the error of a session that another process has open.
func inUse(id, dir string) error {
	detail := "it may be written by one process at a time"
	var h holder
	raw, err := os.ReadFile(filepath.Join(dir, holderName))
	if err == nil && json.Unmarshal(raw, &h) == nil && h.PID > 0 {
		detail = fmt.Sprintf("process %d has it open", h.PID)
		if t, err := time.Parse(time.RFC3339, h.Since); err == nil {
			detail += " since " + t.UTC().Format("2006-01-02 15:04:05") + " UTC"
		}
	}
	return &problem.Problem{What: "session " + id + " is open in another process", Detail: detail,
		Next: "go on there or end it; commands that only read the session work meanwhile, and another session can be started"}
}
