package followup

import (
	"slices"
	"strings"
	"testing"

	"archreview/agent/review"

	"pgregory.net/rapid"
)

// asked is a question with what its answer must hold; a leading "!" says what it
// must not hold.
type asked struct {
	question string
	told     bool
	holds    []string
}

func check(t *testing.T, x reviewed, a asked) {
	t.Helper()
	r := Ask(x.b, x.r, a.question)
	if r.Told != a.told {
		t.Errorf("%q: told is %v\n%s", a.question, r.Told, r.Answer)
	}
	for _, want := range a.holds {
		not, unwanted := strings.CutPrefix(want, "!")
		if unwanted == strings.Contains(r.Answer, not) {
			t.Errorf("%q: %q in\n%s", a.question, want, r.Answer)
		}
	}
	sound(t, x, r)
}

// sound checks what holds for every reply: quotes stand, ids exist, no text is
// broken.
func sound(t interface {
	Errorf(string, ...any)
	Helper()
}, x reviewed, r *review.Reply) {
	t.Helper()
	if r.Schema != review.ReplySchema || r.Engine.Name != "checks" || strings.TrimSpace(r.Answer) == "" {
		t.Errorf("%q: %+v", r.Question, r)
	}
	if strings.Contains(r.Answer+r.Needs, "template:") || strings.Contains(r.Answer+r.Needs, "no value") || len(r.Failures) > 0 {
		t.Errorf("%q: a text is broken: %s %v", r.Question, r.Answer, r.Failures)
	}
	for _, e := range r.Evidence {
		if !stands(x.b, e) {
			t.Errorf("%q: the quote %q does not stand at L%d", r.Question, e.Quote, e.StartLine)
		}
	}
	for _, id := range r.Concerns {
		if find(x.r, id) == nil || !strings.Contains(r.Answer, "`"+id+"`") {
			t.Errorf("%q: concern %s", r.Question, id)
		}
	}
}

func TestAskTheDocument(t *testing.T) {
	x := sample(t)
	for _, a := range []asked{
		{"How often are backups made?", true, []string{"every six hours", "(L306-L308)", "`rpo-interval-a726`", "`database.backup-recovery`"}},
		{"what about backups?", true, []string{"every six hours", "*negated*: \"The managed service's continuous backup is switched off"}},
		{"point in time restore", true, []string{"(L308-L309)"}},
		{"How long are tokens valid?", true, []string{"The token is valid for 30 days", "`long-lived-token-0e1d` (medium)"}},
		{"Who approves a production deployment?", true, []string{"Production follows by approval"}},
		{"How many bookings are there on a weekday?", true, []string{"\"| Bookings on a weekday | 6,200 |\" (L44)"}},
		{"how are double bookings prevented?", true, []string{"Double bookings"}},
		{"Is Kafka used?", true, []string{"*considered*: \"We looked at Kafka", "(L97)", "!Redis"}},
		{"Which database do you use?", true, []string{"PostgreSQL"}},
		{"What technologies are used?", true, []string{"FastAPI", "Celery", "Redis", "!do not tell"}},
		{"How are secrets stored?", true, []string{"secrets manager and rotated every 90 days", "`security.secrets-management`"}},
		{"When are door events deleted?", true, []string{"dropped after 6 months"}},
		{"Where is card data kept?", true, []string{"Card and direct debit data never reach us."}},
		{"what is the RTO?", true, []string{"Recovery time objective (RTO) | 4 hours"}},
		{"what is the budget?", true, []string{"at most 1,800 euros a month", "!slots"}},
		{"how do workers retry charges?", true, []string{"max_retries=5", "`retry-fixed-or-immediate-3d5d`"}},
		{"What happens when the payment provider is down?", true, []string{"two short outages last year"}},
		{"how is PII protected in logs?", true, []string{"send_default_pii=True", "`error-tracker-receives-personal-data-e484`"}},
		{"what do the dashboards show?", true, []string{"Dashboards and alerts come in phase 5"}},
	} {
		check(t, x, a)
	}
}

