// Command make writes the binary samples beside the text ones: a Word document
// as Word saves it and a PDF as a library of another author lays it out. It has
// a module of its own, so that the program does not need that library:
//
//	cd internal/document/testdata/make && go run . ../samples
package main

import (
	"log"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run . FOLDER")
	}
	for name, write := range map[string]func(path string) error{"design.docx": word, "design.pdf": page} {
		if err := write(filepath.Join(os.Args[1], name)); err != nil {
			log.Fatal(err)
		}
	}
}

// block is a part of the design, in the order in which it stands there.
type block struct {
	kind  string // h1, h2, h3, p, ul, ol, task, table, code, quote
	lines []string
	rows  [][]string
}

func design() []block {
	return []block{
		{kind: "h1", lines: []string{"Parcel tracking service"}},
		{kind: "p", lines: []string{"The service tells customers where a parcel is. It replaces the nightly report that depots send by mail today. It is a Django application on PostgreSQL 16, with Celery workers and a Redis broker."}},
		{kind: "h2", lines: []string{"Goals and load"}},
		{kind: "ul", lines: []string{"Serve 400 requests per second at the evening peak.", "Answer 95% of the reads within 300 ms.", "Keep events of the last 24 months.", "Stay below a budget of $2,500 per month."}},
		{kind: "p", lines: []string{"Three engineers build it and will run it. The first release is planned for March."}},
		{kind: "h2", lines: []string{"Overview"}},
		{kind: "table", rows: [][]string{
			{"Component", "Technology", "Instances", "Purpose"},
			{"API", "FastAPI behind Nginx", "4", "reads and writes of parcels"},
			{"Worker", "Celery", "6", "takes in scans from depots"},
			{"Broker", "Redis", "1", "queue of the workers"},
			{"Database", "PostgreSQL", "2", "parcels and events"}}},
		{kind: "code", lines: []string{"Scanner --> API", "API --> Redis", "Redis --> Worker", "Worker --> PostgreSQL"}},
		{kind: "p", lines: []string{"A scan is accepted by the API, put on the queue and written by a worker. Clients retry a scan three times."}},
		{kind: "h2", lines: []string{"Data"}},
		{kind: "p", lines: []string{"Events are stored in one table that is partitioned by month. The primary key is a UUID. Backups are taken every night and kept for 30 days. A restore was rehearsed in May."}},
		{kind: "ol", lines: []string{"The depot sends a scan with its own identifier.", "The worker inserts the event in a transaction.", "The worker publishes a notification."}},
		{kind: "p", lines: []string{"There is no dead letter queue yet."}},
		{kind: "h2", lines: []string{"Security"}},
		{kind: "p", lines: []string{"Customers sign in with OAuth 2.0. Access tokens live for 15 minutes."}},
		{kind: "task", lines: []string{"xTLS ends at the load balancer.", "xPasswords are hashed with Argon2.", " Rate limiting of the public endpoints.", " Rotation of the signing keys."}},
		{kind: "quote", lines: []string{"Card data never reaches this service. Payments stay with the shop."}},
		{kind: "p", lines: []string{"Secrets are kept in Vault. Personal data is encrypted at rest."}},
		{kind: "h2", lines: []string{"Configuration"}},
		{kind: "code", lines: []string{`DATABASES = {"default": {"CONN_MAX_AGE": 60}}`, "CELERY_TASK_TIME_LIMIT = 120", "CELERY_TASK_ACKS_LATE = True"}},
		{kind: "p", lines: []string{"The pool holds 20 connections for each process."}},
		{kind: "h2", lines: []string{"Operations"}},
		{kind: "p", lines: []string{"Logs are structured as JSON and sent to Loki. Metrics go to Prometheus; alerts page the engineer on call. Deployments are rolling and done with Helm on Kubernetes."}},
		{kind: "table", rows: [][]string{
			{"Objective", "Value", "Measured by"},
			{"Availability", "99.9% per month", "probe of the load balancer"},
			{"Recovery point", "24 hours", "age of the last backup"},
			{"Recovery time", "4 hours", "rehearsed restore"}}},
		{kind: "h3", lines: []string{"Open questions"}},
		{kind: "ul", lines: []string{"Do we need a second region?", "Should the broker be replicated before launch?"}},
		{kind: "h2", lines: []string{"Out of scope"}},
		{kind: "ul", lines: []string{"Billing of the depots.", "A mobile application."}},
	}
}
