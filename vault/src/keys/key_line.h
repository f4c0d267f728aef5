#pragma once

#include "vault/error.h"
#include "vault/secret.h"
#include "vault/world.h"

#include <filesystem>
#include <string_view>

namespace vault {

// A file that holds one secret in one line: what a person keeps apart from the vault.
//
// Threads: any.

// What to say of such a file.
struct SecretFileWords {
    Literal absent;     // missing: no file
    Literal unreadable; // unavailable: the system does not let it be read
    Literal malformed;  // invalid: not exactly one line
};

// How the line of a custody key file begins.
inline constexpr std::string_view custody_line_start = "tvck1_";

// The line without its end.
[[nodiscard]] Expected<Secret> read_secret_line(
    const std::filesystem::path& file, const SecretFileWords& words, World world);
// The key in a line of `prefix` and base64url of 32 bytes; invalid with `malformed` for any other.
[[nodiscard]] Expected<Secret> decode_key_line(
    const Secret& line, std::string_view prefix, Literal malformed);
// A new random key in a new file, mode 0600, durable. conflict with `exists` where there is a file.
[[nodiscard]] Expected<void> create_key_file(
    const std::filesystem::path& file, std::string_view prefix, Literal exists, World world);

} // namespace vault
