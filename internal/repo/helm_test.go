package repo

import (
	"strings"
	"testing"

	"archreview/internal/document"
)

// deployment is a template as charts have it; the cases change what they need.
const deployment = `{{- /* the API */ -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "orders.fullname" . }}
  labels:
    {{- include "orders.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.web.count }}
  {{- end }}
  template:
    spec:
      terminationGracePeriodSeconds: {{ .Values.grace | default 45 }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          command: ["gunicorn", "app", "-w", "4"]
          ports:
            - containerPort: 8000
`

func TestTemplates(t *testing.T) {
	const (
		template = "deploy/orders/templates/deployment.yaml"
		values   = "deploy/orders/values.yaml"
		plain    = "web:\n  count: 3\nautoscaling:\n  enabled: false\nimage:\n  repository: acme/orders\n  tag: latest\n"
	)
	for _, c := range []struct {
		name  string
		files []string
		want  string // settings of the template
	}{
		{"values looked up", []string{template, deployment, values, plain}, "10 orders/replicas=3; 14 orders/grace period=45 s; 18 orders/workers=4"},
		{"without values", []string{template, deployment}, "14 orders/grace period=45 s; 18 orders/workers=4"},
		{"condition that does not hold", []string{template, deployment, values, strings.Replace(plain, "enabled: false", "enabled: true", 1)}, "14 orders/grace period=45 s; 18 orders/workers=4"},
		{"condition that is not known", []string{template, strings.Replace(deployment, "not .Values.autoscaling.enabled", "and .Values.a .Values.b", 1), values, plain}, "14 orders/grace period=45 s; 18 orders/workers=4"},
		{"value before default", []string{template, deployment, values, plain + "grace: 60\n"}, "10 orders/replicas=3; 14 orders/grace period=60 s; 18 orders/workers=4"},
		{"production before others", []string{template, deployment, values, plain, "deploy/orders/values-prod.yaml", "web: {count: 5}\n"}, "10 orders/replicas=5; 14 orders/grace period=45 s; 18 orders/workers=4"},
		{"development", []string{template, deployment, values, plain, "deploy/orders/values-dev.yaml", "web: {count: 1}\n"}, "10 orders/replicas=3; 14 orders/grace period=45 s; 18 orders/workers=4"},
		{"named by its end", []string{template, strings.Replace(deployment, `{{ include "orders.fullname" . }}`, `{{ include "orders.fullname" . }}-worker`, 1), values, plain}, "10 worker/replicas=3; 14 worker/grace period=45 s; 18 worker/workers=4"},
		{"named by its file", []string{"deploy/orders/templates/web-deployment.yaml", deployment, values, plain}, "10 web/replicas=3; 14 web/grace period=45 s; 18 web/workers=4"},
		{"told by the values", []string{template, strings.Replace(deployment, ".Values.web.count", ".Values.replicaCount", 1), values, plain + "replicaCount: 2\n"}, "14 orders/grace period=45 s; 18 orders/workers=4"},
		{"another function", []string{template, strings.Replace(deployment, ".Values.web.count", "mul 2 .Values.web.count", 1), values, plain}, "14 orders/grace period=45 s; 18 orders/workers=4"},
		{"other block", []string{template, strings.Replace(deployment, "  {{- end }}", "  {{- else }}\n  replicas: 9\n  {{- end }}", 1), values, plain}, "10 orders/replicas=3; 16 orders/grace period=45 s; 20 orders/workers=4"},
		{"repeated block", []string{template, "{{- range .Values.parts }}\n" + deployment + "{{- end }}\n", values, plain}, ""},
		{"unlike YAML", []string{template, "{{ tpl . }}\nkind: [\n{{ end }}{{ end }}\n", values, plain}, ""},
		{"no limits, all known", []string{"deploy/orders/templates/d.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  replicas: {{ .Values.web.count }}\n  template:\n    spec:\n      containers:\n        - name: a\n          image: a:1\n", values, plain}, "5 a/replicas=3; 9 a/resource limits=false"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, d := range read(t, c.files...).Documents {
				if strings.Contains(d.Path, "/templates/") {
					got = append(got, listed(&Project{Documents: []*document.Document{d}})...)
				}
			}
			if s := strings.Join(got, "; "); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
}
