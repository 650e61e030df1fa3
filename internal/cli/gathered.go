package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"archreview/internal/document"
	"archreview/internal/gather"
	"archreview/internal/problem"
	"archreview/internal/repo"
	"archreview/internal/report"
)

// readMany reads the documents of a folder or pattern, tells what was taken of
// it and what was left out, and why.
func readMany(ctx context.Context, env *Env, open document.Opener, first int, name string) ([]*document.Document, error) {
	f, err := gather.Documents(ctx, open, first, name)
	if err != nil {
		return nil, err
	}
	env.tell(f.Lines())
	return f.Documents, nil
}

// readRepo reads what a project configures and shows, as evidence beside the
// documents that were read before.
func readRepo(ctx context.Context, env *Env, dir string, docs []*document.Document) ([]*document.Document, error) {
	if dir == "" {
		return docs, nil
	}
	p, err := repo.Read(ctx, dir, len(docs)+1)
	if err != nil {
		return nil, err
	}
	env.tell(p.Lines())
	return append(docs, p.Documents...), nil
}

// ownDocuments gives the paths of a project's design documents, where none are
// named: its folder of documents, else its README.
func ownDocuments(dir string) ([]string, error) {
	var tried []string
	for _, name := range []string{"docs", "doc", "architecture", "README.md", "README.rst", "README.txt"} {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return []string{path}, nil
		}
		tried = append(tried, name)
	}
	return nil, &problem.Problem{What: fmt.Sprintf("no design document was found in %q", dir), Detail: "there is none of " + strings.Join(tried, ", "),
		Next: "name the documents with --doc; what --repo finds is set against them", Code: problem.Usage}
}

// tell writes lines about the reading to standard error.
func (e *Env) tell(lines []string) {
	for _, l := range lines {
		fmt.Fprintln(e.Streams.Err, "archreview: "+report.Clean(l))
	}
}

// distinctPaths refuses documents that come twice, by name and by folder.
func distinctPaths(docs []*document.Document) error {
	seen := map[string]bool{}
	for _, d := range docs {
		p := filepath.Clean(d.Path)
		if seen[p] {
			return &problem.Problem{What: "a document is given twice", Detail: d.Path, Next: "name each document once; a folder brings those in it", Code: problem.Usage}
		}
		seen[p] = true
	}
	return nil
}

// read reads the documents of a review, and what the project shows.
func (o *reviewOptions) read(ctx context.Context, env *Env) ([]*document.Document, error) {
	names := o.docs
	if len(names) == 0 {
		var err error
		if names, err = ownDocuments(o.repo); err != nil {
			return nil, err
		}
	}
	docs, err := readDocuments(ctx, env, o.opener(env), names)
	if err != nil {
		return nil, err
	}
	return readRepo(ctx, env, o.repo, docs)
}

// many reads the documents of a folder or pattern for a conversation.
func (f *frontDesk) many(ctx context.Context, first int, name string) ([]*document.Document, error) {
	found, err := gather.Documents(ctx, f.o.opener(f.env), first, name)
	if err != nil {
		return nil, err
	}
	f.gathered = append(f.gathered, found.Lines()...)
	return found.Documents, nil
}

// withProject adds what the project of --repo shows.
func (f *frontDesk) withProject(ctx context.Context, docs []*document.Document) ([]*document.Document, error) {
	if f.o.repo == "" {
		return docs, nil
	}
	p, err := repo.Read(ctx, f.o.repo, len(docs)+1)
	if err != nil {
		return nil, err
	}
	f.gathered = append(f.gathered, p.Lines()...)
	return append(docs, p.Documents...), nil
}
