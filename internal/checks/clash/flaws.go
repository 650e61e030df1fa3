package clash

import (
	"slices"
	"strings"

	"archreview/internal/document"
	"archreview/internal/gate"
	"archreview/internal/lazyregexp"
	"archreview/internal/repo"
)

// promise is what documents state in words and a setting can break.
type promise struct {
	measure, slot string
	breaks        string // value of the setting that breaks it
	said, shown   string // for the text
	flaw          string // text for the same setting where nothing is promised
	one           bool   // one place breaks it, whatever the others do
}

func promisesKept() []promise {
	return append(interfacePromises(), []promise{
		{repo.AcksLate, "says.acks-late", "false", "tasks are acknowledged late", "late acknowledgement is switched off", "", false},
		{repo.TLS, "says.tls", "false", "connections to the database are encrypted", "encryption is switched off", "connection-unencrypted", false},
		{repo.MultiAZ, "says.multi-az", "false", "the database has a standby in a second zone", "the standby is switched off", "", false},
		{repo.DeleteGuard, "says.delete-guard", "false", "the database is protected against deletion", "the protection is switched off", "", false},
		{repo.Debug, "says.debug-off", "true", "debug mode is off", "debug mode is on", "debug-switched-on", false},
		{repo.Readiness, "says.probes", "false", "pods have probes", "a serving pod has none", "container-without-probes", false},
		{repo.Limits, "says.limits", "false", "resources are limited", "a pod has neither requests nor limits", "container-without-limits", false},
		{repo.Tests, "says.tests", "false", "tests run in the pipeline", "the pipeline deploys and runs none", "pipeline-without-tests", false},
		{repo.MigrateOrder, "says.migrate-first", "false", "migrations run before the deployment", "the pipeline migrates after it has deployed", "migrated-after-deployment", false},
		{repo.Public, "says.private", "true", "the database is private", "it has a public address", "database-exposed", true},
	}...)
}

// promises proposes what the documents promise and the configuration breaks in
// every place that sets it.
func (r *register) promises() []gate.Proposal {
	var out []gate.Proposal
	for _, p := range promisesKept() {
		broken := r.breaking(p)
		if len(broken) == 0 {
			continue
		}
		if st, ok := r.affirmed(p.slot); ok {
			r.raised[p.measure] = true
			out = append(out, r.against("configured-against", values{First: p.said, Second: p.shownBy(broken[0])}, st, broken[0].stmt))
		}
	}
	if st, ok := r.affirmed("says.pinned-images"); ok {
		if moving := r.in(repo.MovingTag); len(moving) > 0 {
			r.raised[repo.MovingTag] = true
			out = append(out, r.against("configured-against", values{First: "image tags are fixed", Second: moving[0].Value + " moves"}, st, moving[0].stmt))
		}
	}
	return out
}

// breaking gives the settings that break a promise: none where one of them
// keeps it, since an overlay may set what counts.
func (r *register) breaking(p promise) []setting {
	all := r.in(p.measure)
	for _, s := range all {
		if s.Value != p.breaks && !p.one {
			return nil
		}
	}
	return slices.DeleteFunc(all, func(s setting) bool { return s.Value != p.breaks })
}

// flaws proposes what is a flaw whatever the documents say.
func (r *register) flaws() []gate.Proposal {
	var out []gate.Proposal
	done := map[string]bool{}
	flaw := func(id string, v values, all []setting) {
		if text := r.texts[id]; text != nil && len(all) > 0 && !done[id] {
			done[id] = true
			out = append(out, proposal(r.b, text, v, places(all)...))
		}
	}
	for _, p := range promisesKept() {
		if p.flaw != "" && !r.raised[p.measure] {
			broken := r.breaking(p)
			flaw(p.flaw, values{First: subjects(broken)}, broken)
		}
	}
	if !r.raised[repo.MovingTag] {
		flaw("moving-image-tag", values{}, r.in(repo.MovingTag))
	}
	if !r.raised[repo.BackupRetention] {
		flaw("database-without-backups", values{}, slices.DeleteFunc(r.in(repo.BackupRetention), func(s setting) bool { return s.Value != "0 days" }))
	}
	flaw("secret-in-repository", values{First: kindsOf(r.by[repo.Secret])}, r.by[repo.Secret])
	flaw("personal-data-in-repository", values{First: kindsOf(r.by[repo.Personal])}, r.by[repo.Personal])
	if l := r.by[repo.Layers]; len(l) > 0 {
		flaw("layer-crossed", values{First: l[0].Subject, Second: l[0].Value}, l)
	}
	return append(append(out, r.interfaceFlaws(flaw)...), r.cycles()...)
}

// cycles makes one proposal of all cycles of imports, each with its lines.
func (r *register) cycles() []gate.Proposal {
	all := r.by[repo.Cycle]
	text := r.texts["import-cycle"]
	if len(all) == 0 || text == nil {
		return nil
	}
	slices.SortStableFunc(all, func(a, b setting) int { return strings.Compare(a.Subject, b.Subject) })
	var chains []string
	for _, s := range all {
		if !slices.Contains(chains, s.Value) {
			chains = append(chains, s.Value)
		}
	}
	return []gate.Proposal{proposal(r.b, text, values{First: strings.Join(chains, "; ")}, places(all)...)}
}

