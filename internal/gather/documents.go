package gather

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"archreview/internal/document"
	"archreview/internal/problem"
)

// Limits of a folder of documents.
const (
	MaxDocuments = 1000     // documents taken from one folder or pattern
	MaxText      = 12 << 20 // bytes of documents taken in all
)

// Folder is what was taken of one folder or pattern.
type Folder struct {
	Path      string // as given
	Documents []*document.Document
	Left      []Left // relevant ones by name; files of other kinds are not told
	Unnamed   int    // left out beside those
}

// IsMany says whether a path names several files: it is a folder, or a pattern
// that is not the name of a file.
func IsMany(name string) bool {
	info, err := os.Stat(name)
	if err == nil {
		return info.IsDir()
	}
	return strings.ContainsAny(name, "*?[")
}

// Documents reads the design documents of a folder or pattern, in order. Their
// ids are d1, d2 …, counted from first. Decision records that were superseded,
// rejected or withdrawn are marked as retired. It fails where nothing is found.
func Documents(ctx context.Context, o document.Opener, first int, name string) (*Folder, error) {
	found, err := find(ctx, name)
	if err != nil {
		return nil, err
	}
	f := &Folder{Path: name, Left: found.Left, Unnamed: found.unnamed}
	var room int64 = MaxText
	for files := range slices.Chunk(found.Files, together) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var fit []File
		for _, file := range files {
			if file.Size > room {
				f.leave(file.Rel, fmt.Sprintf("the documents before it have %d MiB already", MaxText>>20))
				continue
			}
			room -= file.Size
			fit = append(fit, file)
		}
		f.add(ctx, o, first, fit)
	}
	if len(f.Documents) == 0 {
		return nil, f.none(found.Full)
	}
	if found.Full {
		f.leave(name, fmt.Sprintf("it has more than %d files; the rest was not looked at", MaxFiles))
	}
	retire(f.Documents)
	return f, nil
}

// together is how many files are read side by side; more of them could be PDFs,
// each with a process that may take its share of memory.
const together = 2

// add reads documents side by side and takes those that can be read, in order.
func (f *Folder) add(ctx context.Context, o document.Opener, first int, files []File) {
	if len(f.Documents) >= MaxDocuments {
		for _, file := range files {
			f.leave(file.Rel, fmt.Sprintf("%d documents are taken already", MaxDocuments))
		}
		return
	}
	docs, errs := make([]*document.Document, len(files)), make([]error, len(files))
	var wg sync.WaitGroup
	for i, file := range files {
		wg.Go(func() { docs[i], errs[i] = o.Read(ctx, "", file.Path, nil) })
	}
	wg.Wait()
	for i, d := range docs {
		switch {
		case errs[i] != nil:
			f.leave(files[i].Rel, unread(files[i], errs[i]))
		case len(f.Documents) == MaxDocuments:
			f.leave(files[i].Rel, fmt.Sprintf("%d documents are taken already", MaxDocuments))
		default:
			d.ID = fmt.Sprintf("d%d", first+len(f.Documents))
			f.Documents = append(f.Documents, d)
		}
	}
}

// unread says why a document was left out.
func unread(file File, err error) string {
	var p *problem.Problem
	if errors.As(err, &p) {
		return strings.TrimPrefix(strings.TrimPrefix(p.What, fmt.Sprintf("%q ", file.Path)), "is ")
	}
	return "it cannot be read"
}

func (f *Folder) leave(name, why string) {
	if len(f.Left) < maxLeft {
		f.Left = append(f.Left, Left{name, why})
		return
	}
	f.Unnamed++
}

// none is the problem of a folder without documents.
func (f *Folder) none(full bool) error {
	detail := "no Markdown, reStructuredText, AsciiDoc, text, HTML, Word, PDF or notebook file in it describes a design"
	if len(f.Left) > 0 {
		detail += fmt.Sprintf("; left out: %s (%s)", f.Left[0].Path, f.Left[0].Why)
	}
	if full {
		detail += fmt.Sprintf("; only the first %d files were looked at", MaxFiles)
	}
	return &problem.Problem{What: fmt.Sprintf("No document was found in %q", f.Path), Detail: detail, Next: "Name the documents themselves, or the folder that holds them.", Code: problem.Usage}
}

// Lines tell in a few lines what was taken and what was left out.
func (f *Folder) Lines() []string {
	const shown = 12
	var names, gone []string
	for i, d := range f.Documents {
		if i < shown {
			names = append(names, f.short(d.Path))
		}
		if d.Retired != "" {
			gone = append(gone, f.short(d.Path)+" ("+d.Retired+")")
		}
	}
	out := []string{fmt.Sprintf("%s: %d document(s): %s%s", f.Path, len(f.Documents), strings.Join(names, ", "), rest(len(f.Documents), shown))}
	if len(gone) > 0 {
		out = append(out, fmt.Sprintf("%s: no decision any more: %s", f.Path, strings.Join(gone[:min(shown, len(gone))], ", ")+rest(len(gone), shown)))
	}
	return append(out, LeftLines(f.Path, f.Left, f.Unnamed)...)
}

