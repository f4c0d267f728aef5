#include "tokens/json_web_token.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "redactor/stream_scanner.h"
#include "text/base64.h"
#include "text/char_class.h"
#include "text/dense_text.h"

namespace redactor {
namespace {

constexpr std::size_t token_bytes_max = scan_right_bytes;
constexpr std::size_t whole_header_bytes_max = std::size_t{16} << 10;
constexpr std::size_t part_bytes_min = 10;
constexpr std::size_t parts_max = 5;

// What stands before a token: no base64 that goes on, but maybe the tail of an escape (\n, %3D).
bool begins_here(std::string_view text, std::size_t at)
{
    if (at == 0 || !is_token_word(text[at - 1]) || text[at - 1] == '-') {
        return true;
    }
    const bool escaped =
        at >= 2 && text[at - 2] == '\\' && (text[at - 1] == 'n' || text[at - 1] == 't');
    return escaped ||
           (at >= 3 && text[at - 3] == '%' && is_hex(text[at - 2]) && is_hex(text[at - 1]));
}

bool is_object(const std::optional<std::string>& bytes)
{
    return bytes && bytes->size() >= 2 && bytes->front() == '{' && bytes->back() == '}';
}

// The part that begins at `at`, at most to `stop`.
std::size_t part_end(const SourceText& source, std::size_t at, std::size_t stop)
{
    return at < stop ? std::min(source.token_end(at), stop) : at;
}

// A JSON object that names an algorithm. Certificates make it long: then its first bytes tell.
bool is_header(std::string_view part)
{
    constexpr std::size_t look_bytes = 1024;
    const bool whole = part.size() <= whole_header_bytes_max;
    const auto decoded = decode_base64(whole ? part : part.substr(0, look_bytes));
    return decoded && (whole ? is_object(decoded) : decoded->starts_with('{')) &&
           decoded->find("\"alg\"") != std::string::npos;
}

bool names_encryption(std::string_view header)
{
    const auto decoded = decode_base64(header);
    return decoded && decoded->find("\"enc\"") != std::string::npos;
}

} // namespace

void parse_json_web_token(SourceText& source, std::size_t at)
{
    const std::string_view text = source.text();
    const std::string_view start = text.substr(at, 3); // {" or { in base64
    if ((start != "eyJ" && start != "eyA") || !begins_here(text, at)) {
        return;
    }
    const std::size_t stop = std::min(text.size(), at + token_bytes_max);
    std::size_t end = part_end(source, at, stop);
    const std::string_view header = text.substr(at, end - at);
    source.count_read(std::min(header.size(), whole_header_bytes_max));
    if (end >= stop && stop < text.size() && is_header(header)) {
        // No end within reach: not fully scanned.
        source.add(Detector::json_web_token, at, stop, Kind::access_token, Confidence::high);
        return;
    }
    if (end >= stop || text[end] != '.' || header.size() < part_bytes_min || !is_header(header)) {
        return;
    }
    std::size_t parts = 1;
    const std::size_t second = end + 1;
    std::size_t second_end = second;
    while (parts < parts_max && end < stop && text[end] == '.') {
        const std::size_t next = part_end(source, end + 1, stop);
        if (next == end + 1 && parts != 1) {
            break; // a sentence's full stop; the key of an encrypted token may be empty
        }
        second_end = parts == 1 ? next : second_end;
        end = next;
        ++parts;
    }
    const std::string_view body = text.substr(second, second_end - second);
    const bool payload = body.size() >= part_bytes_min && is_object(decode_base64(body));
    const bool encrypted = parts == parts_max && names_encryption(header);
    const bool unsigned_token = parts == 2 && end < text.size() && text[end] == '.';
    if (unsigned_token || !(payload || encrypted || body.starts_with("ey"))) {
        return;
    }
    source.add(Detector::json_web_token, at, end, Kind::access_token,
        payload ? Confidence::certain : Confidence::high);
}

} // namespace redactor