// places gives the statements of settings, without doubles and at most a
// dozen.
func places(all []setting) []int {
	const most = 12
	var out []int
	for _, s := range all {
		if !slices.Contains(out, s.stmt) && len(out) < most {
			out = append(out, s.stmt)
		}
	}
	return out
}

// kindsOf lists the values of settings, each once.
func kindsOf(all []setting) string {
	var out []string
	for _, s := range all {
		if !slices.Contains(out, s.Value) {
			out = append(out, s.Value)
		}
	}
	return strings.Join(out, ", ")
}

// versions proposes the products that documents and configuration have in
// different versions.
func (r *register) versions() []gate.Proposal {
	var out []gate.Proposal
	done := map[string]bool{}
	for _, said := range r.saidVersions() {
		all := r.versionsOf(said.product)
		if len(all) == 0 || done[said.product] || hedgedPlace(r.f, said.stmt) {
			continue
		}
		if slices.ContainsFunc(all, func(s setting) bool { return allows(s.Value, said.number) }) {
			continue
		}
		done[said.product] = true
		out = append(out, r.otherwise(values{Subject: said.product, Measure: "version", First: said.number, Second: all[0].Value}, said.stmt, all[0].stmt))
	}
	return out
}

// versionsOf gives the versions that are configured of a product: exact ones
// where there are some, else the ranges.
func (r *register) versionsOf(product string) []setting {
	var exact, ranges []setting
	for _, s := range r.in(repo.Version) {
		switch {
		case !strings.EqualFold(s.Subject, product):
		case strings.ContainsAny(s.Value, "<>=~^!*,"):
			ranges = append(ranges, s)
		default:
			exact = append(exact, s)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return ranges
}

var (
	engines    = lazyregexp.New(`(?i)\b(postgres(?:ql)?|mysql|mariadb|mongodb)\b`)
	frameworks = lazyregexp.New(`\b(Django|Flask|FastAPI)\b`)
	brokers    = lazyregexp.New(`(?i)\b(rabbitmq|redis|sqs|kafka|nats)\b`)
	brokerWord = lazyregexp.New(`(?i)\bbroker\b`)
)

// products proposes databases, frameworks and brokers of which the documents
// name one and the project has another one only.
func (r *register) products() []gate.Proposal {
	var out []gate.Proposal
	for _, k := range []struct {
		use    string
		names  *lazyregexp.Regexp
		beside *lazyregexp.Regexp
	}{{"database", engines, nil}, {"framework", frameworks, nil}, {"broker", brokers, brokerWord}, {"events", brokers, interfaceWords().events}} {
		var all []setting
		for _, s := range r.in(repo.Uses) {
			if s.Subject == k.use {
				all = append(all, s)
			}
		}
		if len(all) == 0 || strings.Contains(kindsOf(all), ",") {
			continue
		}
		if name, st, ok := r.onlyNamed(k.names, k.beside, all[0].Value); ok {
			out = append(out, r.otherwise(values{Measure: strings.Replace(k.use, "events", "broker of events", 1), First: name, Second: all[0].Value}, st, all[0].stmt))
		}
	}
	return out
}

// onlyNamed gives the one product that the documents name, with the first
// statement that holds, if it is not the one configured. Where they name that
// one as well, or several, there is none.
func (r *register) onlyNamed(names, beside *lazyregexp.Regexp, configured string) (string, int, bool) {
	found, at := "", -1
	for st := range r.f.Statements {
		s := &r.f.Statements[st]
		if r.f.IsAnswer(st) || s.Kind == document.Set {
			continue
		}
		if strings.Contains(strings.ToLower(s.Text), strings.ToLower(configured)) && (beside == nil || beside.MatchString(s.Text)) {
			return "", 0, false
		}
		if beside != nil && !beside.MatchString(s.Text) {
			continue
		}
		for _, m := range names.FindAllString(s.Text, -1) {
			name := productName(m)
			if found != "" && found != name {
				return "", 0, false
			}
			found = name
			if at < 0 && r.isText(st) && r.holds(st) && !hedgedPlace(r.f, st) && !denied(s.Text) && !past(s.Text) {
				at = st
			}
		}
	}
	return found, at, at >= 0 && !strings.EqualFold(found, configured)
}

func productName(s string) string {
	switch strings.ToLower(s) {
	case "postgres", "postgresql":
		return "PostgreSQL"
	case "mysql":
		return "MySQL"
	case "mariadb":
		return "MariaDB"
	case "mongodb":
		return "MongoDB"
	case "rabbitmq":
		return "RabbitMQ"
	case "redis":
		return "Redis"
	case "sqs":
		return "SQS"
	case "kafka":
		return "Kafka"
	case "nats":
		return "NATS"
	}
	return s
}
