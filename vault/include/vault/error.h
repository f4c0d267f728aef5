#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vault {

// What went wrong, in the terms a caller acts on. The server maps each to one HTTP status, the command line to one exit code.
enum class ErrorCode : std::uint8_t {
    invalid,          // the request itself makes no sense (limit, format)
    not_found,        // no such object, or not the caller's: the two must look alike
    forbidden,        // the caller may see it but not do this
    needs_grant,      // unsealing without a grant that allows it
    conflict,         // the state does not allow it (illegal edge, already closed)
    gone,             // shredded: the certificate is what is left
    too_many,         // a counted limit is reached
    unauthenticated,  // wrong or ended sign-in
    wrong_key,        // custody key or passphrase does not open this vault
    missing,          // a file or folder of the vault is not there
    cut_off,          // a restore into the folders did not come to its end: they hold no vault
    foreign,          // keys and data belong to different vaults
    corrupt,          // stored bytes fail their check
    inconsistent_log, // the audit log contradicts itself: evidence, not a mere fault of the disk
    in_use,           // another process holds the vault
    read_only,        // the file system refuses writes
    disk_full,
    io,          // any other fault of storage
    unavailable, // shutting down, or stopped after a storage fault
    internal,    // our mistake, caught before harm
};

// Text that stands in the source. A runtime string does not convert to it (the constructor runs in the compiler only) and nothing changes it
// afterwards, so whoever is given one may keep it for ever and show it to anybody.
class Literal {
public:
    using StandsInSource = void; // for those who take the literals of several modules

    template <std::size_t N>
    consteval Literal(const char (&literal)[N])
        : text_{literal, N - 1} // NOLINT(google-explicit-constructor)
    {
    }

    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

private:
    std::string_view text_;
};

// An error's text is a literal, so that input and secrets cannot reach it. `subject` is an object's id or a number's digits, set only
// through with(), never free text.
class Error {
public:
    Error(ErrorCode code, Literal literal) : code_{code}, literal_{literal} {}

    [[nodiscard]] Error with(std::uint64_t number) const;
    // `id` must be the text of an Id (prefix, underscore, base32); anything else aborts.
    [[nodiscard]] Error with_id(std::string_view id) const;
    // One word for programs, where the code alone does not tell refusals apart: "own_request". Of what the caller may know.
    [[nodiscard]] Error because(Literal reason) const;

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }
    [[nodiscard]] Literal literal() const noexcept { return literal_; }
    [[nodiscard]] std::string_view text() const noexcept { return literal_.text(); }
    [[nodiscard]] const std::optional<Literal>& reason() const noexcept { return reason_; }
    [[nodiscard]] const std::string& subject() const noexcept { return subject_; }
    // Text and subject in one line: "no such ticket (tkt_…)".
    [[nodiscard]] std::string to_string() const;

private:
    ErrorCode code_;
    Literal literal_;
    std::optional<Literal> reason_;
    std::string subject_;
};

template <class T>
using Expected = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Error error)
{
    return std::unexpected<Error>{std::move(error)};
}

[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;

// Leaves a failure without consequence. Whoever calls it says beside it why there is none.
template <typename T>
void ignore_failure(const Expected<T>&)
{
}

} // namespace vault
