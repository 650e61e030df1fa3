package mcp

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// grace is how long calls may go on after the client has said its last word.
const grace = 10 * time.Second

// patient is a transport on which the end of the input does not cut off the
// answers to what was asked before, as when requests come from a pipe. After a
// while it does: a client that is gone is no reason to go on.
type patient struct{ sdk.Transport }

// Connect opens the connection.
func (p patient) Connect(ctx context.Context) (sdk.Connection, error) {
	c, err := p.Transport.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &awaited{Connection: c, owed: map[jsonrpc.ID]bool{}, changed: make(chan struct{}, 1), closed: make(chan struct{})}, nil
}

// awaited is a connection that knows which calls are not answered yet.
type awaited struct {
	sdk.Connection
	mu      sync.Mutex
	owed    map[jsonrpc.ID]bool
	changed chan struct{}
	once    sync.Once
	closed  chan struct{}
}

// Read gives the next message. The end of the input comes after the answers.
func (a *awaited) Read(ctx context.Context) (jsonrpc.Message, error) {
	m, err := a.Connection.Read(ctx)
	if r, ok := m.(*jsonrpc.Request); ok && r.IsCall() {
		a.owe(r.ID, true)
	}
	if errors.Is(err, io.EOF) {
		a.wait(ctx)
	}
	return m, err
}

// Write sends a message.
func (a *awaited) Write(ctx context.Context, m jsonrpc.Message) error {
	err := a.Connection.Write(ctx, m)
	if r, ok := m.(*jsonrpc.Response); ok {
		a.owe(r.ID, false)
	}
	return err
}

// Close ends the connection.
func (a *awaited) Close() error {
	a.once.Do(func() { close(a.closed) })
	return a.Connection.Close()
}

func (a *awaited) owe(id jsonrpc.ID, yes bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if delete(a.owed, id); yes {
		a.owed[id] = true
	}
	select {
	case a.changed <- struct{}{}:
	default:
	}
}

// wait returns when nothing is owed, or nobody waits any more.
func (a *awaited) wait(ctx context.Context) {
	late := time.NewTimer(grace)
	defer late.Stop()
	for {
		a.mu.Lock()
		n := len(a.owed)
		a.mu.Unlock()
		if n == 0 {
			return
		}
		select {
		case <-a.changed:
		case <-a.closed:
			return
		case <-ctx.Done():
			return
		case <-late.C:
			return
		}
	}
}
