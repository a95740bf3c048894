// Package cputime tells how much time of the processors this process has had. It belongs to tests and is imported by nothing else.
//
// A test that bounds how much work something is counts in it: what other processes do beside it, or a machine that stands still
// for a moment, does not make it more. All of the process counts, so nothing else is to run in it meanwhile.
package cputime
