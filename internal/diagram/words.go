package diagram

import (
	"html"
	"strings"
	"sync"
	"unicode"

	"archreview/internal/lazyregexp"
)

const longestLabel = 200 // bytes; longer ones are cut

var (
	tag      = lazyregexp.New(`</?[A-Za-z][^<>]{0,80}>`)
	entity   = lazyregexp.New(`#([A-Za-z]{2,8}|[0-9]{1,6});`)
	decimals = lazyregexp.New(`^[0-9]+$`)
)

// breaks are what stands for the end of a line in a label, and marks of style.
var breaks = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer(`\n`, " ", `\l`, " ", `\r`, " ", `\"`, `"`, "**", "", "`", "")
})

// plain gives a label on one line, without markup and quotes around it.
func plain(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 8*longestLabel {
		s = strings.ToValidUTF8(s[:8*longestLabel], "")
	}
	s = unquoted(s)
	if strings.Contains(s, "<") {
		s = tag.ReplaceAllString(s, " ")
	}
	if strings.Contains(s, "#") {
		s = entity.ReplaceAllStringFunc(s, func(m string) string {
			if name := m[1 : len(m)-1]; decimals.MatchString(name) {
				return "&#" + name + ";"
			}
			return "&" + m[1:]
		})
	}
	s = html.UnescapeString(breaks().Replace(s))
	return clip(strings.Join(strings.Fields(s), " "))
}

// firstLine gives the first line of a label.
func firstLine(s string) string {
	for _, mark := range [...]string{"<br", `\n`} {
		if at := strings.Index(s, mark); at > 0 {
			s = s[:at]
		}
	}
	return plain(strings.TrimPrefix(s, `"`))
}

// clip cuts a name that is too long.
func clip(s string) string {
	if len(s) <= longestLabel {
		return s
	}
	return strings.ToValidUTF8(s[:longestLabel], "") + "…"
}

// unquoted takes one pair of quotes off.
func unquoted(s string) string {
	if len(s) >= 2 && s[0] == s[len(s)-1] && (s[0] == '"' || s[0] == '`') {
		s = s[1 : len(s)-1]
	}
	return s
}

// KindOf tells by the words of a label what a node stands for.
func KindOf(label string) Kind {
	words := strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	has := map[string]bool{}
	for _, w := range words {
		has[w] = true
	}
	for _, k := range [...]struct {
		kind  Kind
		words string
	}{
		{External, "external third provider vendor supplier stripe twilio sendgrid paypal adyen salesforce"},
		{Component, "api service worker workers app client adapter proxy gateway consumer publisher producer poller relay exporter"},
		{Queue, "queue queues topic topics broker bus kafka rabbitmq sqs pubsub nats kinesis stream"},
		{Store, "database db postgres postgresql mysql mariadb mongodb dynamodb redis memcached cache s3 bucket cassandra " +
			"elasticsearch opensearch warehouse snowflake bigquery clickhouse sqlite minio storage store table"},
		{Person, "user users customer customers visitor visitors member members operator operators administrator admin employee staff person guest guests"},
	} {
		for _, w := range strings.Fields(k.words) {
			if has[w] {
				return k.kind
			}
		}
	}
	return Component
}