// LeftLines tells in one line what was left out of a folder; none if nothing
// was.
func LeftLines(folder string, left []Left, unnamed int) []string {
	const shown = 8
	if len(left) == 0 {
		return nil
	}
	var why []string
	for _, l := range left[:min(shown, len(left))] {
		why = append(why, l.Path+" ("+l.Why+")")
	}
	return []string{fmt.Sprintf("%s: %d left out: %s%s", folder, len(left)+unnamed, strings.Join(why, ", "), rest(len(left)+unnamed, shown))}
}

func rest(n, shown int) string {
	if n <= shown {
		return ""
	}
	return fmt.Sprintf(" and %d more", n-shown)
}

// short gives a path below the folder.
func (f *Folder) short(name string) string {
	if rel, err := filepath.Rel(f.Path, name); err == nil && !strings.HasPrefix(rel, "..") {
		return filepath.ToSlash(rel)
	}
	return name
}

// find lists the documents that a folder or pattern names.
func find(ctx context.Context, name string) (*Found, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return Walk(ctx, name, pickDocument)
	}
	base, pattern := split(filepath.ToSlash(name))
	if strings.Count(name, "**") > mostStars {
		return nil, &problem.Problem{What: fmt.Sprintf("The pattern %q is too wide", name), Detail: fmt.Sprintf("it has more than %d times **", mostStars), Next: "Name the folder itself.", Code: problem.Usage}
	}
	if _, err := path.Match(strings.Join(pattern, "/"), ""); err != nil {
		return nil, &problem.Problem{What: fmt.Sprintf("The pattern %q is not understood", name), Detail: "a bracket in it is never closed", Next: "Write for example docs/**/*.md.", Code: problem.Usage, Err: err}
	}
	return Walk(ctx, filepath.FromSlash(base), func(rel string, dir bool) (bool, string) {
		switch {
		case dir:
			return entered(rel)
		case Match(pattern, strings.Split(rel, "/")):
			if kindOf(rel) == other {
				return false, "not a format that is read"
			}
			return true, ""
		}
		return false, ""
	})
}

// split parts a pattern into the folder before the first sign and the rest.
func split(name string) (base string, pattern []string) {
	parts := strings.Split(name, "/")
	n := 0
	for n < len(parts)-1 && !strings.ContainsAny(parts[n], "*?[") {
		n++
	}
	base = strings.Join(parts[:n], "/")
	switch {
	case base == "" && strings.HasPrefix(name, "/"):
		base = "/"
	case base == "":
		base = "."
	}
	return base, parts[n:]
}

// Kinds of files in a folder of documents.
const (
	other = iota
	design
	aside // of a format that is read, but never a design
)

// kindOf judges a file by its name.
func kindOf(rel string) int {
	base := strings.ToLower(path.Base(rel))
	ext := path.Ext(base)
	stem := strings.TrimSuffix(base, ext)
	if !slices.Contains([]string{".md", ".markdown", ".rst", ".adoc", ".asciidoc", ".txt", ".html", ".htm", ".docx", ".pdf", ".ipynb",
		".mmd", ".puml", ".plantuml", ".dot", ".gv", ".dsl", ".drawio"}, ext) {
		return other
	}
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(stem) {
	case "changelog", "changes", "history", "license", "licence", "copying", "contributing", "codeofconduct", "authors", "maintainers", "notice",
		"template", "adrtemplate", "pullrequesttemplate", "issuetemplate", "robots", "cmakelists", "toplevel", "releasenotes", "news", "security", "support":
		return aside
	}
	for _, p := range []string{"requirements", "constraints", "template-", "template_"} {
		if strings.HasPrefix(stem, p) && (ext == ".txt" || strings.HasPrefix(p, "template")) {
			return aside
		}
	}
	return design
}

// pickDocument decides about a file or folder below a folder of documents.
func pickDocument(rel string, dir bool) (bool, string) {
	if dir {
		return entered(rel)
	}
	switch kindOf(rel) {
	case design:
		return true, ""
	case aside:
		return false, "not a design, by its name"
	}
	return false, ""
}

// entered decides about a folder.
func entered(rel string) (bool, string) {
	base := path.Base(rel)
	if Vendored(base) {
		return false, "not the project's own"
	}
	return !strings.HasPrefix(base, "."), ""
}

// Vendored says whether a folder of that name holds what others wrote or tools
// made.
func Vendored(base string) bool {
	switch base {
	case "node_modules", ".venv", "venv", ".env.d", "virtualenv", "site-packages", "__pycache__", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache",
		"vendor", "third_party", "dist", "build", "_build", ".eggs", ".terraform", "htmlcov", ".idea", ".vscode", "bower_components", ".next", "target":
		return true
	}
	return strings.HasSuffix(base, ".egg-info") || strings.HasSuffix(base, ".dist-info")
}
