// Package trial puts the real server under load, over files and over a real MinIO, and looks for what it promises to hide
// and to keep. It has no code of its own but tests.
package trial
