// Package repo reads what the files of a Python project configure and show, as
// evidence beside the prose: containers and manifests, infrastructure, pipelines,
// interfaces, dependencies, settings, schemas, and the imports of its packages.
// Nothing of a project is run. Each line that sets something becomes a setting
// of a document with the file's own lines; secrets are masked on the way in.
package repo

import (
	"context"
	"fmt"
	"path"
	"strings"

	"archreview/internal/document"
	"archreview/internal/gather"
	"archreview/internal/redact"
)

// Limits of a project.
const (
	MaxFile     = 2 << 20 // bytes of one file
	MaxSettings = 400     // settings taken from one file
	mostDocs    = 400     // files that become evidence
	wholeLines  = 150     // a longer file is given by its telling lines only
)

// What settings measure. Subjects of Version are products, those of Uses kinds
// of products; the others are components.
const (
	Replicas          = "replicas"
	Workers           = "workers"
	Threads           = "threads"
	Concurrency       = "concurrency"
	Prefetch          = "prefetch multiplier"
	PoolSize          = "pool size"
	MaxOverflow       = "pool overflow"
	MaxConnections    = "connections of the database"
	RequestTimeout    = "request timeout"
	StatementTimeout  = "statement timeout"
	VisibilityTimeout = "visibility timeout"
	TaskTimeLimit     = "task time limit"
	GracePeriod       = "grace period"
	MemoryLimit       = "memory limit"
	BackupRetention   = "retention of backups"
	Version           = "version"
	Uses              = "uses"
	AcksLate          = "late acknowledgement"
	TLS               = "encrypted connection"
	MultiAZ           = "standby in a second zone"
	DeleteGuard       = "protection against deletion"
	Debug             = "debug mode"
	Readiness         = "readiness probe"
	Liveness          = "liveness probe"
	Limits            = "resource limits"
	MovingTag         = "moving image tag"
	Public            = "reachable from everywhere"
	Secret            = "secret"
	Personal          = "personal data"
	Tests             = "tests in the pipeline"
	MigrateOrder      = "migration before deployment"
	ProxyTimeout      = "proxy timeout"
	Cycle             = "import cycle"
	Layers            = "order of layers"
	Other             = "" // says something in words, compared with nothing
)

// Project is what was read of a folder.
type Project struct {
	Dir       string
	Documents []*document.Document // of Configuration format, in the order of their paths
	Left      []gather.Left
	Unnamed   int // left out beside those
	Files     int // looked into
	Packages  int // Python packages with code
	Imports   int // between modules of the project
}

// Lines tell in a few lines what was read and what was left out.
func (p *Project) Lines() []string {
	line := fmt.Sprintf("%s: %d files looked into, %d of them say something that can be set against the documents; %d Python packages with %d imports among them", p.Dir, p.Files, len(p.Documents), p.Packages, p.Imports)
	return append([]string{line}, gather.LeftLines(p.Dir, p.Left, p.Unnamed)...)
}

// Read reads the project in a folder. Ids of its documents follow first: d4,
// d5 … where three documents came before.
func Read(ctx context.Context, dir string, first int) (*Project, error) {
	found, err := gather.Walk(ctx, dir, pick)
	if err != nil {
		return nil, err
	}
	mask, err := redact.New(redact.Options{Emails: true})
	if err != nil {
		return nil, fmt.Errorf("preparing to mask secrets: %w", err)
	}
	p := &project{dir: dir, found: found, mask: mask, code: newCode()}
	room := int64(gather.MaxAll)
	for _, f := range found.Files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if room < f.Size {
			found.Leave(f.Rel, fmt.Sprintf("the files before it have %d MiB already", gather.MaxAll>>20))
			continue
		}
		room -= f.Size
		p.read(f)
	}
	if found.Full {
		found.Leave(dir, fmt.Sprintf("it has more than %d files; the rest was not looked at", gather.MaxFiles))
	}
	p.structure()
	p.templates()
	p.tables()
	p.migrations()
	return p.finish(first), nil
}

// project is a project while it is read.
type project struct {
	dir    string
	found  *gather.Found
	mask   *redact.Masker
	sheets []*sheet
	values []*sheet // of Helm
	code   *code
	files  int
}

// read reads one file.
func (p *project) read(f gather.File) {
	if f.Size == 0 {
		return
	}
	raw, err := gather.Read(f.Path, MaxFile)
	if err != nil {
		p.found.Leave(f.Rel, err.Error())
		return
	}
	p.files++
	s := newSheet(f.Rel, string(raw))
	if s == nil {
		p.found.Leave(f.Rel, "not a text")
		return
	}
	if shown := kindOf(f.Rel); !s.elsewhere {
		shown.reader()(s)
		if shown == python {
			p.code.add(s)
		} else if shown == values {
			p.values = append(p.values, s)
		}
	}
	if s.broken != "" {
		p.found.Leave(f.Rel, s.broken)
	}
	p.hide(s)
	if kindOf(f.Rel) == python {
		s.thin(p.code.modules[moduleOf(f.Rel)])
	} else if len(s.sets) == 0 && !s.deploys && !s.template && s.schema == nil && s.revision == nil {
		return
	}
	p.sheets = append(p.sheets, s)
}

// finish makes documents of the files that say something.
func (p *project) finish(first int) *Project {
	p.quieten()
	out := &Project{Dir: p.dir, Files: p.files, Packages: p.code.packages(), Imports: p.code.edges}
	for _, s := range p.sheets {
		switch {
		case len(s.sets) == 0:
		case len(out.Documents) >= mostDocs:
			p.found.Leave(s.rel, fmt.Sprintf("%d files say something already", mostDocs))
		default:
			id := fmt.Sprintf("d%d", first+len(out.Documents))
			out.Documents = append(out.Documents, document.Configured(id, path.Join(filepathSlash(p.dir), s.rel), s.text(), s.sets))
		}
	}
	out.Left, out.Unnamed = p.found.Left, p.found.LeftOut()-len(p.found.Left)
	return out
}

// quieten drops what a compose file says about running where manifests or
// infrastructure say how the system is deployed: it then is for development.
func (p *project) quieten() {
	deployed := false
	for _, s := range p.sheets {
		deployed = deployed || s.deploys
	}
	for _, s := range p.sheets {
		if !deployed || kindOf(s.rel) != compose || s.live {
			continue
		}
		kept := s.sets[:0]
		for _, x := range s.sets {
			if x.Measure == Version || x.Measure == Uses || x.Measure == Secret {
				kept = append(kept, x)
			}
		}
		s.sets = kept
	}
}

func filepathSlash(dir string) string { return strings.ReplaceAll(dir, "\\", "/") }
