// Package browsertest drives a real Chromium and a real Firefox through one
// interface, so that one story can be told to both.
//
// It acts as a person does: keys and pointer presses go through the browser's
// own input path, and controls are found by role and accessible name. It reads
// through the debugging protocols, whose scripts are not subject to the page's
// Content-Security-Policy; nothing is injected that the page could notice.
//
// Every wait has a bound (Options.Wait). A failure says what was looked for, what
// was there instead and what could be read on the page, and leaves a picture
// and the text in a folder that the message names.
//
// A browser that is not installed is an error and never a skip: run .ci/setup.
//
// The browsers reach loopback addresses only.
package browsertest
