package session

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"archreview/internal/problem"
)

// Export writes a file into the session's folder of exports, whole or not at
// all, and gives its path. Another file of that name stays as it is; then the
// new one gets a number: report-2.md. The name is one of a file, without a
// folder.
func (s *Session) Export(name string, data []byte) (string, error) {
	if !plain(name) {
		return "", &problem.Problem{What: "the file cannot be exported", Detail: fmt.Sprintf("%q is not the plain name of a file", name),
			Next: "name it without a folder, for example report.md"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.journal == nil {
		return "", s.ended()
	}
	dir := filepath.Join(s.dir, exportsName)
	path, err := export(dir, name, data)
	if err != nil {
		return "", trouble("the file could not be exported", fmt.Errorf("writing %s: %w", name, err))
	}
	s.exported = true
	return path, nil
}

func export(dir, name string, data []byte) (string, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return "", err
	}
	ext := filepath.Ext(name)
	path := filepath.Join(dir, name)
	for n := 2; !missing(path); n++ {
		if same(path, data) {
			return path, nil
		}
		path = filepath.Join(dir, fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext))
	}
	return path, store(path, data)
}

// plain tells whether a name is that of a visible file on every system.
func plain(name string) bool {
	odd := func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune(`/\:*?"<>|`, r) }
	return name != "" && len(name) <= 120 && name[0] != '.' && !strings.HasSuffix(name, ".") && !strings.ContainsFunc(name, odd)
}
