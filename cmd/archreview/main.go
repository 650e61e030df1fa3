// Command archreview reviews the architecture of Python back ends.
package main

import (
	"os"

	"archreview/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
