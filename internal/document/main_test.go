package document

import (
	"os"
	"testing"

	"archreview/internal/pdftext"
)

// TestMain lets the test binary be the child that reads a PDF.
func TestMain(m *testing.M) {
	if args := os.Args[1:]; pdftext.IsChild(args) {
		os.Exit(pdftext.Child(args, os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}
