package repo

import (
	"regexp"
	"strings"
	"sync"
)

// What interfaces, schemas and migrations show. Subjects of APIPath are
// resources, those of Open, Paged and Idempotency operations, those of the
// measures of tables "table" or "table.column".
const (
	Authenticates = "authentication of the API" // a family: token, API key, …
	Open          = "operation without authentication"
	PathVersion   = "version in the path"
	APIPath       = "version of the path"
	Paged         = "pagination of lists"
	PageStyle     = "style of pagination"
	Throttled     = "answer to callers over the limit"
	Idempotency   = "idempotency key of the API"
	ProblemErrors = "errors as problem details"
	PlainURL      = "server without TLS"
	Partitions    = "partitions of a topic"
	EventTLS      = "encrypted connection to the broker of events"
	PrimaryKey    = "primary key"
	Unindexed     = "foreign key without index"
	MoneyFloat    = "money as a floating point number"
	TimeZone      = "time with its zone"
	ClearData     = "kept in clear"
	Heads         = "ends of the migrations"
	Locking       = "migration that blocks"
	MaxRequests   = "requests after which a worker is replaced"
	BodySize      = "largest body of a request"
	SoftTimeLimit = "soft time limit of tasks"
	ConnectionAge = "age of persistent connections"
	Breaking      = "migration that breaks running code"
)

// expression gives what compiles an expression when it is first needed.
func expression(text string) func() *regexp.Regexp {
	return func() *regexp.Regexp { return regexp.MustCompile(text) }
}

var (
	moneyWord   = sync.OnceValue(expression(`^(?:[a-z0-9]+_)*(?:price|salary|subtotal|unit_cost|fee|(?:net|gross|tax|vat|invoice|payment|refund|paid|due|order|total|discount|deposit|credit|debit)_amount|account_balance|invoice_total|order_total|grand_total)(?:_(?:net|gross|eur|usd|gbp|chf))?$`))
	moneyBeside = sync.OnceValue(expression(`^(?:amount|total|balance|cost|value)$`)) // money where a currency stands beside
	currencyCol = sync.OnceValue(expression(`^(?:[a-z0-9]+_)*currency(?:_code)?$`))
	camelHump   = sync.OnceValue(expression(`([a-z0-9])([A-Z])`))
)

// snake writes a name in lower case with underscores.
func snake(name string) string {
	return strings.ToLower(strings.ReplaceAll(camelHump().ReplaceAllString(name, "${1}_${2}"), "-", "_"))
}

// money says whether a field is an amount of money, by its name and those of
// the fields beside it.
func money(name string, beside []string) bool {
	name = snake(name)
	if moneyWord().MatchString(name) {
		return true
	}
	if !moneyBeside().MatchString(name) {
		return false
	}
	for _, b := range beside {
		if currencyCol().MatchString(snake(b)) {
			return true
		}
	}
	return false
}

// outside says whether a path leads to what describes or serves others: the
// interface of a provider is none of the project.
func outside(rel string) bool {
	for _, w := range strings.FieldsFunc(strings.ToLower(rel), func(r rune) bool { return strings.ContainsRune("/._-", r) }) {
		switch w {
		case "client", "clients", "external", "third", "thirdparty", "vendor", "vendored", "integrations", "providers", "partners", "upstream", "sdk", "generated", "contracts":
			return true
		}
	}
	return false
}
