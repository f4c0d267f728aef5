#include "encoded_words.h"

#include "ascii_case.h"
#include "mail_encoding.h"
#include "utf8_text.h"

#include <algorithm>
#include <optional>

namespace redactor::parser {
namespace {

constexpr std::size_t word_characters_max = 75;
constexpr std::string_view blanks = " \t\r\n";

std::string decode_q(std::string_view text)
{
    std::string plain{text};
    std::replace(plain.begin(), plain.end(), '_', ' ');
    return decode_mail(MailEncoding::quoted_printable, plain).value_or(std::string{text});
}

std::string utf8_of_latin1(std::string_view bytes)
{
    std::string out;
    for (const char c : bytes) {
        out += utf8_of(static_cast<unsigned char>(c));
    }
    return out;
}

// The word at the front of `text`.
std::optional<EncodedWord> read_word(std::string_view text)
{
    if (!text.starts_with("=?")) {
        return std::nullopt;
    }
    text = text.substr(0, 4 * word_characters_max); // longer than any program writes them
    const std::size_t kind = text.find('?', 2);
    const std::size_t end = kind == std::string_view::npos ? kind : text.find("?=", kind + 3);
    if (end > 4 * word_characters_max || text[kind + 2] != '?') {
        return std::nullopt;
    }
    EncodedWord word{0, end + 2, std::string{text.substr(2, kind - 2)}, {}};
    const std::string_view content = text.substr(kind + 3, end - kind - 3);
    const char how = lower(text[kind + 1]);
    if ((how != 'b' && how != 'q') || word.charset.find_first_of(blanks) != std::string::npos) {
        return std::nullopt;
    }
    if (how == 'q') {
        word.text = decode_q(content);
    } else if (auto decoded = decode_mail(MailEncoding::base64, content)) {
        word.text = std::move(*decoded);
    } else {
        return std::nullopt;
    }
    if (same_word(word.charset, "iso-8859-1") || same_word(word.charset, "windows-1252")) {
        word.charset = "utf-8";
        word.text = utf8_of_latin1(word.text);
    }
    return word;
}

} // namespace

MappedText read_mail_head(
    std::string_view mail, std::size_t begin, std::size_t end, std::vector<EncodedWord>& words)
{
    MappedText out;
    bool after_word = false;
    for (std::size_t at = begin; at < end;) {
        const std::string_view rest = mail.substr(at, end - at);
        const std::size_t blank = std::min(rest.find_first_not_of(blanks), rest.size());
        const bool folds = blank > 0 && (rest[blank - 1] == ' ' || rest[blank - 1] == '\t');
        // Blanks between two words are not shown.
        const std::size_t hidden = after_word && folds ? blank : 0;
        if (auto word = read_word(rest.substr(hidden))) {
            word->begin += at + hidden;
            word->end += at + hidden;
            MappedText text(1 + words.size());
            text.add_plain(word->text, 0);
            out.add_text(text);
            at = word->end;
            words.push_back(std::move(*word));
            after_word = true;
            continue;
        }
        after_word = false;
        if (folds && rest.find('\n') < blank) {
            out.add_joint(" ");
            at += blank;
            continue;
        }
        const std::size_t taken =
            blank > 0 ? blank : std::min(rest.find_first_of("= \t\r\n", 1), rest.size());
        out.add_plain(rest.substr(0, taken), at);
        at += taken;
    }
    return out;
}

std::string encode_word(const EncodedWord& word, std::string_view text)
{
    const std::string opening = "=?" + word.charset + "?B?";
    const std::size_t frame = opening.size() + 2;
    const std::size_t bytes_max = std::max<std::size_t>(
        (word_characters_max - std::min(frame, word_characters_max)) / 4 * 3, 12);
    std::string out;
    while (!text.empty()) {
        std::size_t size = std::min(text.size(), bytes_max);
        while (size < text.size() && size > 1 &&
               (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
            --size;
        }
        out += out.empty() ? "" : " ";
        out += opening + base64_line(text.substr(0, size)) + "?=";
        text.remove_prefix(size);
    }
    return out;
}

} // namespace redactor::parser
