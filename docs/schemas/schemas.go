// Package schemas holds the published JSON Schemas of what installations exchange.
package schemas

import _ "embed" // the program checks by what it publishes

// Bundle is the schema of a bundle's manifest and records.
//
//go:embed bundle-1.schema.json
var Bundle []byte

// Receipt is the schema of a receipt.
//
//go:embed receipt-1.schema.json
var Receipt []byte
