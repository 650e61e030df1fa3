package clash

import (
	"strings"
	"testing"
)

// described is an interface on which the cases below change one thing each.
const described = `openapi: 3.1.0
info: {title: Orders, version: "1"}
servers:
  - url: https://api.acme.shop/v1
paths:
  /orders:
    get:
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: array}}}}
        "401": {description: who, content: {application/problem+json: {schema: {type: object}}}}
        "429": {description: too many}
    post:
      parameters:
        - {name: Idempotency-Key, in: header, required: true, schema: {type: string}}
      responses:
        "201": {description: ok}
        "422": {description: wrong}
  /orders/{id}:
    delete:
      security:
        - bearer: []
      responses:
        "204": {description: ok}
        "404": {description: none}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer, bearerFormat: JWT}
  schemas:
    Order:
      properties:
        unitPrice: {type: string}
security:
  - bearer: []
`

// turned changes the description: old and new by turns.
func turned(pairs ...string) []string {
	return []string{"openapi.yaml", strings.NewReplacer(pairs...).Replace(described)}
}

func TestInterfaces(t *testing.T) {
	lex := lexicon(t)
	sql := func(text string) []string { return []string{"schema.sql", text} }
	async := func(protocol string) []string {
		return []string{"asyncapi.yaml", "asyncapi: 2.6.0\nservers:\n  live:\n    url: broker.acme.shop\n    protocol: " + protocol + "\nchannels:\n  orders:\n    bindings: {kafka: {partitions: 6}}\n"}
	}
	for _, c := range []struct {
		name, text string
		files      []string
		want       string // part of the one title; "" for silence
	}{
		{"all agrees", "Every request is authenticated with a JWT. The API is versioned in the path as /v1/orders. Every list is paginated by cursor. Callers over the limit are answered with 429. Clients send an Idempotency-Key. Errors are problem details. HTTPS only.", turned(), ""},
		{"token or key", "Clients of the API are authenticated with API keys.", turned(), "API keys for the authentication of callers, the configuration says tokens"},
		{"both named", "Clients of the API are authenticated with API keys; people get a JWT.", turned(), ""},
		{"key of another", "Requests to the provider are authenticated with an API key.", turned(), ""},
		{"denied", "The API is not protected by API keys.", turned(), ""},
		{"cookie", "Requests are authenticated by a session cookie.", turned("type: http, scheme: bearer, bearerFormat: JWT", "type: openIdConnect, openIdConnectUrl: x"), "sessions for the authentication"},
		{"open operation", "Every endpoint requires authentication.", turned("- bearer: []\n      responses:\n        \"204\"", "- {}\n      responses:\n        \"204\""), "every call of the API is authenticated"},
		{"optional login is open", "Every endpoint requires authentication.", turned("security:\n        - bearer: []", "security: []"), "every call of the API is authenticated"},
		{"open but public", "Every endpoint but the public ones requires authentication.", turned("security:\n        - bearer: []", "security: []"), ""},
		{"no security at all", "Every endpoint requires authentication.", turned("      security:\n        - bearer: []\n", "", "security:\n  - bearer: []\n", "", "  securitySchemes:\n    bearer: {type: http, scheme: bearer, bearerFormat: JWT}\n", ""), "knows no authentication"},
		{"version in path", "The API is versioned by a header.", turned(), "choose the version of the API by a header"},
		{"no version in path", "The API is versioned in the URL.", turned("shop/v1", "shop"), "the version of the API stands in the path"},
		{"version behind a gateway", "The API is versioned in the URL.", turned("https://api.acme.shop/v1", "/"), ""},
		{"other version", "Orders are created with POST /v2/orders.", turned(), "v2 for the version of the path of /orders, the configuration says v1"},
		{"planned version", "Orders will be created with POST /v2/orders.", turned(), ""},
		{"both versions", "POST /v2/orders creates, GET /v1/orders lists.", turned(), ""},
		{"other resource", "POST /v2/invoices creates invoices.", turned(), ""},
		{"offset", "Lists use cursor pagination.", turned("name: cursor", "name: offset"), "lists are paginated with a cursor"},
		{"cursor", "Lists use offset pagination.", turned(), "lists are paginated with an offset"},
		{"unpaged", "Every list is paginated.", turned("name: cursor", "name: colour"), "every list is paginated"},
		{"unpaged by reference", "Every list is paginated.", turned("{name: cursor, in: query, schema: {type: string}}", "{$ref: 'common.yaml#/page'}"), ""},
		{"no 429", "Clients over the limit get 429.", turned("        \"429\": {description: too many}\n", ""), "answered with 429"},
		{"429 of others", "We get 429 from the provider.", turned("        \"429\": {description: too many}\n", ""), ""},
		{"no key", "Clients send an Idempotency-Key.", turned("name: Idempotency-Key", "name: X-Trace"), "carry an idempotency key"},
		{"key sent to others", "Requests carry an idempotency key to Stripe.", turned("name: Idempotency-Key", "name: X-Trace"), ""},
		{"other errors", "Errors follow RFC 9457.", turned("problem+json", "json"), "errors are problem details"},
		{"plain server", "It is a shop.", turned("https://api", "http://api"), "an address without TLS: api.acme.shop"},
		{"plain server promised", "The API is reached over HTTPS only.", turned("https://api", "http://api"), "the API is reached with TLS only"},
		{"plain server of a test", "It is a shop.", turned("https://api.acme.shop", "http://api.staging.acme.shop"), ""},
		{"plain local server", "It is a shop.", turned("https://api.acme.shop", "http://localhost:8000"), ""},
		{"float in JSON", "It is a shop.", turned("unitPrice: {type: string}", "unitPrice: {type: number, format: double}"), "floating point numbers: order.unitprice"},
		{"somebody else's", "Every endpoint requires authentication.", []string{"clients/psp/openapi.yaml", strings.Replace(described, "security:\n        - bearer: []", "security: []", 1)}, ""},
		{"broker of events", "Events are published to RabbitMQ.", async("kafka"), "RabbitMQ for the broker of events, the configuration says Kafka"},
		{"same broker", "Events are published to Kafka.", async("kafka"), ""},
		{"broker of tasks", "Celery uses RabbitMQ.", async("kafka"), ""},
		{"events in clear", "Connections to RabbitMQ use TLS.", async("amqp"), "connections to the broker are encrypted"},
		{"events encrypted", "Connections to RabbitMQ use TLS.", async("amqps"), ""},
		{"partitions", "The topic orders has 12 partitions.", async("kafka"), "12 for the partitions of a topic of orders, the configuration says 6"},
		{"no key of a table", "It is a shop.", sql("CREATE TABLE a (x int, y text);\n"), "neither a primary nor a unique key: a"},
		{"key later", "It is a shop.", sql("CREATE TABLE public.a (x int, y text);\nALTER TABLE ONLY public.a\n    ADD CONSTRAINT a_pkey PRIMARY KEY (x);\n"), ""},
		{"key in another file", "It is a shop.", []string{"sql/1.sql", "CREATE TABLE a (x int);\n", "sql/2.sql", "ALTER TABLE a ADD PRIMARY KEY (x);\n"}, ""},
		{"partition", "It is a shop.", sql("CREATE TABLE a (x int) PARTITION BY RANGE (x);\nCREATE TABLE b PARTITION OF a FOR VALUES FROM (1) TO (2);\nCREATE TEMP TABLE c (x int);\n"), ""},
		{"foreign key", "It is a shop.", sql("CREATE TABLE a (id bigserial PRIMARY KEY,\n b_id bigint REFERENCES b(id));\n"), "no index in PostgreSQL: a.b_id"},
		{"foreign key with index", "It is a shop.", sql("CREATE TABLE a (id bigserial PRIMARY KEY,\n b_id bigint REFERENCES b(id));\nCREATE INDEX CONCURRENTLY ON a USING btree (b_id, id);\n"), ""},
		{"foreign key that begins the key", "It is a shop.", sql("CREATE TABLE a (b_id bigint REFERENCES b(id), n int, d jsonb, PRIMARY KEY (b_id, n));\n"), ""},
		{"foreign key in MySQL", "It is a shop.", sql("CREATE TABLE a (id bigint AUTO_INCREMENT PRIMARY KEY, b_id bigint REFERENCES b(id)) ENGINE=InnoDB;\n"), ""},
		{"dialect", "Orders are stored in PostgreSQL.", sql("CREATE TABLE a (id bigint AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\n"), "PostgreSQL for the database, the configuration says MySQL"},
		{"money", "Amounts are kept as numeric.", sql("CREATE TABLE a (id bigint PRIMARY KEY, unit_price double precision);\n"), "amounts of money are exact"},
		{"money changed", "Amounts are kept as numeric.", sql("CREATE TABLE a (id bigint PRIMARY KEY, unit_price real);\nALTER TABLE a ALTER COLUMN unit_price TYPE numeric(12,2);\n"), ""},
		{"amount of what", "It is a lab.", sql("CREATE TABLE a (id bigint PRIMARY KEY, amount real);\n"), ""},
		{"amount of money", "It is a shop.", sql("CREATE TABLE a (id bigint PRIMARY KEY, amount real, currency char(3));\n"), "floating point numbers: a.amount"},
		{"times", "It is a shop.", sql("CREATE TABLE a (id bigserial PRIMARY KEY, made timestamptz, paid timestamp);\n"), "without it in others: a.paid beside a.made"},
		{"times all alike", "It is a shop.", sql("CREATE TABLE a (id bigserial PRIMARY KEY, made timestamp, paid timestamp(6) without time zone);\n"), ""},
		{"times promised", "All times are timestamptz.", sql("CREATE TABLE a (id bigserial PRIMARY KEY, made timestamp);\n"), "times are kept with their zone"},
		{"code of a card", "It is a shop.", sql("CREATE TABLE a (id bigint PRIMARY KEY, cvv varchar(4));\n"), "verification code of payment cards: a.cvv"},
		{"code that is no code", "It is a shop.", sql("CREATE TABLE a (id bigint PRIMARY KEY, cvv_checked boolean, card_number bytea);\n"), ""},
		{"number of a card", "We never store card numbers.", sql("CREATE TABLE a (id bigint PRIMARY KEY, card_number varchar(19));\n"), "no card data are kept"},
		{"password", "It is a shop.", sql("CREATE TABLE a (id bigint PRIMARY KEY, password varchar(128), plain_password text);\n"), "passwords in clear: a.plain_password"},
		{"password hash", "It is a shop.", sql("CREATE TABLE a (id bigint PRIMARY KEY, password varchar(128), password_hash text);\n"), ""},
		{"max requests", "Workers are replaced after 1000 requests.", []string{"gunicorn.conf.py", "max_requests = 500\n"}, "1,000 for the requests after which a worker is replaced, the configuration says 500"},
		{"max requests agree", "Workers are replaced after 500 requests.", []string{"gunicorn.conf.py", "max_requests = 500\n"}, ""},
		{"body", "Nginx accepts bodies of at most 20 MB.", []string{"nginx/nginx.conf", "client_max_body_size 5m;\n"}, "20 MB for the largest body of a request of nginx, the configuration says 5 MiB"},
		{"soft limit", "Tasks have a soft time limit of 5 minutes.", []string{"app/celery.py", "task_soft_time_limit = 60\n"}, "the configuration says 60 s"},
		{"age of connections", "CONN_MAX_AGE is 10 minutes.", []string{"app/settings.py", "DATABASES = {\"default\": {\n  \"CONN_MAX_AGE\": 60,\n}}\n"}, "the configuration says 60 s"},
		{"protobuf", "It is a shop.", []string{"shop.proto", "message Order {\n  double unit_price = 1;\n  double weight = 2;\n}\n"}, "floating point numbers: order.unit_price"},
		{"graphql", "It is a shop.", []string{"shop.graphql", "type Order {\n  total: Float!\n  currency: String!\n}\ntype Parcel {\n  total: Float!\n}\n"}, "floating point numbers: order.total"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := written(t, lex, c.text, c.files...)
			got := titles(found)
			if c.want == "" && got != "" || c.want != "" && (len(found) != 1 || !strings.Contains(got, c.want)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			for _, p := range found {
				if p.Kind == "contradiction" && len(p.Quotes) != 2 {
					t.Errorf("%s quotes %d places", p.Title, len(p.Quotes))
				}
			}
		})
	}
}
