#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "label.h"
#include "redactor/rule_set.h"

namespace redactor {

// The tables of rules/words/*.yml: what labels, copulas, stop words and identifier parts there are, in all languages.
struct WordLists {
    std::vector<Label> labels;

    std::unordered_set<std::string> copulas; // "is", "lautet", "est": between label and value
    std::unordered_set<std::string>
        value_fillers; // "now", "still", "jetzt": between copula and value
    std::unordered_set<std::string>
        stop_values; // "wrong", "empty": a word after the copula that is no value
    std::unordered_set<std::string>
        reverse_links; // "is", "as", "als": between a value and the label behind it
    std::vector<std::string> cjk_copulas; // は, 是: glued to label and value
    std::vector<std::string> cjk_endings; // です, 입니다: glued to the end of the value

    std::unordered_set<std::string>
        tail_words; // identifier parts behind the keyword that make it harmless
    std::unordered_set<std::string>
        head_words; // identifier parts before it that do (public, cache, foreign)
    std::unordered_set<std::string>
        interface_words; // parts of identifiers of interface texts (label, title, tooltip)
    std::unordered_set<std::string>
        key_qualifiers; // parts that make a bare "key" one of credentials (api, secret)
    std::unordered_set<std::string> dummy_values; // values that stand for no value at all
    std::unordered_set<std::string>
        code_words; // type and language words that follow a colon in source code

    bool is_label_word(std::string_view lower) const
    {
        return label_words.contains(std::string(lower));
    }
    std::unordered_set<std::string> label_words;
};

// Reads the list of one file into `lists`. Unknown members are errors.
std::expected<void, RuleError> read_word_file(
    std::string_view yaml, const std::string& file, WordLists& lists);

} // namespace redactor