// TestAskWhatIsNotTold: what the documents do not say is not made up.
func TestAskWhatIsNotTold(t *testing.T) {
	x := sample(t)
	for _, a := range []asked{
		{"What is the licence of the software?", false, []string{"The documents do not tell.", "licence", "297 statements"}},
		{"Who is the chief financial officer?", false, []string{"do not tell"}},
		{"What is the colour of the logo?", false, []string{"do not tell"}},
		{"Does it support blue-green deployment across continents?", false, []string{"do not tell"}},
		{"How is the search index of Elasticsearch sharded?", false, []string{"do not tell", "also in other words for", "Elasticsearch"}},
		{"Which quantum annealer does the scheduler run on?", false, []string{"do not tell"}},
		{"how many astronauts are trained?", false, []string{"do not tell"}},
		{"", false, []string{"no word in this question"}},
		{"??? !!", false, []string{"no word in this question"}},
		{"why is nothing-here-12ab high?", false, []string{"has no concern `nothing-here-12ab`", "`rpo-interval-a726`"}},
	} {
		check(t, x, a)
		if r := Ask(x.b, x.r, a.question); strings.Contains(r.Answer, "do not tell") == (r.Needs == "") {
			t.Errorf("%q: needs %q", a.question, r.Needs)
		}
	}
	// The documents are silent, the review is not; so is an answer.
	check(t, x, asked{"Is there rate limiting for members?", true, []string{"The documents do not tell.", "- `rate-limiting` (medium)", "`api.rate-limiting`, Rate limiting and throttling: missing"}})
	check(t, x, asked{"Who is on call?", true, []string{"The documents do not tell.", "team (your answer): Seven people", "!called once a night"}})
}

func TestAskTheReview(t *testing.T) {
	x := sample(t)
	for _, a := range []asked{
		{"why is rpo-interval-a726 high?", true, []string{"2 x impact 3 + likelihood 2 = 8: high", "```text\nloss of up to 6 h (L306) against 15 min (L28)\n```", "every six hours", "**Check:** Restore the latest copy"}},
		{"`database.backup-recovery`?", true, []string{"Backup and disaster recovery: weak", "How is lost or damaged data brought back", "`rpo-interval-a726` (high)"}},
		{"security?", true, []string{"**D. Security Architecture**", "4 concerns:", "`audit-logging`", "4 checklist items addressed"}},
		{"How many concerns are there?", true, []string{"16 concerns: 4 high, 11 medium, 1 low."}},
		{"How many high concerns are there?", true, []string{"4 high concerns.", "`evicting-broker-e91f`", "!medium"}},
		{"how many medium issues in security", true, []string{"4 medium concerns in Security Architecture.", "!`evicting-broker"}},
		{"what is missing?", true, []string{"`rate-limiting` (medium)", "**Database Architecture:** `database.normalisation-strategy`", "!`api.rate-limiting`,"}},
		{"what is missing in security?", true, []string{"`audit-logging`", "Security headers (`security.headers`)", "!Database"}},
		{"what should we do first", true, []string{"1. Ship the write-ahead", "2. Size the pools", "!\n6. ", "stand under the next steps"}},
		{"what should we do first about observability?", true, []string{"1. Route the few alerts", "!Size the pools"}},
		{"what did you assume?", true, []string{"**constraints:** Python stays", "!**team"}},
		{"what was not read?", true, []string{"442 of 442 lines read"}},
		{"is it ready?", true, []string{"Not ready to build as written."}},
		{"what is done well?", true, []string{"Secrets handed over at deployment"}},
		{"what did you withdraw?", true, []string{""}},
	} {
		check(t, x, a)
	}
}

// TestAskForAJudgement: what there is, and what a reasoned answer needs.
func TestAskForAJudgement(t *testing.T) {
	x := sample(t)
	for question, want := range map[string]string{
		"Should we move from Redis to RabbitMQ for the queue?": "`evicting-broker-e91f`",
		"can it handle ten times the load?":                    "Requests we design for",
		"is it worth splitting into services?":                 "",
	} {
		r := Ask(x.b, x.r, question)
		if !strings.Contains(r.Answer, want) || !strings.Contains(r.Needs, "ARCHREVIEW_MODEL") || !strings.Contains(r.Needs, "--base-url") {
			t.Errorf("%q: needs %q\n%s", question, r.Needs, r.Answer)
		}
		sound(t, x, r)
	}
	if r := Ask(x.b, x.r, "How are secrets stored?"); r.Needs != "" {
		t.Errorf("a looked-up answer needs %q", r.Needs)
	}
}

