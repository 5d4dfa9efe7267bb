// Package tlog keeps the log's Merkle tree (RFC 6962, SHA-256) in tiles of 256
// hashes, and signs and opens its checkpoints (C2SP signed notes).
package tlog

import (
	"errors"
	"fmt"
	"slices"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
)

// A tile holds the hashes of up to 256 neighbouring nodes of one level in eight:
// what lies between is computed, so that a tree of n leaves is n/255 rows.
const (
	tileHeight = 8
	TileWidth  = 1 << tileHeight
	hashSize   = 32
)

var hasher = rfc6962.DefaultHasher

// Tiles is where tiles are kept. Tile returns nothing for one that is not there.
type Tiles interface {
	Tile(level int, index int64) ([]byte, error)
	PutTile(level int, index int64, hashes []byte) error
}

// Leaf is the hash under which an entry stands in the tree: of its digest, which
// covers all of its columns.
func Leaf(digest string) []byte { return hasher.HashLeaf([]byte(digest)) }

// Tree is a tree over kept tiles. Its size is kept by whoever holds it.
type Tree struct{ Tiles Tiles }

// Append adds leaves to a tree of the given size.
func (t Tree) Append(size int64, leaves [][]byte) error {
	for level, first, hashes := 0, size, leaves; len(hashes) > 0; level++ {
		full, err := t.extend(level, first, hashes)
		if err != nil {
			return err
		}
		first, hashes = first/TileWidth, full
	}
	return nil
}

// extend adds hashes from position first to a level's tiles and returns the
// roots of the tiles that became full.
func (t Tree) extend(level int, first int64, hashes [][]byte) (full [][]byte, err error) {
	for len(hashes) > 0 {
		index, at := first/TileWidth, int(first%TileWidth)
		var tile []byte
		if at > 0 {
			if tile, err = t.Tiles.Tile(level, index); err != nil {
				return nil, err
			}
			if len(tile) != at*hashSize {
				return nil, fmt.Errorf("tlog: tile %d of level %d holds %d hashes, not %d", index, level, len(tile)/hashSize, at)
			}
		}
		n := min(TileWidth-at, len(hashes))
		for _, h := range hashes[:n] {
			tile = append(tile, h...)
		}
		if err := t.Tiles.PutTile(level, index, tile); err != nil {
			return nil, err
		}
		if at+n == TileWidth {
			full = append(full, fold(tile))
		}
		hashes, first = hashes[n:], first+int64(n)
	}
	return full, nil
}

// fold is the root of a complete subtree, given the hashes at its foot.
func fold(foot []byte) []byte {
	row := make([][]byte, 0, len(foot)/hashSize)
	for i := 0; i < len(foot); i += hashSize {
		row = append(row, foot[i:i+hashSize])
	}
	for len(row) > 1 {
		half := row[:len(row)/2]
		for i := range half {
			half[i] = hasher.HashChildren(row[2*i], row[2*i+1])
		}
		row = half
	}
	return row[0]
}

// node is the hash of a complete subtree.
func (t Tree) node(id compact.NodeID) ([]byte, error) {
	level, height := int(id.Level/tileHeight), id.Level%tileHeight
	foot := int64(id.Index) << height //nolint:gosec // a tree of 2^63 leaves is not reached
	tile, err := t.Tiles.Tile(level, foot/TileWidth)
	if err != nil {
		return nil, err
	}
	at := int(foot % TileWidth)
	from, to := at*hashSize, (at+1<<height)*hashSize
	if len(tile) < to {
		return nil, fmt.Errorf("tlog: tile %d of level %d is cut off", foot/TileWidth, level)
	}
	return fold(tile[from:to]), nil
}

func (t Tree) nodes(ids []compact.NodeID) ([][]byte, error) {
	hashes := make([][]byte, 0, len(ids))
	for _, id := range ids {
		h, err := t.node(id)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, h)
	}
	return hashes, nil
}

// Root is the tree's root when it had that many leaves.
func (t Tree) Root(size int64) ([]byte, error) {
	if size == 0 {
		return hasher.EmptyRoot(), nil
	}
	hashes, err := t.nodes(compact.RangeNodes(0, uint64(size), nil)) //nolint:gosec // never negative
	if err != nil {
		return nil, err
	}
	root := hashes[len(hashes)-1]
	for i := len(hashes) - 2; i >= 0; i-- {
		root = hasher.HashChildren(hashes[i], root)
	}
	return root, nil
}

// Range is the hashes of the subtrees that the leaves from one up to another fill.
func (t Tree) Range(from, to int64) ([][]byte, error) {
	return t.nodes(compact.RangeNodes(uint64(from), uint64(to), nil)) //nolint:gosec // never negative
}

// Inclusion proves that the leaf at index is in the tree of that size.
func (t Tree) Inclusion(index, size int64) ([][]byte, error) {
	nodes, err := proof.Inclusion(uint64(index), uint64(size)) //nolint:gosec // never negative
	return t.rehash(nodes, err)
}

// Consistency proves that the tree of one size is the beginning of that of another.
func (t Tree) Consistency(from, to int64) ([][]byte, error) {
	nodes, err := proof.Consistency(uint64(from), uint64(to)) //nolint:gosec // never negative
	return t.rehash(nodes, err)
}

func (t Tree) rehash(nodes proof.Nodes, err error) ([][]byte, error) {
	if err != nil {
		return nil, err
	}
	hashes, err := t.nodes(nodes.IDs)
	if err != nil {
		return nil, err
	}
	return nodes.Rehash(hashes, hasher.HashChildren)
}

// Included reports whether a proof shows a leaf at index in the tree with that root.
func Included(leaf []byte, index, size int64, hashes [][]byte, root []byte) bool {
	return index >= 0 && size > index && proof.VerifyInclusion(hasher, uint64(index), uint64(size), leaf, hashes, root) == nil
}

// Consistent reports whether a proof shows that one tree is the beginning of another.
func Consistent(from, to int64, hashes [][]byte, before, after []byte) bool {
	return from >= 0 && to >= from && proof.VerifyConsistency(hasher, uint64(from), uint64(to), hashes, before, after) == nil
}

// Walk computes roots leaf by leaf, in memory that grows with the logarithm of their number.
type Walk struct{ seen *compact.Range }

var ranges = &compact.RangeFactory{Hash: hasher.HashChildren}

// NewWalk begins before the first leaf.
func NewWalk() *Walk {
	return &Walk{ranges.NewEmptyRange(0)}
}

// Next adds a leaf.
func (w *Walk) Next(leaf []byte) error { return w.seen.Append(leaf, nil) }

// Skip passes over the leaves up to one, of which only the hashes of the subtrees they
// fill are known, as Range gives them. It returns an error where those do not fit.
func (w *Walk) Skip(to int64, hashes [][]byte) error {
	if to <= w.Size() || slices.ContainsFunc(hashes, func(h []byte) bool { return len(h) != hashSize }) {
		return errors.New("tlog: no such range")
	}
	passed, err := ranges.NewRange(w.seen.End(), uint64(to), hashes) //nolint:gosec // above what was counted
	if err != nil {
		return err
	}
	return w.seen.AppendRange(passed, nil)
}

// Size is how many leaves there were.
func (w *Walk) Size() int64 { return int64(w.seen.End()) } //nolint:gosec // counted here

// Root is the root of the leaves so far.
func (w *Walk) Root() ([]byte, error) {
	if w.seen.End() == 0 {
		return hasher.EmptyRoot(), nil
	}
	return w.seen.GetRootHash(nil)
}
