package agent

import (
	"strings"
	"sync"
	"testing"
	"time"

	"archreview/agent/review"
	"archreview/internal/document"
	"archreview/internal/facts"
)

const design = `# Parcel tracking

## 1 Context

Depot staff and 40,000 customers follow parcels. Two Python engineers run it; the budget is 900 euro a month.
At the peak 120 scans a second arrive from 300 handhelds.

## 2 Design

FastAPI with 3 pods and 4 Uvicorn workers each writes to PostgreSQL 16.
Each process keeps a SQLAlchemy pool with pool_size=20 and max_overflow=20.
PostgreSQL accepts max_connections = 200.
The green tick appears as soon as the courier presses the trigger.
The sticker's colour follows the first letter of the depot.
The tour list hangs on the wall of the hall from six in the morning.

## 3 Operation

WAL is shipped to another account every minute and a restore is rehearsed each month.
Releases go out as a canary to one pod and are taken back by one command.
Every error reaches Sentry, and p95 latency and error rate page the engineer on call.
`

var lexicon = sync.OnceValues(facts.Builtin)

func options(t testing.TB, text string, m Model) Options {
	t.Helper()
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	d, err := document.Parse("d1", "design.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }
	return Options{Lexicon: lex, Documents: []*document.Document{d}, Version: "test", Now: now, Model: m, Limits: Limits{Marker: "doc-test"}}
}

func all(r *review.Review) []review.Concern {
	var out []review.Concern
	for _, a := range r.Areas {
		out = append(out, a.Concerns...)
	}
	return out
}

func ids(r *review.Review) string {
	var out []string
	for _, c := range all(r) {
		out = append(out, c.ID)
	}
	return strings.Join(out, " ")
}
