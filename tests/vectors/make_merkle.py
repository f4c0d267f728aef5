#!/usr/bin/env python3
"""Writes merkle.txt, roots of RFC 6962 trees, and merkle_proofs.txt, their proofs, computed straight from the recursive definitions in
section 2.1.

Shares no code with the product, which keeps only the right edge of the tree. Leaf i is the ASCII text "entry <i>".
"""
import hashlib
import pathlib


def tree_hash(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = split_of(len(leaves))
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def split_of(count):
    split = 1
    while split * 2 < count:
        split *= 2
    return split


def path(index, leaves):
    if len(leaves) == 1:
        return []
    split = split_of(len(leaves))
    if index < split:
        return path(index, leaves[:split]) + [tree_hash(leaves[split:])]
    return path(index - split, leaves[split:]) + [tree_hash(leaves[:split])]


def subproof(first, leaves, known):
    if first == len(leaves):
        return [] if known else [tree_hash(leaves)]
    split = split_of(len(leaves))
    if first <= split:
        return subproof(first, leaves[:split], known) + [tree_hash(leaves[split:])]
    return subproof(first - split, leaves[split:], False) + [tree_hash(leaves[:split])]


def proofs():
    lines = ["# Made by make_merkle.py: 'inclusion <index> <size>' or 'consistency <first> <second>', then the path in hex."]
    for size in [1, 2, 3, 4, 5, 6, 7, 8, 13, 33, 300]:
        leaves = [b"entry %d" % i for i in range(size)]
        for index in sorted({0, 1, size // 2, size - 2, size - 1} & set(range(size))):
            lines.append(" ".join([f"inclusion {index} {size}"] + [h.hex() for h in path(index, leaves)]))
        for first in sorted({1, 2, size // 2, size - 1, size} & set(range(1, size + 1))):
            lines.append(" ".join([f"consistency {first} {size}"] + [h.hex() for h in subproof(first, leaves, True)]))
    return lines


def main():
    pathlib.Path(__file__).with_name("merkle_proofs.txt").write_text("\n".join(proofs()) + "\n")
    sizes = list(range(0, 34)) + [63, 64, 65, 100, 127, 128, 129, 1000]
    lines = ["# Made by make_merkle.py: tree size and root in hex; leaf i is the text 'entry <i>'."]
    for size in sizes:
        lines.append(f"{size} {tree_hash([b'entry %d' % i for i in range(size)]).hex()}")
    pathlib.Path(__file__).with_name("merkle.txt").write_text("\n".join(lines) + "\n")


main()
