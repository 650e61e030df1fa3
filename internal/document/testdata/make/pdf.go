package main

import (
	"fmt"
	"time"

	"github.com/go-pdf/fpdf"
)

// page lays the design out on pages with a head and a foot.
func page(path string) error {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCreationDate(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	f.SetModificationDate(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	f.SetMargins(22, 20, 22)
	f.SetAutoPageBreak(true, 95)
	f.SetHeaderFunc(func() {
		f.SetFont("Helvetica", "I", 8)
		f.CellFormat(0, 6, "Logistics platform - draft", "", 1, "R", false, 0, "")
		f.Ln(4)
	})
	f.SetFooterFunc(func() {
		f.SetY(-15)
		f.SetFont("Helvetica", "I", 8)
		f.CellFormat(0, 6, fmt.Sprintf("Page %d", f.PageNo()), "", 0, "C", false, 0, "")
	})
	f.AddPage()
	cp := f.UnicodeTranslatorFromDescriptor("")
	head := func(size float64, text string) {
		f.Ln(3)
		f.SetFont("Helvetica", "B", size)
		f.MultiCell(0, size*0.45, text, "", "L", false)
		f.Ln(2)
	}
	item := func(mark, text string) {
		f.SetFont("Helvetica", "", 10)
		f.SetX(26)
		f.CellFormat(7, 5, cp(mark), "", 0, "L", false, 0, "")
		f.MultiCell(0, 5, text, "", "L", false)
	}
	for _, b := range design() {
		switch b.kind {
		case "h1":
			head(20, b.lines[0])
		case "h2":
			head(14, b.lines[0])
		case "h3":
			head(12, b.lines[0])
		case "p", "quote":
			f.SetFont("Helvetica", "", 10)
			f.MultiCell(0, 5, b.lines[0], "", "J", false)
			f.Ln(2)
		case "code":
			f.SetFont("Courier", "", 9)
			for _, l := range b.lines {
				f.CellFormat(0, 4.5, l, "", 1, "L", false, 0, "")
			}
			f.Ln(2)
		case "table":
			table(f, b.rows)
		default:
			for i, l := range b.lines {
				switch {
				case b.kind == "ol":
					item(fmt.Sprintf("%d.", i+1), l)
				case b.kind == "task" && l[0] == 'x':
					item("•", "[x] "+l[1:])
				case b.kind == "task":
					item("•", "[ ] "+l[1:])
				default:
					item("•", l)
				}
			}
			f.Ln(2)
		}
	}
	return f.OutputFileAndClose(path)
}

func table(f *fpdf.Fpdf, rows [][]string) {
	widths := []float64{34, 46, 24, 58}
	if len(rows[0]) == 3 {
		widths = []float64{40, 45, 60}
	}
	for i, row := range rows {
		f.SetFont("Helvetica", "", 10)
		if i == 0 {
			f.SetFont("Helvetica", "B", 10)
		}
		for j, c := range row {
			f.CellFormat(widths[j], 7, c, "1", 0, "L", false, 0, "")
		}
		f.Ln(7)
	}
	f.Ln(3)
}
