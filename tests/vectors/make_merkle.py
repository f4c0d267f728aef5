#!/usr/bin/env python3
"""Writes merkle.txt: roots of RFC 6962 trees, computed straight from the recursive definition in section 2.1.

Shares no code with the product, which keeps only the right edge of the tree. Leaf i is the ASCII text "entry <i>".
"""
import hashlib
import pathlib


def tree_hash(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def main():
    sizes = list(range(0, 34)) + [63, 64, 65, 100, 127, 128, 129, 1000]
    lines = ["# Made by make_merkle.py: tree size and root in hex; leaf i is the text 'entry <i>'."]
    for size in sizes:
        lines.append(f"{size} {tree_hash([b'entry %d' % i for i in range(size)]).hex()}")
    pathlib.Path(__file__).with_name("merkle.txt").write_text("\n".join(lines) + "\n")


main()
