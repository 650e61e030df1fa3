package repo

import (
	"fmt"
	"strconv"
	"strings"
)

// readManifest reads a YAML file that may hold manifests of Kubernetes, a
// CloudFormation template, or a description of an interface.
func readManifest(s *sheet) {
	text := strings.Join(s.lines, "\n")
	if strings.Contains(text, "{{") {
		s.template = isTemplate(s.rel) // read when the values of its chart are known
		return
	}
	if !strings.Contains(text, "apiVersion") && !strings.Contains(text, "AWS::") && !strings.Contains(text, "openapi") && !strings.Contains(text, "swagger") && !strings.Contains(text, "asyncapi") {
		return
	}
	for _, doc := range parseYAML(s) {
		switch {
		case doc.get("apiVersion").there() && doc.get("kind").there():
			s.kube(doc)
		case doc.get("Resources").there():
			s.cloudformation(doc)
		case doc.get("openapi").there() || doc.get("swagger").there():
			s.openapi(doc)
		case doc.get("asyncapi").there():
			s.asyncapi(doc)
		}
	}
}

// kube reads one manifest.
func (s *sheet) kube(doc tree) {
	name, spec := doc.get("metadata", "name").text(), doc.get("spec")
	if name == "" {
		name = s.named
	}
	pod := spec.get("template", "spec")
	switch kind := doc.get("kind"); kind.text() {
	case "Deployment", "StatefulSet":
		s.deploys = true
		s.say(kind.line(), "Kubernetes runs the pods of a deployment")
		if r := spec.get("replicas"); r.there() {
			s.count(r.line(), name, Replicas, r.text(), "%s runs %s pods")
		}
		if spec.get("strategy", "type").text() == "RollingUpdate" {
			s.say(spec.get("strategy", "type").line(), "Rolling update")
		}
		s.pod(name, pod, true)
	case "DaemonSet", "Job":
		s.deploys = true
		s.pod(name, pod, false)
	case "CronJob":
		s.deploys = true
		s.pod(name, spec.get("jobTemplate", "spec", "template", "spec"), false)
	case "HorizontalPodAutoscaler", "ScaledObject":
		s.autoscaler(spec)
	case "PodDisruptionBudget":
		s.say(kind.line(), "Pod disruption budget")
	case "NetworkPolicy":
		s.say(kind.line(), "Network policy restricts traffic between pods")
	case "ConfigMap":
		s.environment("", doc.get("data"))
	}
}

// autoscaler reads the bounds between which a component is scaled.
func (s *sheet) autoscaler(spec tree) {
	target := spec.get("scaleTargetRef", "name").text()
	if target == "" {
		target = s.named
	}
	low, high := spec.get("minReplicas"), spec.get("maxReplicas")
	if !high.there() {
		low, high = spec.get("minReplicaCount"), spec.get("maxReplicaCount")
	}
	s.span(high.line(), target, low.text(), high.text())
}

// span notes that a component is scaled between two numbers of replicas.
func (s *sheet) span(line int, subject, low, high string) {
	if low == "" {
		low = "1"
	}
	if isNumber(low) && isNumber(high) {
		s.set(line, subject, Replicas, low+" to "+high, fmt.Sprintf("%s is scaled by a horizontal pod autoscaler from %s to %s pods", subject, low, high))
	}
}

// pod reads the containers of a pod. A long-running pod wants probes.
func (s *sheet) pod(name string, pod tree, serves bool) {
	if g := pod.get("terminationGracePeriodSeconds"); g.there() {
		s.seconds(g.line(), name, GracePeriod, g.text(), "Graceful shutdown waits %s")
	}
	s.unprivileged(pod.get("securityContext", "runAsNonRoot"))
	for _, c := range pod.get("containers").items() {
		s.container(name, c, serves && len(pod.get("containers").items()) == 1)
	}
	for _, c := range pod.get("initContainers").items() {
		s.command(c.get("command").line(), name, c.get("command").text()+" "+c.get("args").text())
	}
}

func (s *sheet) container(name string, c tree, serves bool) {
	at := c.get("name").line()
	if img := c.get("image"); img.there() {
		s.image(img.line(), name, img.text(), true)
	}
	for _, k := range []string{"command", "args"} {
		if x := c.get(k); x.there() {
			s.command(x.line(), name, c.get("command").text()+" "+c.get("args").text())
			break
		}
	}
	s.environment(name, c.get("env"))
	s.probes(name, at, c, serves)
	s.resources(name, at, c.get("resources"), serves)
	s.unprivileged(c.get("securityContext", "runAsNonRoot"))
}

