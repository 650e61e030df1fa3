package arith

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"archreview/internal/brief"
	"archreview/internal/document"
	"archreview/internal/facts"
)

// TestPoolsAreMultipliedExactly states pods, processes and pools at random. The
// sum that is shown is their exact product, and it is raised if, and only if,
// the product is above the limit.
func TestPoolsAreMultipliedExactly(t *testing.T) {
	lex, err := facts.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, least, most int) int { return rapid.IntRange(least, most).Draw(t, name) }
		pods, procs, pool, over := draw("pods", 2, 60), draw("processes", 2, 12), draw("pool", 1, 50), draw("overflow", 1, 50)
		product := big.NewInt(int64(pods))
		product.Mul(product, big.NewInt(int64(procs))).Mul(product, big.NewInt(int64(pool+over)))
		limit := draw("limit", 100, 5000)
		text := fmt.Sprintf("The API runs in %d pods with %d Uvicorn worker processes each.\n\nEach process keeps a SQLAlchemy pool with pool_size=%d and max_overflow=%d.\n\nPostgreSQL accepts max_connections = %d.\n", pods, procs, pool, over, limit)
		d, err := document.Parse("d1", "x", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		b, err := brief.New(brief.Options{Lexicon: lex, Documents: []*document.Document{d}})
		if err != nil {
			t.Fatal(err)
		}
		raised := ""
		for _, p := range Calculate(b) {
			if p.Rule == "database.pool-connections" {
				raised = p.Why
			}
		}
		above := product.Cmp(big.NewInt(int64(limit))) > 0
		if above != (raised != "") {
			t.Fatalf("%s connections against %d: raised %v\n%s", product, limit, raised != "", text)
		}
		if shown := counted(float64(product.Int64())); above && !strings.Contains(raised, shown) {
			t.Fatalf("the product %s is not in the working:\n%s", shown, raised)
		}
	})
}
