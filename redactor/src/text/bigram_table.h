#pragma once

#include <cstdint>

namespace redactor {

// Costs of neighbouring characters in tenths of a bit, trained on words and identifiers by tools/train_bigrams.py.
// Classes: 26 lower-case letters (capitals count as lower), 10 digits, and - _ . / + = and the rest: 43.
inline constexpr int bigram_class_count = 43;
int bigram_class(char c);
std::uint8_t bigram_cost(int first, int second);

} // namespace redactor
