package repo

import (
	"strings"
	"sync"
)

// asyncapi reads the description of an interface of events, AsyncAPI 2 and 3.
func (s *sheet) asyncapi(doc tree) {
	s.say(doc.get("asyncapi").line(), "Events have a schema in AsyncAPI")
	if outside(s.rel) {
		return
	}
	for _, p := range doc.get("servers").pairs() {
		if nonLive(p.key + " " + p.value.get("description").text()) {
			continue
		}
		protocol := p.value.get("protocol")
		if product := brokerOf(protocol.text()); product != "" {
			s.set(protocol.line(), "events", Uses, product, "Events are published to "+product)
		}
		s.eventTLS(p.value, protocol)
	}
	for _, c := range doc.get("channels").pairs() {
		name := c.key
		if a := c.value.get("address"); a.there() {
			name = a.text()
		}
		if n := c.value.get("bindings", "kafka", "partitions"); n.there() {
			s.count(n.line(), name, Partitions, n.text(), "%s has %s partitions")
		}
	}
}

// brokerOf gives the product that a protocol of AsyncAPI stands for; empty for
// one that many speak.
func brokerOf(protocol string) string {
	switch strings.ToLower(protocol) {
	case "kafka", "kafka-secure":
		return "Kafka"
	case "amqp", "amqps":
		return "RabbitMQ"
	case "nats":
		return "NATS"
	case "redis", "rediss":
		return "Redis"
	case "sqs":
		return "SQS"
	case "sns":
		return "SNS"
	case "pulsar":
		return "Pulsar"
	case "googlepubsub":
		return "Pub/Sub"
	}
	return ""
}

// eventTLS notes whether the connection to a broker is encrypted, where its
// protocol says so.
func (s *sheet) eventTLS(server, protocol tree) {
	host := server.get("host").text()
	if host == "" {
		host = server.get("url").text()
		if _, rest, ok := strings.Cut(host, "://"); ok {
			host = rest
		}
	}
	switch strings.ToLower(protocol.text()) {
	case "kafka-secure", "amqps", "mqtts", "secure-mqtt", "wss", "rediss":
		s.set(protocol.line(), "events", EventTLS, "true", "Connections to the broker are encrypted with TLS")
	case "amqp", "mqtt", "ws", "redis":
		if !strings.HasPrefix(host, "localhost") && !strings.HasPrefix(host, "127.") {
			s.set(protocol.line(), "events", EventTLS, "false", "")
		}
	}
}

var (
	graphField = sync.OnceValue(expression(`^\s*([A-Za-z_]\w*)\s*(?:\([^)]*\))?\s*:\s*(\w+)`))
	protoField = sync.OnceValue(expression(`^\s*(?:optional\s+|repeated\s+)?(double|float)\s+([a-z]\w*)\s*=\s*\d+`))
	protoName  = sync.OnceValue(expression(`^\s*(?:optional\s+|repeated\s+)?[\w.]+\s+([a-z]\w*)\s*=\s*\d+`))
	protoVer   = sync.OnceValue(expression(`^package\s+[\w.]+\.(v\d+)(?:(?:alpha|beta)\d+)?\s*;`))
)

// readSchema reads GraphQL and protobuf.
func readSchema(s *sheet) {
	proto := strings.HasSuffix(strings.ToLower(s.rel), ".proto")
	told := map[string]bool{}
	once := func(line int, says string) {
		if !told[says] {
			told[says] = true
			s.say(line, says)
		}
	}
	for i, line := range s.lines {
		t := strings.TrimSpace(line)
		switch {
		case !proto && strings.HasPrefix(t, "type Query"):
			once(i+1, "The API has a GraphQL schema")
		case !proto && strings.HasPrefix(t, "type Subscription"):
			once(i+1, "Clients are told of changes by GraphQL subscriptions")
		case !proto && strings.HasPrefix(t, "type PageInfo"):
			once(i+1, "Lists are paginated with a cursor and a page size")
		case proto && strings.HasPrefix(t, "service "):
			once(i+1, "The API is defined by protobuf and gRPC")
		case proto && protoVer().MatchString(t):
			once(i+1, "The package of the interface carries its version")
		}
	}
	if !outside(s.rel) {
		s.floats(proto)
	}
}

// floats notes money that a type of GraphQL or a message of protobuf carries as
// a floating point number.
func (s *sheet) floats(proto bool) {
	for start := 0; start < len(s.lines); start++ {
		head := strings.Fields(s.lines[start])
		if len(head) < 2 || head[0] != "type" && head[0] != "input" && head[0] != "message" {
			continue
		}
		name, end := strings.Trim(head[1], "{"), start+1
		for end < len(s.lines) && !strings.HasPrefix(strings.TrimSpace(s.lines[end]), "}") {
			end++
		}
		s.floatsOf(name, start+1, end, proto)
		start = end
	}
}

// floatsOf does so for the fields on lines first to last, counted from 0.
func (s *sheet) floatsOf(owner string, first, last int, proto bool) {
	fields := func(line string) (name, kind string) {
		re, n, k := graphField(), 1, 2
		if proto {
			if m := protoName().FindStringSubmatch(line); m != nil {
				name = m[1]
			}
			re, n, k = protoField(), 2, 1
		}
		if m := re.FindStringSubmatch(line); m != nil {
			return m[n], m[k]
		}
		return name, ""
	}
	var names []string
	for _, line := range s.lines[first:last] {
		if n, _ := fields(line); n != "" {
			names = append(names, n)
		}
	}
	for i, line := range s.lines[first:last] {
		if n, kind := fields(line); (kind == "Float" || kind == "double" || kind == "float") && money(n, names) {
			s.set(first+i+1, owner+"."+n, MoneyFloat, "true", "")
		}
	}
}
