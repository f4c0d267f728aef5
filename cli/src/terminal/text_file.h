#pragma once

#include "context.h"
#include "text/fault.h"
#include "vault/secret.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cli {

// The whole file, or standard input for "-"; a read that fails is a fault, never the end. `what` names it in the sentence of a fault
// ("the description"); the path is not repeated.
[[nodiscard]] Answer<std::string> read_text_file(
    Context& context, const std::string& path, std::string_view what, std::size_t bytes_max);

// The same, of a longer one its first `bytes_max` bytes.
[[nodiscard]] Answer<std::string> read_text_start(
    Context& context, const std::string& path, std::string_view what, std::size_t bytes_max);

// The first line of a file, or of standard input for "-", without its line end, in locked memory. At most 4 KiB; empty is a fault.
[[nodiscard]] Answer<vault::Secret> read_secret_file(
    Context& context, const std::string& path, std::string_view what);

// All of a file, or of standard input for "-", without the end of its last line, in locked memory; empty is a fault.
[[nodiscard]] Answer<vault::Secret> read_whole_secret(
    Context& context, const std::string& path, std::string_view what, std::size_t bytes_max);

// Whether what follows on standard input is another option's.
enum class Stdin : std::uint8_t { shared, own };

// The same with the line after it, which is no secret; empty where there is none, and for a shared "-".
struct SecretAndNote {
    vault::Secret secret;
    std::string note;
};
[[nodiscard]] Answer<SecretAndNote> read_secret_and_note(
    Context& context, const std::string& path, std::string_view what, Stdin input);

} // namespace cli
