package consult

import (
	"strings"
	"testing"
)

func TestMermaid(t *testing.T) {
	for _, good := range []string{
		"flowchart LR\n  A[\"Client (web)\"] --> B[API]\n  B -->|reads| C[(PostgreSQL)]\n  B -. later .-> D([Queue]);\n  D ==> E{{Worker}}\n  E -- \"5 conns\" --> A",
		"graph TD\nsubgraph one [\"Zone A\"]\ndirection LR\na-b & c --> d:::hot\nend\nclassDef hot fill:#f96,stroke:#333\nd <--> e\ne -- writes --> f((x))\nf --- g>flag]",
		"```mermaid\nflowchart TB\n%% a comment\nA-->B-->C{ok?}\n```",
		"sequenceDiagram\nautonumber\nparticipant C as Client app\nactor U\nU->>+C: press (x < 5)\nC-->>-U: ok\nalt full\nC-xU: 503; try later\nelse free\nNote over C,U: green\nend",
	} {
		if _, ok := mermaid(good); !ok {
			t.Errorf("refused:\n%s", good)
		}
	}
	long := "flowchart LR\n" + strings.Repeat("A --> B\n", mostDiagramLines)
	for _, bad := range []string{
		"", "flowchart LR", "flowchart LR\nA[only]", "A --> B", "pie title x\n\"a\": 3", "flowchart XX\nA --> B",
		"flowchart LR\nA[one (two)] --> B", "flowchart LR\nA --> end", "flowchart LR\nsubgraph x\nA --> B", "flowchart LR\nA --> B\nend",
		"flowchart LR\nA --> B\nclick A \"https://example.org\"", "flowchart LR\nA[\"<img src=x onerror=y>\"] --> B", "%%{init: {}}%%\nflowchart LR\nA --> B",
		"flowchart LR\n%%{init: {\"securityLevel\":\"loose\"}}%%\nA --> B", "flowchart LR\nA --> B\nThis is how it works.",
		"sequenceDiagram\nA->>B", "sequenceDiagram\nA->>B: x\nelse y", "sequenceDiagram\nloop z\nA->>B: x", "sequenceDiagram\nA->>B: x\nlink A: d @ https://example.org",
		"flowchart LR\nA --> B\n```\n# Heading", long, "flowchart LR\nA[\"" + strings.Repeat("x", mostDiagram) + "\"] --> B",
	} {
		if got, ok := mermaid(bad); ok {
			t.Errorf("accepted:\n%s", got)
		}
	}
}