// probes notes the probes of a container; at is the line that speaks for it
// where there are none.
func (s *sheet) probes(name string, at int, c tree, serves bool) {
	ready, live := c.get("readinessProbe"), c.get("livenessProbe")
	if ready.there() {
		s.set(ready.line(), name, Readiness, "true", "Readiness probe checks whether the pod can serve")
	}
	if live.there() {
		s.set(live.line(), name, Liveness, "true", "Liveness probe restarts the pod")
	}
	if serves && !s.partial && !ready.there() && !live.there() && len(c.get("ports").items()) > 0 {
		s.set(at, name, Readiness, "false", "")
		s.set(at, name, Liveness, "false", "")
	}
}

// resources notes what a container may use.
func (s *sheet) resources(name string, at int, r tree, serves bool) {
	if m := r.get("limits", "memory"); m.there() {
		s.set(m.line(), name, MemoryLimit, memory(m.text()), "The memory limit of the pod is set")
	}
	switch {
	case r.get("limits").there():
		s.set(r.get("limits").line(), name, Limits, "true", "Memory limits are set")
	case serves && !s.partial && at > 0 && !r.there():
		s.set(at, name, Limits, "false", "")
	}
}

func (s *sheet) unprivileged(x tree) {
	if x.text() == "true" {
		s.say(x.line(), "The container runs as unprivileged user with runAsNonRoot")
	}
}

// readValues reads values of a Helm chart, wherever in the tree they stand.
func readValues(s *sheet) {
	s.trees = parseYAML(s)
	for _, doc := range s.trees {
		doc.walk(func(path []string, p pair) { s.helm(path, p) })
	}
}

// helm reads one value. The component is the key in front of it, or the chart.
func (s *sheet) helm(path []string, p pair) {
	subject := s.home()
	for i := len(path) - 1; i >= 0; i-- {
		if k := path[i]; k != "-" && !section(k) {
			subject = k
			break
		}
	}
	v := p.value
	switch p.key {
	case "replicaCount", "replicas":
		if isNumber(v.text()) {
			s.deploys = true
			s.count(p.line, subject, Replicas, v.text(), "%s runs %s pods")
		}
	case "autoscaling":
		if v.get("enabled").text() == "true" {
			s.span(v.get("maxReplicas").line(), subject, v.get("minReplicas").text(), v.get("maxReplicas").text())
		}
	case "readinessProbe", "livenessProbe":
		s.helmProbe(subject, p)
	case "limits":
		if m := v.get("memory"); m.there() && len(path) > 0 && path[len(path)-1] == "resources" {
			s.set(m.line(), subject, MemoryLimit, memory(m.text()), "The memory limit of the pod is set")
			s.set(p.line, subject, Limits, "true", "Memory limits are set")
		}
	case "image":
		s.helmImage(subject, v)
	case "command", "args":
		s.command(p.line, subject, v.text())
	case "env", "environment", "extraEnv", "extraEnvVars", "config", "configMap":
		s.environment(subject, v)
	case "terminationGracePeriodSeconds":
		s.seconds(p.line, subject, GracePeriod, v.text(), "Graceful shutdown waits %s")
	case "runAsNonRoot":
		s.unprivileged(v)
	case "workers", "concurrency":
		s.helmWorkers(subject, p)
	}
}

func (s *sheet) helmWorkers(subject string, p pair) {
	switch {
	case !isNumber(p.value.text()):
	case p.key == "workers":
		s.count(p.line, subject, Workers, p.value.text(), "%s runs %s workers")
	default:
		s.count(p.line, subject, Concurrency, p.value.text(), "")
	}
}

func (s *sheet) helmProbe(subject string, p pair) {
	if !p.value.there() || p.value.get("enabled").text() == "false" || len(p.value.pairs()) == 0 {
		return
	}
	if p.key == "readinessProbe" {
		s.set(p.line, subject, Readiness, "true", "Readiness probe checks whether the pod can serve")
		return
	}
	s.set(p.line, subject, Liveness, "true", "Liveness probe restarts the pod")
}

// helmImage reads repository and tag of an image.
func (s *sheet) helmImage(subject string, v tree) {
	repository, tag := v.get("repository"), v.get("tag")
	if !repository.there() || !tag.there() {
		return
	}
	if t := tag.text(); t == "latest" {
		s.set(tag.line(), subject, MovingTag, repository.text()+":latest", "")
	} else if p := imageProduct(repository.text()[strings.LastIndexByte(repository.text(), '/')+1:]); p != "" {
		if m := tagVersion.FindStringSubmatch(t + "-"); m != nil {
			s.set(tag.line(), p, Version, m[1], "")
		}
	}
}

// section says whether a key of values names a part of a component, not a
// component.
func section(key string) bool {
	if _, err := strconv.Atoi(key); err == nil {
		return true
	}
	switch key {
	case "resources", "limits", "requests", "image", "autoscaling", "deployment", "spec", "container", "containers", "pod", "securityContext", "podSecurityContext",
		"env", "config", "global", "services", "components", "deployments", "probes", "scaling", "workloads", "defaults", "app":
		return true
	}
	return false
}
