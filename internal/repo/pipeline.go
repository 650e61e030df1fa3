package repo

import (
	"strings"

	"archreview/internal/lazyregexp"
)

var (
	runsTests   = lazyregexp.New(`(?:^|[\s;&|/])(?:pytest|py\.test|unittest|nose2|manage\.py test|coverage run|hypothesis)\b`)
	mayRun      = lazyregexp.New(`(?:^|[\s;&|])(?:make|just|tox|nox|invoke|inv|task|poe|hatch|bash|sh|docker|docker-compose|nx|bazel|pants|npm|yarn|pnpm|dagger|earthly|python3? -m|python3? |uv run|poetry run|pdm run|\./|\w*scripts/)`)
	runsMigrate = lazyregexp.New(`alembic\s+(?:-\S+\s+\S+\s+)*upgrade|manage\.py migrate|flask db upgrade`)
	runsDeploy  = lazyregexp.New(`(?:^|[\s;&|])(?:helm (?:upgrade|install)|kubectl (?:apply|rollout|set image)|aws ecs update-service|gcloud run deploy|az containerapp update|flyctl deploy|fly deploy|cdk deploy|serverless deploy|ansible-playbook)\b`)
	runsScan    = lazyregexp.New(`(?:^|[\s;&|])(?:pip-audit|safety check|safety scan)\b`)
)

// step is one command of a pipeline, in order.
type step struct {
	line int
	text string
}

// readPipeline reads workflows of GitHub and pipelines of GitLab.
func readPipeline(s *sheet) {
	for _, doc := range parseYAML(s) {
		if jobs := doc.get("jobs"); jobs.there() {
			s.github(doc, jobs)
			continue
		}
		s.gitlab(doc)
	}
}

func (s *sheet) github(doc, jobs tree) {
	s.say(jobs.line(), "A CI pipeline on GitHub Actions")
	unclear := false
	tested := 0
	var deploys bool
	for _, j := range jobs.pairs() {
		var steps []step
		unclear = unclear || j.value.get("uses").there()
		for _, x := range j.value.get("steps").items() {
			run, uses := x.get("run"), x.get("uses").text()
			if run.there() {
				steps = append(steps, step{run.line(), run.text()})
			}
			if strings.HasPrefix(uses, "./") || strings.Contains(uses, "test") || strings.Contains(uses, "tox") {
				unclear = true
			}
			s.action(x.get("uses").line(), uses)
		}
		at, dep, maybe := s.steps(steps)
		if tested == 0 {
			tested = at
		}
		unclear, deploys = unclear || maybe, deploys || dep
	}
	s.tests(jobs.line(), tested, deploys && !unclear)
}

// action reads a step that others wrote.
func (s *sheet) action(line int, uses string) {
	switch {
	case strings.Contains(uses, "trivy-action"):
		s.say(line, "Container images are scanned by trivy")
	case strings.HasPrefix(uses, "pypa/gh-action-pip-audit"):
		s.say(line, "Dependencies are scanned with pip-audit")
	}
}

func (s *sheet) gitlab(doc tree) {
	tested, unclear, deploys := 0, doc.get("include").there(), false
	first := 0
	for _, j := range doc.pairs() {
		script := j.value.get("script")
		if !script.there() || strings.HasPrefix(j.key, ".") {
			continue
		}
		if first == 0 {
			first = j.line
			s.say(j.line, "A CI pipeline on GitLab CI")
		}
		var steps []step
		for _, part := range []string{"before_script", "script", "after_script"} {
			t := j.value.get(part)
			for _, x := range t.items() {
				steps = append(steps, step{x.line(), x.text()})
			}
			if len(t.items()) == 0 && t.there() {
				steps = append(steps, step{t.line(), t.text()})
			}
		}
		at, dep, maybe := s.steps(steps)
		if tested == 0 {
			tested = at
		}
		unclear, deploys = unclear || maybe || j.value.get("extends").there(), deploys || dep
	}
	s.tests(first, tested, deploys && !unclear)
}

// tests notes that a pipeline runs tests, or that one which deploys runs none.
// Where any step may run them unseen, nothing is said.
func (s *sheet) tests(at, tested int, certain bool) {
	switch {
	case tested > 0:
		s.set(tested, "", Tests, "true", "The CI pipeline runs the tests with pytest")
	case certain:
		s.set(at, "", Tests, "false", "")
	}
}

// steps reads the commands of one job: the line at which tests run, whether it
// deploys, and whether a command may do what cannot be seen here.
func (s *sheet) steps(all []step) (tested int, deploys, unclear bool) {
	migrate, deploy := 0, 0
	for _, x := range all {
		for i, line := range strings.Split(x.text, "\n") {
			at := s.find(x.line, i, line)
			if strings.HasPrefix(strings.TrimSpace(line), "#") {
				continue
			}
			if tested == 0 && runsTests.MatchString(line) {
				tested = at
			}
			unclear = unclear || mayRun.MatchString(line)
			if migrate == 0 && runsMigrate.MatchString(line) {
				migrate = at
			}
			if deploy == 0 && runsDeploy.MatchString(line) {
				deploy = at
			}
			if runsScan.MatchString(line) {
				s.say(at, "Dependencies are scanned with pip-audit")
			}
		}
	}
	if migrate > 0 && deploy > 0 {
		if migrate < deploy {
			s.set(migrate, "", MigrateOrder, "true", "Migrations run before the deployment as a step of the pipeline")
		} else {
			s.set(migrate, "", MigrateOrder, "false", "")
		}
	}
	return tested, deploy > 0, unclear
}

// find gives the line on which a command stands: a block begins below its key.
func (s *sheet) find(from, offset int, text string) int {
	text = strings.TrimSpace(text)
	for n := from + offset; n <= from+offset+2 && n <= len(s.lines); n++ {
		if n > 0 && text != "" && strings.Contains(s.lines[n-1], text) {
			return n
		}
	}
	return from
}
