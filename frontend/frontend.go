// Package frontend holds what browsers are sent.
package frontend

import "embed"

// Law is the public page on routes: plain HTML, no script.
//
//go:embed law
var Law embed.FS
