#pragma once

#include <array>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "redactor/rule_set.h"
#include "rules/label.h"
#include "text/word_set.h"

namespace redactor {

// The tables of rules/words/*.yml: what labels, copulas, stop words and identifier parts there are, in all languages.
struct WordLists {
    std::vector<Label> labels;

    WordSet copulas;        // "is", "lautet", "est": between label and value
    WordSet value_fillers;  // "now", "still", "jetzt": between copula and value
    WordSet stop_values;    // "wrong", "empty": a word after the copula that is no value
    WordSet weak_passwords; // "monkey", "sommer": a copula before them is enough
    WordSet plainly;        // "just", "einfach": announce a password of one plain word
    WordSet leads;          // "to", "auf", "na": behind a verb they lead to what it was changed to
    WordSet as_words; // "as", "als", "jako": what stands before them is what the label behind names
    WordSet with_words; // "with", "mit", "avec": a name and a password may follow
    WordSet joiners;    // "and", "und", "et": a value may end before them
    WordSet
        adversatives; // "but", "aber", "mais": of the joiners, those that no two values stand beside
    WordSet follows;  // "follows", "folgt", "suit": the value comes behind the colon
    WordSet owners;   // "for", "für", "de": whose the credential is, not what it is like
    WordSet
        real_words; // words that a misspelt label must not be taken for; only needed while reading
    WordSet cue_words;     // labels of the class `cue`; only needed while reading
    WordSet reverse_links; // "is", "as", "als": between a value and the label behind it
    std::vector<std::string> cjk_copulas; // は, 是: glued to label and value
    std::vector<std::string> cjk_endings; // です, 입니다: glued to the end of the value

    WordSet tail_words;      // identifier parts behind the keyword that make it harmless
    WordSet head_words;      // identifier parts before it that do (public, cache, foreign)
    WordSet interface_words; // parts of identifiers of interface texts (label, title, tooltip)
    WordSet key_qualifiers;  // parts that make a bare "key" one of credentials (api, secret)
    WordSet product_names;   // "windows", "iphone": with a number behind them no password
    WordSet dummy_values;    // values that stand for no value at all
    WordSet access_words;    // "vpn", "login", "konto": a name and a password may follow
    WordSet sign_in_words;   // "cpanel", "вход": a name and a password follow, nothing else
    WordSet numbered_things; // "printer", "rechnung": with a number behind them no password
    WordSet former_words;    // "old", "neu", "avant": the password before, the one now
    WordSet from_words;      // "from", "statt", "de": before what is replaced
    WordSet entry_words;     // "log", "type", "tried": somebody signs in
    WordSet change_words;    // "changed", "statt", "reset": one is put in the place of another
    WordSet remote_tools;    // "anydesk": the number of a session and its password follow
    WordSet naming_words;    // "name", "ssid": what follows is what something is called
    WordSet use_words;       // "use", "uso", "nehme": somebody uses one
    WordSet contrast_words;  // "not", "sondern": one is said to be another
    WordSet handover_words;  // "logins", "zugänge": head a list of accesses
    WordSet
        entry_stems; // "заход", "kirjaud": how the words of the same two begin where they are bent
    WordSet change_stems;                  // "смен", "vaiht"
    std::vector<std::string> message_runs; // the same in scripts without blanks
    WordSet account_names;                 // "root", "postgres": what systems call their accounts
    WordSet code_words; // type and language words that follow a colon in source code

    bool is_label_word(std::string_view lower) const { return label_words.contains(lower); }
    WordSet label_words;
    WordSet user_words; // of them, those that announce an account

    // Every set, for those who store or load the tables; Lists is WordLists or const WordLists.
    template <typename Lists>
    static auto sets_of(Lists& lists)
    {
        return std::array{&lists.copulas, &lists.value_fillers, &lists.stop_values,
            &lists.reverse_links, &lists.joiners, &lists.weak_passwords, &lists.plainly,
            &lists.tail_words, &lists.head_words, &lists.interface_words, &lists.key_qualifiers,
            &lists.dummy_values, &lists.code_words, &lists.label_words, &lists.access_words,
            &lists.account_names, &lists.leads, &lists.with_words, &lists.product_names,
            &lists.as_words, &lists.adversatives, &lists.follows, &lists.owners,
            &lists.sign_in_words, &lists.numbered_things, &lists.user_words, &lists.former_words,
            &lists.from_words, &lists.entry_words, &lists.change_words, &lists.contrast_words,
            &lists.handover_words, &lists.use_words, &lists.remote_tools, &lists.entry_stems,
            &lists.change_stems, &lists.naming_words};
    }
};

// Reads the list of one file into `lists`. Unknown members are errors.
std::expected<void, RuleError> read_word_file(
    std::string_view yaml, const std::string& file, WordLists& lists);

} // namespace redactor
