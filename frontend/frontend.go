// Package frontend holds what browsers are sent.
package frontend

import "embed"

// Law is the public page on routes: plain HTML, no script.
//
//go:embed law
var Law embed.FS

// Check is the public page that says whether a letter is genuine: no script either.
//
//go:embed check
var Check embed.FS

// Receptions is the public page on when leaders and lawyers receive: no script.
//
//go:embed reception
var Receptions embed.FS

// Dist is the built screens, each file with its gzip and brotli beside it;
// empty in a program that was built without them.
//
//go:embed all:dist
var Dist embed.FS
