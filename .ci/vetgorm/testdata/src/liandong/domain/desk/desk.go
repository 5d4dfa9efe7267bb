// Package desk stands for the real one.
package desk

import "context"

type Store struct{}

func (Store) Get(ctx context.Context, id string) (string, error)    { return "", nil }
func (Store) OfCase(ctx context.Context, id string) (string, error) { return "", nil }

type Tx struct{ Cases, Parties, Directory Store }

type Work struct{ Tx Tx }

func (w *Work) Case(ctx context.Context, id string) (string, error) { return "", nil }
