// Feeds arbitrary bytes to the scanner and the parser of request heads and checks what everything
// behind them relies on.
#include "http/head_syntax.h"
#include "http/request_head.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace server::http;

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

std::expected<std::size_t, HeadFault> scan_in_pieces(std::string_view bytes, std::size_t step)
{
    HeadScanner scanner;
    for (std::size_t end = step; end < bytes.size(); end += step) {
        const auto size = scanner.scan(bytes.substr(0, end));
        if (!size || *size != 0) {
            return size;
        }
    }
    return scanner.scan(bytes);
}

void check_head(const RequestHead& head)
{
    require(is_token(head.method) && head.method.size() <= method_bytes_max);
    require(head.path.starts_with('/') && head.path.size() <= target_bytes_max);
    require(is_utf8(head.path) && is_field_value(head.path) &&
            head.path.find('\t') == std::string_view::npos);
    require(head.path.find('\\') == std::string_view::npos && !has_dot_segment(head.path));
    require(head.query.size() <= query_pair_count_max && head.headers.size() <= header_count_max);
    for (const QueryPair& pair : head.query) {
        require(is_utf8(pair.name) && is_utf8(pair.value) && is_field_value(pair.name) &&
                is_field_value(pair.value));
    }
    std::size_t hosts = 0;
    std::size_t lengths = 0;
    for (const HeaderField& field : head.headers) {
        require(is_token(field.name) && is_field_value(field.value) &&
                trim_blanks(field.value) == field.value);
        for (const char letter : field.name) {
            require(lower_case(letter) == letter);
        }
        hosts += field.name == "host" ? 1u : 0u;
        lengths += field.name == "content-length" ? 1u : 0u;
        require(field.name != "transfer-encoding");
    }
    require(hosts == 1 || (hosts == 0 && head.minor_version == 0));
    require(lengths <= 1 && (lengths == 1 || head.content_length == 0));
    require(head.content_length < 1'000'000'000'000'000);
    require(!head.keep_alive || head.minor_version == 1);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    HeadScanner whole;
    const auto end = whole.scan(bytes);
    // However the bytes come, the head ends at the same place. A fault may be another one: more of
    // the bytes was seen.
    const std::size_t step = size == 0 ? 1 : 1 + data[size - 1] % 32;
    const auto in_pieces = scan_in_pieces(bytes, step);
    require(end.has_value() == in_pieces.has_value() && (!end || *end == *in_pieces));

    const auto head = parse_request_head(bytes);
    if (head) {
        require(end && *end == size);
        check_head(*head);
    } else {
        require(head_fault_status(head.error()) >= 400 &&
                !head_fault_detail(head.error()).text().empty());
    }
    return 0;
}
