#include "rules/word_lists.h"

#include <algorithm>
#include <array>
#include <optional>

#include "rules/yaml_file.h"
#include "text/char_class.h"
#include "text/letter_case.h"
#include "text/misspelling.h"

namespace redactor {
namespace {

struct ClassWord {
    std::string_view word;
    LabelClass label_class;
};

constexpr std::array<ClassWord, 14> class_words = {{{"password", LabelClass::password},
    {"secret", LabelClass::secret}, {"key", LabelClass::key}, {"token", LabelClass::token},
    {"pin", LabelClass::pin}, {"otp", LabelClass::otp}, {"recovery", LabelClass::recovery},
    {"license", LabelClass::license}, {"session", LabelClass::session},
    {"remote", LabelClass::remote}, {"user", LabelClass::user}, {"account", LabelClass::account},
    {"cue", LabelClass::cue}, {"marker", LabelClass::marker}}};

struct SetMember {
    std::string_view name;
    WordSet WordLists::* set;
};

constexpr std::array<SetMember, 35> set_members = {{{"copulas", &WordLists::copulas},
    {"value-fillers", &WordLists::value_fillers}, {"stop-values", &WordLists::stop_values},
    {"reverse-links", &WordLists::reverse_links}, {"tail-words", &WordLists::tail_words},
    {"head-words", &WordLists::head_words}, {"interface-words", &WordLists::interface_words},
    {"key-qualifiers", &WordLists::key_qualifiers}, {"dummy-values", &WordLists::dummy_values},
    {"code-words", &WordLists::code_words}, {"joiners", &WordLists::joiners},
    {"weak-passwords", &WordLists::weak_passwords}, {"plainly", &WordLists::plainly},
    {"leads", &WordLists::leads}, {"as-words", &WordLists::as_words},
    {"with-words", &WordLists::with_words}, {"adversatives", &WordLists::adversatives},
    {"follows", &WordLists::follows}, {"owners", &WordLists::owners},
    {"product-names", &WordLists::product_names}, {"real-words", &WordLists::real_words},
    {"access-words", &WordLists::access_words}, {"sign-in-words", &WordLists::sign_in_words},
    {"numbered-things", &WordLists::numbered_things}, {"former-words", &WordLists::former_words},
    {"from-words", &WordLists::from_words}, {"entry-words", &WordLists::entry_words},
    {"use-words", &WordLists::use_words}, {"remote-tools", &WordLists::remote_tools},
    {"entry-stems", &WordLists::entry_stems}, {"change-stems", &WordLists::change_stems},
    {"naming-words", &WordLists::naming_words}, {"change-words", &WordLists::change_words},
    {"contrast-words", &WordLists::contrast_words},
    {"handover-words", &WordLists::handover_words}}};

// Words may be a list or one text of words parted by blanks; `_` stands for a blank within a word.
std::vector<std::string> words_of(const YAML::Node& node)
{
    std::vector<std::string> out;
    if (node.IsSequence()) {
        for (const YAML::Node& item : node) {
            out.push_back(item.as<std::string>());
        }
        return out;
    }
    std::string word;
    for (const char c : node.as<std::string>() + " ") {
        if (is_space(c)) {
            if (!word.empty()) {
                out.push_back(word);
            }
            word.clear();
        } else {
            word += c == '_' ? ' ' : c;
        }
    }
    return out;
}

void add_label(const std::string& word, const Label& like, WordLists& lists)
{
    for (const std::string& spelling : spellings(word)) {
        if (lists.label_words.contains(spelling) || lists.cue_words.contains(spelling)) {
            continue; // the first group that names a word decides what it is
        }
        if (like.label_class == LabelClass::account) {
            lists.account_names.insert(spelling); // "admin" is a password as well
        } else if (like.label_class == LabelClass::cue) {
            lists.cue_words.insert(spelling); // "sorry" is a value as well
        } else {
            lists.label_words.insert(spelling);
            if (like.label_class == LabelClass::user) {
                lists.user_words.insert(spelling);
            }
        }
        Label label = like;
        label.text = spelling;
        label.ascii = true;
        for (const char c : spelling) {
            label.ascii = label.ascii && !is_high(c);
        }
        lists.labels.push_back(std::move(label));
    }
}

// "pasword", "hesllo": what comes out when the label is typed in a hurry.
void add_misspelt(const std::string& word, const Label& like, WordLists& lists)
{
    for (const std::string& wrong : misspellings(fold_case(word))) {
        if (!lists.real_words.contains(wrong)) {
            add_label(wrong, like, lists);
        }
    }
}

void read_labels(const YAML::Node& groups, WordLists& lists)
{
    for (const YAML::Node& group : groups) {
        Label like;
        bool misspelt = false;
        bool class_known = false;
        for (const auto& member : group) {
            const std::string key = member.first.as<std::string>();
            if (key == "class") {
                for (const ClassWord& entry : class_words) {
                    if (member.second.as<std::string>() == entry.word) {
                        like.label_class = entry.label_class;
                        class_known = true;
                    }
                }
            } else if (key == "glued") {
                like.glued = member.second.as<bool>();
            } else if (key == "prose") {
                like.prose = member.second.as<bool>();
            } else if (key == "strong") {
                like.strong = member.second.as<bool>();
            } else if (key == "network") {
                like.network = member.second.as<bool>();
            } else if (key == "misspelt") {
                misspelt = member.second.as<bool>();
            } else if (key != "words" && key != "language") {
                throw Refused{line_of(member.first), "a label group has no member of this name"};
            }
        }
        if (!class_known) {
            throw Refused{line_of(group), "a label group needs a known class"};
        }
        for (const std::string& word : words_of(group["words"])) {
            add_label(word, like, lists);
            if (misspelt) {
                add_misspelt(word, like, lists);
            }
            // "api key" is written api_key and api-key as well.
            if (like.label_class != LabelClass::marker && like.label_class != LabelClass::cue &&
                word.find(' ') != std::string::npos) {
                for (const char joiner : {'_', '-'}) {
                    std::string joined = word;
                    std::replace(joined.begin(), joined.end(), ' ', joiner);
                    add_label(joined, like, lists);
                }
            }
        }
    }
}

void read_member(
    const std::string& key, const YAML::Node& value, std::size_t line, WordLists& lists)
{
    if (key == "labels") {
        read_labels(value, lists);
        return;
    }
    if (key == "cjk-copulas" || key == "cjk-endings" || key == "message-runs") {
        std::vector<std::string>& target = key == "cjk-copulas"   ? lists.cjk_copulas
                                           : key == "cjk-endings" ? lists.cjk_endings
                                                                  : lists.message_runs;
        for (std::string& word : words_of(value)) {
            target.push_back(std::move(word));
        }
        return;
    }
    for (const SetMember& member : set_members) {
        if (key == member.name) {
            for (const std::string& word : words_of(value)) {
                for (const std::string& spelling : spellings(word)) {
                    (lists.*member.set).insert(spelling);
                }
            }
            return;
        }
    }
    throw Refused{line, "a word file has no member of this name"};
}

} // namespace

std::expected<void, RuleError> read_word_file(
    std::string_view yaml, const std::string& file, WordLists& lists)
{
    return read_yaml(yaml, file, "word file", [&](const YAML::Node& root) {
        for (const auto& member : root) {
            if (member.first.as<std::string>() == "languages") {
                for (const auto& language : member.second) {
                    for (const auto& inner : language.second) {
                        read_member(inner.first.as<std::string>(), inner.second,
                            line_of(inner.first), lists);
                    }
                }
            } else {
                read_member(
                    member.first.as<std::string>(), member.second, line_of(member.first), lists);
            }
        }
    });
}

} // namespace redactor
