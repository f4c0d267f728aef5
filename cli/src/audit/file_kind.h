#pragma once

#include "context.h"
#include "options/key_options.h"
#include "text/fault.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace cli {

// Of any file with a receipt, a certificate, a checkpoint, or what lies beside them.
inline constexpr std::size_t proof_bytes_max = 64 * 1024;

// The first line of an exported log.
inline constexpr std::string_view bundle_title = "ticket-vault/bundle/v1";
inline constexpr std::string_view bundle_signed = "signed "; // what its last line starts with

// "this is not a receipt", and where the text's first lines say what it is instead, that and the command it is for. People mix up the files an
// auditor keeps, and none of them is evidence against the log.
[[nodiscard]] std::string not_what_was_asked(std::string_view wanted, std::string_view text);

// Why a note proves nothing, in the words of its verdict; of one that is no note, what it is.
[[nodiscard]] std::unexpected<Fault> not_proved(
    const VerdictRow& row, std::string_view wanted, std::string_view text);

// A signed note from a file, or from standard input for "-". `what` as for read_text_file; bad_proof, with `wanted` ("a receipt"), for one that is
// too long to be any.
[[nodiscard]] Answer<std::string> read_note_file(
    Context& context, const std::string& path, std::string_view what, std::string_view wanted);

} // namespace cli
