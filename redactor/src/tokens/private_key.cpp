#include "tokens/private_key.h"

#include <algorithm>

#include "text/base64.h"
#include "text/char_class.h"

namespace redactor {
namespace {

bool is_body_char(char c)
{
    return is_alnum(c) || c == '+' || c == '/' || c == '=' || is_space(c) || c == '\\' ||
           c == '>' || c == '#' || c == '"' || c == '\'' || c == ',' || c == '|' || c == ':' ||
           c == '-' || c == '*' || c == '.' || c == '%' || c == '_' || c == '(' || c == ')' ||
           c == '@';
}

// Where five dashes and `word` stand next, or the end of the text.
std::size_t next_dashes(std::string_view text, std::size_t at, std::string_view word)
{
    constexpr std::string_view dashes = "-----";
    while ((at = text.find(dashes, at)) != std::string_view::npos) {
        if (text.substr(at + dashes.size()).starts_with(word)) {
            return at;
        }
        ++at;
    }
    return text.size();
}

// Where the body of a key without an end stops: at what no body holds, or where words of a text begin.
std::size_t cut_body_end(std::string_view text, std::size_t at, std::size_t stop)
{
    constexpr std::size_t short_bytes_max = 20; // lines of a key are longer
    constexpr int short_words_max =
        8; // the head lines of a key, or what a log writes before each line
    std::size_t words_begin = at;
    int short_words = 0;
    while (at < stop && is_body_char(text[at])) {
        const std::size_t word = at;
        while (at < stop && is_body_char(text[at]) && !is_space(text[at])) {
            ++at;
        }
        if (at - word > short_bytes_max) {
            short_words = 0;
        } else if (at > word) {
            words_begin = short_words == 0 ? word : words_begin;
            if (++short_words > short_words_max) {
                return words_begin;
            }
        }
        while (at < stop && is_space(text[at])) {
            ++at;
        }
    }
    return at;
}

bool is_base64_char(char c) { return is_alnum(c) || c == '+' || c == '/'; }

// Enough of a key to be of use to anybody, and of its head to know its length.
constexpr std::size_t der_characters_min = 40;
constexpr std::size_t der_head_characters = 8;

// The whole length that the head of a SEQUENCE announces (X.690 8.1.3); 0 for anything else.
std::size_t der_bytes(std::string_view head)
{
    const auto byte = [&](std::size_t i) {
        return std::size_t{static_cast<unsigned char>(head[i])};
    };
    if (head.size() < 4 || byte(0) != 0x30) {
        return 0;
    }
    return byte(1) < 0x80    ? 2 + byte(1)
           : byte(1) == 0x81 ? 3 + byte(2)
           : byte(1) == 0x82 ? 4 + byte(2) * 256 + byte(3)
                             : 0;
}

// The labels are found in any case, keys are written in one: RSA (PKCS #1, all usual lengths; PKCS #8), EC, Ed25519.
bool has_der_start(std::string_view text)
{
    const std::string_view rest = text.size() > 6 ? text.substr(6) : std::string_view{};
    return (text.starts_with("MII") && (rest.starts_with("IBAAK") || rest.starts_with("IBAAJ") ||
                                           rest.starts_with("IBADANBg"))) ||
           text.starts_with("MIGHAgEAMB") || text.starts_with("MHcCAQEE") ||
           text.starts_with("MC4CAQAwBQ");
}

constexpr std::string_view openssh_start = "b3BlbnNzaC1rZXktdjEA"; // "openssh-key-v1"

bool is_key_start(std::string_view text)
{
    return has_der_start(text) || text.starts_with(openssh_start);
}

struct Base64Run {
    std::size_t end = 0;        // behind its last character or padding
    std::size_t characters = 0; // without what stands between the lines
};

// At most `characters_max` characters from `begin`, over line ends (also escaped ones), indentation and quotes of pieces. Ends
// where another key begins, so that a flood of heads is read once.
Base64Run read_base64(std::string_view text, std::size_t begin, std::size_t characters_max)
{
    constexpr std::size_t gap_bytes_max = 40;
    const std::size_t stop = std::min(text.size(), begin + private_key_bytes_max);
    Base64Run run{begin, 0};
    std::size_t at = begin;
    while (at < stop && run.characters < characters_max && at - run.end <= gap_bytes_max) {
        const char c = text[at];
        if (is_base64_char(c) || c == '=') {
            const bool line_begins = at != run.end;
            if (line_begins && is_key_start(text.substr(at))) {
                break;
            }
            ++run.characters;
            run.end = at + 1;
        } else if (c == '\\' && at + 1 < stop && (text[at + 1] == 'n' || text[at + 1] == 'r')) {
            ++at;
        } else if (!is_space(c) && c != '"' && c != '\'' && c != ',') {
            break;
        }
        ++at;
    }
    run.end =
        at >= stop && stop < text.size() ? stop : run.end; // it goes on, and is not fully scanned
    return run;
}

} // namespace

void parse_pem(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    const std::string_view head = text.substr(at, 80);
    const std::size_t title_end = head.find("-----", 10);
    if (title_end == std::string_view::npos) {
        return;
    }
    const std::string_view title = head.substr(11, title_end - 11);
    if (title.find("PRIVATE KEY") == std::string_view::npos ||
        title.find("PUBLIC") != std::string_view::npos) {
        return;
    }
    const std::size_t body = at + title_end + 5;
    // A key ends where another begins, so that a flood of heads is read once, not each to the longest key's end.
    const std::size_t furthest = std::min(text.size(), at + private_key_bytes_max);
    const std::size_t stop = next_dashes(text.substr(0, furthest), body, "BEGIN");
    const std::size_t close = next_dashes(text.substr(0, stop), body, "END");
    if (close != stop) {
        const std::size_t dashes = text.substr(0, furthest).find("-----", close + 8);
        std::size_t end = dashes == std::string_view::npos ? close + 8 : dashes + 5;
        if (text.substr(end, 2) == "\\n") {
            end += 2; // the escaped newline of a JSON string is part of the value
        }
        const auto letters = std::count_if(text.begin() + static_cast<std::ptrdiff_t>(body),
            text.begin() + static_cast<std::ptrdiff_t>(close), is_alnum);
        if (letters >= 24) {
            source.add(Detector::private_key, at, end, Kind::private_key, Confidence::certain);
        }
        return;
    }
    // Cut short: what still looks like its body.
    std::size_t end = cut_body_end(text, body, stop);
    const bool goes_on = end == furthest && furthest < text.size();
    while (!goes_on && end > body && !is_alnum(text[end - 1]) && text[end - 1] != '=' &&
           text[end - 1] != '-') {
        --end;
    }
    source.add(Detector::private_key, at, end, Kind::private_key, Confidence::high);
}

void parse_der_key(SourceText& source, std::size_t mark, std::size_t before)
{
    const std::string_view text = source.text();
    if (mark < before || (mark > before && is_base64_char(text[mark - before - 1]))) {
        return;
    }
    const std::size_t begin = mark - before;
    const auto head = decode_base64(text.substr(begin, der_head_characters));
    const std::size_t bytes = head ? der_bytes(*head) : 0;
    if (bytes == 0 || !has_der_start(text.substr(begin))) {
        return;
    }
    // Four characters for three bytes; what the last group is padded with is taken along.
    const Base64Run run = read_base64(text, begin, (bytes + 2) / 3 * 4);
    if (run.characters >= der_characters_min) {
        source.add(Detector::private_key, begin, run.end, Kind::private_key, Confidence::certain);
    }
}

void parse_openssh_key(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    if (!text.substr(at).starts_with(openssh_start) || (at > 0 && is_base64_char(text[at - 1]))) {
        return;
    }
    const Base64Run run = read_base64(text, at, private_key_bytes_max);
    if (run.characters >= der_characters_min) {
        source.add(Detector::private_key, at, run.end, Kind::private_key, Confidence::certain);
    }
}

void parse_putty(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    std::size_t line = text.find('\n', at);
    if (line == std::string_view::npos) {
        return;
    }
    const std::size_t begin = line + 1;
    const std::size_t stop = std::min(text.size(), at + private_key_bytes_max);
    std::size_t end = begin;
    while (end < stop) {
        std::size_t line_end = end;
        while (line_end < stop && (text[line_end] == '>' || text[line_end] == ' ')) {
            ++line_end; // marks of a quoted reply
        }
        while (line_end < stop && (is_alnum(text[line_end]) || text[line_end] == '+' ||
                                      text[line_end] == '/' || text[line_end] == '=')) {
            ++line_end;
        }
        if (line_end == end) {
            break;
        }
        std::size_t next = line_end;
        next += next < stop && text[next] == '\r' ? 1U : 0U;
        if (next < stop && text[next] != '\n') {
            break;
        }
        end = next + 1;
    }
    end = std::min(end, text.size());
    while (end > begin && is_space(text[end - 1])) {
        --end;
    }
    source.add(Detector::private_key, begin, end, Kind::private_key, Confidence::certain);
}

} // namespace redactor
