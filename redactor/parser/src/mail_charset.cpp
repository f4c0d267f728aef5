#include "mail_charset.h"

#include "ascii_case.h"

#include <Poco/TextConverter.h>
#include <Poco/TextEncoding.h>
#include <Poco/UTF8Encoding.h>

#include <algorithm>
#include <array>
#include <limits>

namespace redactor::parser {
namespace {

std::optional<std::string> convert(
    std::string_view text, const Poco::TextEncoding& from, const Poco::TextEncoding& to)
{
    if (text.size() > std::numeric_limits<int>::max()) {
        return std::nullopt;
    }
    std::string out;
    Poco::TextConverter converter{from, to};
    const int faults = converter.convert(text.data(), static_cast<int>(text.size()), out);
    return faults == 0 ? std::optional{std::move(out)} : std::nullopt;
}

} // namespace

std::optional<std::string> from_utf8(const std::string& name, std::string_view text)
{
    const Poco::TextEncoding::Ptr encoding = Poco::TextEncoding::find(name);
    return encoding ? convert(text, Poco::UTF8Encoding{}, *encoding) : std::nullopt;
}

std::optional<std::string> to_utf8(const std::string& name, std::string_view bytes)
{
    const Poco::TextEncoding::Ptr encoding = Poco::TextEncoding::find(name);
    if (!encoding) {
        return std::nullopt;
    }
    auto text = convert(bytes, *encoding, Poco::UTF8Encoding{});
    return text && from_utf8(name, *text) == bytes ? text : std::nullopt;
}

bool is_unmarked(std::string_view name)
{
    static constexpr std::array<std::string_view, 5> names{
        "", "utf-8", "utf8", "us-ascii", "ascii"};
    return std::ranges::any_of(
        names, [&](std::string_view known) { return same_word(known, name); });
}

} // namespace redactor::parser
