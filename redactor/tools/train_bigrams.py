#!/usr/bin/env python3
"""Train the table of letter-pair costs from ordinary text and write src/text/bigram_table.cpp.

  train_bigrams.py FILE-OR-FOLDER... > ../src/text/bigram_table.cpp

Reads every word and identifier of the given text files (documentation and headers of a Debian system were used), each
distinct word once, so that frequent words do not drown the rest. Cost = -log2 P(second | first), smoothed by one, in
tenths of a bit.
"""
import math, pathlib, re, sys

SYMBOLS = "-_./+="

def class_of(character):
    character = character.lower()
    if "a" <= character <= "z":
        return ord(character) - 97
    if character.isdigit() and character.isascii():
        return 26 + int(character)
    return 36 + SYMBOLS.index(character) if character in SYMBOLS else 42

def words(paths):
    seen = set()
    for root in map(pathlib.Path, paths):
        for path in [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file()):
            try:
                text = path.read_text(encoding="ascii")
            except (UnicodeDecodeError, OSError):
                continue
            seen.update(re.findall(r"[A-Za-z][A-Za-z0-9_.-]{2,30}", text[:200_000]))
    return seen

def main():
    counts = [[1] * 43 for _ in range(43)]
    for word in words(sys.argv[1:]):
        for first, second in zip(word, word[1:]):
            counts[class_of(first)][class_of(second)] += 1
    print('// Made by tools/train_bigrams.py; not to be edited.\n#include "text/bigram_table.h"\n\n#include <array>\n\n#include "text/char_class.h"\n')
    print("namespace redactor {\nnamespace {\n")
    print("constexpr std::array<std::array<std::uint8_t, 43>, 43> costs = {{")
    for row in counts:
        total = sum(row)
        cells = [min(255, round(-10 * math.log2(c / total))) for c in row]
        print("    {" + ", ".join(map(str, cells)) + "},")
    print("""}};

}  // namespace

int bigram_class(char c)
{
    if (is_alpha(c)) {
        return to_lower(c) - 'a';
    }
    if (is_digit(c)) {
        return 26 + (c - '0');
    }
    constexpr char symbols[] = {'-', '_', '.', '/', '+', '='};
    for (int i = 0; i < 6; ++i) {
        if (symbols[i] == c) {
            return 36 + i;
        }
    }
    return 42;
}

std::uint8_t bigram_cost(int first, int second)
{
    return costs[static_cast<std::size_t>(first)][static_cast<std::size_t>(second)];
}

}  // namespace redactor""")

if __name__ == "__main__":
    main()
