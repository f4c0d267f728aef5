#include "tokens/json_web_token.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "text/base64.h"
#include "text/char_class.h"
#include "text/dense_text.h"

namespace redactor {
namespace {

constexpr std::size_t token_bytes_max = std::size_t{32} << 10;
constexpr std::size_t header_bytes_max = 2048;
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

std::size_t part_end(std::string_view text, std::size_t at, std::size_t stop)
{
    while (at < stop && is_token_word(text[at])) {
        ++at;
    }
    return at;
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
    std::size_t end = part_end(text, at, std::min(stop, at + header_bytes_max));
    if (end >= stop || text[end] != '.' || end - at < part_bytes_min) {
        return;
    }
    const auto header = decode_base64(text.substr(at, end - at));
    if (!is_object(header) || header->find("\"alg\"") == std::string::npos) {
        return;
    }
    std::size_t parts = 1;
    const std::size_t second = end + 1;
    std::size_t second_end = second;
    while (parts < parts_max && end < stop && text[end] == '.') {
        const std::size_t next = part_end(text, end + 1, stop);
        if (next == end + 1 && parts != 1) {
            break; // a sentence's full stop; the key of an encrypted token may be empty
        }
        second_end = parts == 1 ? next : second_end;
        end = next;
        ++parts;
    }
    const std::string_view body = text.substr(second, second_end - second);
    const bool payload = body.size() >= part_bytes_min && is_object(decode_base64(body));
    const bool encrypted = parts == parts_max && header->find("\"enc\"") != std::string::npos;
    const bool unsigned_token = parts == 2 && end < text.size() && text[end] == '.';
    if (unsigned_token || !(payload || encrypted || body.starts_with("ey"))) {
        return;
    }
    source.add(Detector::json_web_token, at, end, Kind::access_token,
        payload ? Confidence::certain : Confidence::high);
}

} // namespace redactor
