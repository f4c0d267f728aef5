#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace redactor {

// Why a document, or a member of one, can only be kept sealed whole. A closed list: it is part of reports, of the API and of the
// store.
enum class WholeReason : std::uint8_t {
    binary,         // no format this version reads
    not_utf8,       // a text in a charset nobody named
    image,          // its pixels are not read (docs/decisions/0005)
    not_rewritable, // it was read, but the format cannot be written back without what was found
    damaged,        // cut, inconsistent or not what it says it is
    encrypted,      // needs a password
    too_large,      // more decoded bytes, or more bytes for each stored one, than the limits allow
    too_many_members, // more entries than the limits allow
    too_deep,         // nested deeper than the limits allow
    too_slow,         // not done within the limit of time
    unsafe_path,      // a member's name climbs out of its folder
    not_examined,     // the scanner gave a text of it up
    parser_failed,    // the parser process could not be started, died or answered nonsense
};

inline constexpr std::size_t whole_reason_count = 13;

// The word of a reason in reports ("too-many-members").
std::string_view to_string(WholeReason reason);

} // namespace redactor
