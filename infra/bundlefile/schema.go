package bundlefile

import (
	"bytes"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"liandong/docs/schemas"
	"liandong/domain/exchange"
)

// shapes says by which published schema each part is checked.
var shapes = map[string]string{
	exchange.ManifestPart:  "bundle-1.schema.json",
	exchange.SignaturePart: "bundle-1.schema.json#/$defs/signatures",
	exchange.CasePart:      "bundle-1.schema.json#/$defs/case_record",
	exchange.CustodyPart:   "bundle-1.schema.json#/$defs/custody_record",
	exchange.HandoffPart:   "bundle-1.schema.json#/$defs/handoff_record",
	ReceiptPart:            "receipt-1.schema.json",
}

// ReceiptPart is how a receipt is called, which is in no bundle.
const ReceiptPart = "receipt.json"

var compiled = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	for name, text := range map[string][]byte{"bundle-1.schema.json": schemas.Bundle, "receipt-1.schema.json": schemas.Receipt} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		if err := c.AddResource(name, doc); err != nil {
			return nil, err
		}
	}
	all := map[string]*jsonschema.Schema{}
	for part, at := range shapes {
		s, err := c.Compile(at)
		if err != nil {
			return nil, err
		}
		all[part] = s
	}
	return all, nil
})

// Check is exchange.Form: a part against its published schema.
func Check(part string, raw []byte) error {
	all, err := compiled()
	if err != nil {
		return err
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	return all[part].Validate(body)
}
