package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestBuildsElsewhere compiles the program for the systems that it is meant
// for, without C.
func TestBuildsElsewhere(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for other systems")
	}
	for _, system := range [][2]string{{"windows", "amd64"}, {"darwin", "arm64"}} {
		t.Run(system[0]+"-"+system[1], func(t *testing.T) {
			cmd := exec.Command("go", "build", "-o", filepath.Join(t.TempDir(), "archreview"), "archreview/cmd/archreview")
			cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system[0], "GOARCH="+system[1], "GOFLAGS=")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
