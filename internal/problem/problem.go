// Package problem is the error that a user sees: what went wrong, the detail,
// and what to do next, with the exit code that belongs to it.
package problem

import "errors"

// Exit codes of the program.
const (
	OK          = 0   // done
	Concerns    = 1   // concerns at or above --fail-on
	Usage       = 2   // usage or input error
	Incomplete  = 3   // something was not read or not reviewed
	Endpoint    = 4   // endpoint or credentials
	Interrupted = 130 // interrupted by the user
)

// Problem is an error in three parts.
type Problem struct {
	What   string // headline: what could not be done
	Detail string // the reason, with names and numbers
	Next   string // what the user can do now
	Code   int    // exit code; Usage when zero
	Err    error  // cause, may be nil
}

// Error gives the headline and the detail on one line.
func (p *Problem) Error() string {
	if p.Detail == "" {
		return p.What
	}
	return p.What + ": " + p.Detail
}

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Err }

// ExitCode gives the exit code that belongs to an error: 0 for nil, the
// problem's own code, and Usage for every other error.
func ExitCode(err error) int {
	if err == nil {
		return OK
	}
	var p *Problem
	if errors.As(err, &p) && p.Code != 0 {
		return p.Code
	}
	return Usage
}
