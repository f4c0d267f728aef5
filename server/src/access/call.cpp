#include "access/call.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace server {

namespace {

constexpr std::uint64_t page_rows_default = 50;
constexpr std::size_t cursor_bytes_max = 512;

} // namespace

std::string_view Call::query(std::string_view name) const
{
    const auto pairs = request.query();
    const auto found = std::ranges::find(pairs, name, &http::QueryPair::name);
    return found == pairs.end() ? std::string_view{} : found->value;
}

void Call::refuse_query(http::Literal name, http::Literal detail)
{
    if (!fault) {
        fault = json::FieldFault{detail, "?" + std::string{name.text()}};
    }
}

std::uint64_t Call::query_number(
    http::Literal name, std::uint64_t min, std::uint64_t max, std::uint64_t otherwise)
{
    const std::string_view text = query(name.text());
    if (text.empty()) {
        return otherwise;
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < min || number > max) {
        refuse_query(name, "this parameter must be a whole number within its range");
        fault->bounds = {min, max};
        return otherwise;
    }
    return number;
}

vault::Page Call::page()
{
    vault::Page page;
    page.limit =
        static_cast<std::uint32_t>(query_number("limit", 1, page_rows_max, page_rows_default));
    page.cursor = query("cursor");
    if (page.cursor.size() > cursor_bytes_max) {
        refuse_query("cursor", "this is no cursor of ours");
        page.cursor.clear();
    }
    return page;
}

} // namespace server
