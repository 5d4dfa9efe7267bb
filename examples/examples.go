// Package examples holds real disputes as published, in the shape of POST /cases.
package examples

import _ "embed" // the rows are data

// Cases is cases.jsonl: one case a line.
//
//go:embed cases.jsonl
var Cases []byte
