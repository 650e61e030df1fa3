module archreview

go 1.26
