#include "open_rtf.h"

#include "mapped_text.h"
#include "utf8_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace redactor::parser {
namespace {

struct TextWord {
    std::string_view word;
    std::string_view text;
};

// Control words that stand for text. The rest set how text looks.
constexpr std::array text_words{TextWord{"par", "\n"}, TextWord{"line", "\n"},
    TextWord{"row", "\n"}, TextWord{"sect", "\n"}, TextWord{"page", "\n"}, TextWord{"cell", "\t"},
    TextWord{"tab", "\t"}, TextWord{"lquote", "'"}, TextWord{"rquote", "'"},
    TextWord{"ldblquote", "\""}, TextWord{"rdblquote", "\""}, TextWord{"endash", "-"},
    TextWord{"emdash", "-"}, TextWord{"bullet", "*"}};

// Groups whose content is a table of the writer or a picture in hex; their own text says nothing a person wrote. They are
// examined apart, as they stand, so that nothing in the file goes unseen.
constexpr std::array quiet_groups{std::string_view{"fonttbl"}, std::string_view{"colortbl"},
    std::string_view{"stylesheet"}, std::string_view{"pict"}, std::string_view{"themedata"},
    std::string_view{"datastore"}, std::string_view{"latentstyles"}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

class RtfReader {
public:
    explicit RtfReader(std::string_view rtf) : rtf_(rtf) {}

    MappedText read()
    {
        while (at_ < rtf_.size()) {
            const char c = rtf_[at_];
            if (c == '\\') {
                read_control();
            } else if (c == '{' || c == '}') {
                change_depth(c == '{');
            } else if (c == '\r' || c == '\n') {
                ++at_;
            } else {
                add_plain();
            }
        }
        return std::move(out_);
    }

private:
    bool is_quiet() const { return quiet_depth_ != 0; }

    void change_depth(bool deeper)
    {
        ++at_;
        if (deeper) {
            ++depth_;
        } else if (depth_ > 0) {
            quiet_depth_ = quiet_depth_ == depth_ ? 0 : quiet_depth_;
            --depth_;
        }
    }

    void add_plain()
    {
        const std::size_t end = std::min(rtf_.find_first_of("\\{}\r\n", at_), rtf_.size());
        if (!is_quiet()) {
            out_.add_plain(rtf_.substr(at_, end - at_), at_);
        }
        at_ = end;
    }

    void read_control()
    {
        const std::size_t begin = at_++;
        if (at_ >= rtf_.size()) {
            return;
        }
        if (is_letter(rtf_[at_])) {
            return read_word(begin);
        }
        const char c = rtf_[at_++];
        if (c == '\'') {
            read_byte(begin);
        } else if (c == '~') {
            add_decoded(" ", begin);
        } else if (c == '\n' || c == '\r') {
            add_decoded("\n", begin);
        } else if (c != '*' && c != '-') {
            add_decoded(std::string_view(&c, 1), begin);
        }
    }

    // \'e9: a byte of the code page, taken as Latin-1.
    void read_byte(std::size_t begin)
    {
        if (at_ + 2 > rtf_.size() || hex_value(rtf_[at_]) < 0 || hex_value(rtf_[at_ + 1]) < 0) {
            return;
        }
        const int byte = hex_value(rtf_[at_]) * 16 + hex_value(rtf_[at_ + 1]);
        at_ += 2;
        add_decoded(utf8_of(static_cast<char32_t>(byte)), begin);
    }

    void read_word(std::size_t begin)
    {
        const std::size_t word_begin = at_;
        while (at_ < rtf_.size() && is_letter(rtf_[at_])) {
            ++at_;
        }
        const std::string_view word = rtf_.substr(word_begin, at_ - word_begin);
        const bool negative = at_ < rtf_.size() && rtf_[at_] == '-';
        at_ += negative ? 1U : 0U;
        int number = 0;
        const auto read = std::from_chars(rtf_.data() + at_, rtf_.data() + rtf_.size(), number);
        at_ = static_cast<std::size_t>(read.ptr - rtf_.data());
        if (at_ < rtf_.size() && rtf_[at_] == ' ') {
            ++at_;
        }
        obey(word, negative ? -number : number, begin);
    }

    void obey(std::string_view word, int number, std::size_t begin)
    {
        if (word == "u") {
            skip_substitutes();
            add_decoded(
                utf8_of(static_cast<char32_t>(number < 0 ? number + 0x10000 : number)), begin);
        } else if (word == "uc") {
            substitutes_ = static_cast<unsigned>(std::clamp(number, 0, 8));
        } else if (!is_quiet() && std::find(quiet_groups.begin(), quiet_groups.end(), word) !=
                                      quiet_groups.end()) {
            quiet_depth_ = depth_;
        } else {
            for (const TextWord& text : text_words) {
                if (text.word == word) {
                    add_decoded(text.text, begin);
                }
            }
        }
    }

    // What follows \u for readers that know no Unicode: plain characters or \'hh.
    void skip_substitutes()
    {
        for (unsigned left = substitutes_; left > 0 && at_ < rtf_.size(); --left) {
            const bool byte = rtf_.substr(at_).starts_with("\\'") && at_ + 4 <= rtf_.size();
            if (!byte && std::string_view{"\\{}\r\n"}.find(rtf_[at_]) != std::string_view::npos) {
                return;
            }
            at_ += byte ? 4U : 1U;
        }
    }

    void add_decoded(std::string_view text, std::size_t begin)
    {
        if (!is_quiet()) {
            out_.add_decoded(text, begin, at_);
        }
    }

    std::string_view rtf_;
    MappedText out_;
    std::size_t at_ = 0;
    unsigned depth_ = 0;
    unsigned quiet_depth_ = 0; // of the group that is left out; 0: none
    unsigned substitutes_ = 1;
};

std::string escape_rtf(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        out += c == '\\' || c == '{' || c == '}' ? std::string{'\\', c} : std::string{c};
    }
    return out;
}

} // namespace

Rewritten open_rtf(Walk& walk, const std::string& member, std::string_view bytes)
{
    const MappedText text = RtfReader(bytes).read();
    const std::vector<Edit> text_edits = walk.examine(member, text.text());
    SourceEdits edits(1);
    text.to_source(text_edits, edits);
    for (Edit& edit : edits[0]) {
        edit.with = escape_rtf(edit.with);
    }
    // As it stands, for document properties and what the quiet groups hold.
    for (Edit& edit : walk.examine(member, bytes)) {
        edits[0].push_back(std::move(edit));
    }
    if (edits[0].empty()) {
        return std::nullopt;
    }
    settle(edits[0]);
    std::string rewritten = apply_edits(bytes, edits[0]);
    // An edit in the middle of a control word may turn the rest of it into text.
    if (RtfReader(rewritten).read().text() != apply_edits(text.text(), text_edits)) {
        walk.whole(member, WholeReason::not_rewritable);
        return std::nullopt;
    }
    return rewritten;
}

} // namespace redactor::parser
