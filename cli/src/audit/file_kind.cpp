#include "audit/file_kind.h"

#include "terminal/text_file.h"
#include "vault/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cli {

namespace {

struct FileKindRow {
    std::string_view starts; // the first line
    std::string_view word;   // in what was asked for, if that is meant
    std::string_view noun;
    std::string_view command;
};

constexpr std::array<FileKindRow, 8> file_kinds{{
    {"ticket-vault/bundle/", "log", "an exported log", "audit verify --bundle"},
    {"ticket-vault/receipt/", "receipt", "a receipt", "receipt verify"},
    {"ticket-vault/certificate/", "certificate", "a certificate", "certificate verify"},
    {"ticket-vault/ticket-certificate/", "certificate", "the certificate of a ticket",
        "certificate verify"},
    {"ticket-vault/sealed/", "list", "the list of a receipt", "receipt verify --list"},
    {"ticket-vault/sealed-path/", "path", "the path of one line of a receipt",
        "receipt verify --path"},
    {"ticket-vault/backup/", "backup", "a backup", "restore"},
    {"c2sp.org/tlog-proof@", "entry", "the proof of one entry", ""},
}};

constexpr FileKindRow checkpoint_kind{"", "checkpoint", "a checkpoint", "audit consistency"};

// Its first line is the log's name, which may be any: the lines below it, a number and a hash, tell.
bool is_checkpoint(std::string_view text)
{
    constexpr std::size_t digits_max = 20;
    const auto cut = [&] {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        return line;
    };
    const auto name = cut();
    const auto size = cut();
    const auto root = cut();
    return !name.empty() && !size.empty() && size.size() <= digits_max &&
           size.find_first_not_of("0123456789") == std::string_view::npos &&
           vault::parse_hash(root).has_value();
}

const FileKindRow* kind_of(std::string_view text)
{
    const auto* const row = std::ranges::find_if(
        file_kinds, [&](const FileKindRow& kind) { return text.starts_with(kind.starts); });
    return row != file_kinds.end() ? row : is_checkpoint(text) ? &checkpoint_kind : nullptr;
}

} // namespace

std::string not_what_was_asked(std::string_view wanted, std::string_view text)
{
    const FileKindRow* const kind = kind_of(text);
    const bool other = kind != nullptr && wanted.find(kind->word) == std::string_view::npos;
    return fmt::format("this is not {}{}{}{}", wanted, other ? ": it is " : "",
        other ? kind->noun : "",
        other && !kind->command.empty() ? fmt::format(", see '{}'", kind->command) : "");
}

std::unexpected<Fault> not_proved(
    const VerdictRow& row, std::string_view wanted, std::string_view text)
{
    return fault(row.code, row.verdict == vault::ProofVerdict::malformed
                               ? not_what_was_asked(wanted, text)
                               : std::string{row.sentence});
}

Answer<std::string> read_note_file(
    Context& context, const std::string& path, std::string_view what, std::string_view wanted)
{
    auto text = read_text_start(context, path, what, proof_bytes_max + 1);
    if (text && text->size() > proof_bytes_max)
        return fault(ExitCode::bad_proof, not_what_was_asked(wanted, *text));
    return text;
}

} // namespace cli
