package arith

import (
	"archreview/internal/facts"
	"archreview/internal/phrase"
)

// memory compares what processes and uploads take with what a pod has.
func memory(k *desk) {
	k.workerMemory()
	k.uploadMemory()
}

// workerMemory: processes of one pod share its memory.
func (k *desk) workerMemory() {
	for _, each := range k.values("process.memory") {
		pod, ok := k.near(each.Statement, sameSection, "pod.memory")
		if !ok || pod.Number == each.Number {
			continue
		}
		n, ok := k.near(each.Statement, sameStatement, "procs.per-instance")
		if !ok {
			n, ok = k.near(pod.Statement, sameBlock, "procs.per-instance")
		}
		if !ok {
			continue
		}
		total := n.Number.Hi * each.Number.Hi
		if total < 1.1*pod.Number.Hi || each.Number.Hi >= pod.Number.Hi {
			continue
		}
		k.raise("scalability.worker-memory", inputs{"each": each, "procs": n, "total": total, "pod": pod, "fits": pod.Number.Hi / each.Number.Hi},
			each.Statement, n.Statement, pod.Statement)
		return
	}
}

// uploadMemory: files that are read whole take their size in memory, all at
// once.
func (k *desk) uploadMemory() {
	for _, m := range k.f.Mentions("sizing.read-whole") {
		if m.Status != facts.Affirmed {
			continue
		}
		size, ok := k.near(m.Statement, sameSection, "upload.size")
		if !ok {
			continue
		}
		size = k.largestSize(size)
		at, ok := k.near(m.Statement, sameSection, "upload.concurrency")
		if !ok {
			continue
		}
		pod, ok := k.near(m.Statement, sameSection, "pod.memory")
		if !ok {
			pod, ok = k.near(m.Statement, sameDocument, "pod.memory")
		}
		total := size.Number.Hi * at.Number.Hi
		if _, spooled := k.says("sizing.spooled", m.Statement, sameSection); spooled || k.known(total, phrase.Bytes, m.Statement, size.Statement) {
			continue
		}
		if !ok || total < margin*pod.Number.Hi {
			continue
		}
		k.raise("scalability.upload-memory", inputs{"size": size, "at": at, "total": total, "pod": pod, "fits": pod.Number.Hi / size.Number.Hi},
			m.Statement, size.Statement, at.Statement, pod.Statement)
		return
	}
}

// largestSize gives the largest upload size in the section of a value.
func (k *desk) largestSize(v facts.Value) facts.Value {
	for _, x := range k.values("upload.size") {
		if k.apart(x.Statement, v.Statement) <= sameSection && x.Number.Hi > v.Number.Hi {
			v = x
		}
	}
	return v
}
