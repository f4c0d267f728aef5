#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vault {

// The members of one entry of the log, as views into its bytes.
//
// read() accepts exactly the canonical texts of RFC 8785, within the bounds of an entry (integers below 2^53, no null, depth 8), that are objects
// of at most `members_max` members: one pass, no copy. tests/support/canonicalize.h says the same by parsing and writing again. What a verifier of millions of entries reads each of them with.
class EntryView {
public:
    static constexpr std::size_t members_max = 32;

    // Views are valid as long as `json` is.
    [[nodiscard]] static std::optional<EntryView> read(std::string_view json);

    // The bytes of a member's value; empty when there is none.
    [[nodiscard]] std::string_view raw(std::string_view name) const noexcept;
    // A string without escapes, unquoted; empty when there is none. Every word and id of an entry is one.
    [[nodiscard]] std::string_view text(std::string_view name) const noexcept;
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const noexcept;

private:
    struct Member {
        std::string_view name;
        std::string_view value; // never empty
        bool escaped;           // the value has a backslash
    };
    [[nodiscard]] const Member* find(std::string_view name) const noexcept;

    std::array<Member, members_max> members_; // the first count_
    std::size_t count_ = 0;
};

} // namespace vault