// TestAskSeveralDocuments: lines name their document, and what was left out is
// told.
func TestAskSeveralDocuments(t *testing.T) {
	x := reviewOf(t, nil, "# A\n\nOrders are stored in PostgreSQL.\n", "# B\n\nInvoices are printed on paper in Ulm.\n")
	check(t, x, asked{"where are invoices printed?", true, []string{"(d2 L3)", "paper in Ulm"}})
	r := *x.r
	r.Ledger.LinesRead, r.Ledger.Failures = r.Ledger.LinesTotal-2, []review.Failure{{What: "An image was not read", Detail: "a.png"}}
	r.Areas = slices.Clone(r.Areas)
	r.Areas[3].Status = review.Skipped
	y := reviewed{x.b, &r}
	check(t, y, asked{"what was skipped?", true, []string{"2 lines of", "An image was not read: a.png", "Area D, Security"}})
	check(t, y, asked{"security?", false, []string{"This area was not reviewed."}})
}

// TestAnswersEscapeTheirWords: text of documents, reviews and questions means
// nothing in an answer.
func TestAnswersEscapeTheirWords(t *testing.T) {
	x := reviewOf(t, nil, "# A\n\nWidgets are <b>bold</b>, **strong**, [linked](http://evil) and `coded|x`.\n")
	r := Ask(x.b, x.r, "are widgets bold?")
	want := "\"Widgets are \\<b>bold\\</b>, \\*\\*strong\\*\\*, [linked\\](http://evil) and `coded|x`.\" (L3)"
	if !strings.Contains(r.Answer, want) {
		t.Errorf("no %s in\n%s", want, r.Answer)
	}
	lost := Ask(x.b, x.r, "what of \x1b[2J <script>alert\u202e zebra?")
	for _, bad := range []string{"\x1b", "\u202e", " <script"} {
		if strings.Contains(lost.Answer, bad) {
			t.Errorf("%q in %q", bad, lost.Answer)
		}
	}
}

// TestAnyQuestion: no question breaks anything, and every quote stands.
func TestAnyQuestion(t *testing.T) {
	x := sample(t)
	pieces := rapid.SampledFrom([]string{
		"what", "is", "missing", "how many", "concerns", "high", "security", "first", "should we", "backups", "redis", "rpo-interval-a726", "database.backup-recovery", "xx-0000",
		"the", "?", "`", "**", "#", "- ", "\n", "\x1b[2J", "漢", "\u202e", "\xff", "[x](y)", "tokens", "who", "deploys", "12", "1,800", "RTO", "assume", "not read", "use", "on call", "|", "...", "{{.}}",
	})
	rapid.Check(t, func(t *rapid.T) {
		q := strings.Join(rapid.SliceOfN(pieces, 0, 12).Draw(t, "pieces"), rapid.SampledFrom([]string{" ", ""}).Draw(t, "between"))
		sound(t, x, Ask(x.b, x.r, q))
	})
	rapid.Check(t, func(t *rapid.T) { sound(t, x, Ask(x.b, x.r, rapid.String().Draw(t, "question"))) })
	sound(t, x, Ask(x.b, x.r, strings.Repeat("backup every token ", 20_000)))
	empty := reviewed{x.b, &review.Review{}}
	for _, q := range []string{"what is missing", "how many concerns", "what should we do first", "security", "is it ready", "what did you assume", "not read", "strengths", "what did you withdraw", "backups"} {
		sound(t, empty, Ask(empty.b, empty.r, q))
	}
}

// TestListsOfWords: the embedded lists can be read and do not contradict one
// another.
func TestListsOfWords(t *testing.T) {
	k, err := knownIntents()
	if err != nil {
		t.Fatal(err)
	}
	for s := range k.weak {
		if k.stop[s] {
			t.Errorf("%q is both weak and without meaning", s)
		}
	}
	if got := stems("on-call sign in"); len(got) != 2 {
		t.Errorf("compounds are %q", got)
	}
}
