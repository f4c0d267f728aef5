#include "vaults/new_custody.h"

#include "options/command.h"
#include "terminal/prompts.h"
#include "vaults/folder_checks.h"

#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
#include <unistd.h>

namespace cli {

Answer<NewCustody> obtain_new_custody(
    Context& context, const LocalOptions& local, const std::string& kind)
{
    const std::string& file = local.custody_file;
    if (lies_inside_either(file, local))
        return fault(ExitCode::usage, "the custody file must lie outside both folders: who copies "
                                      "a folder must not get the key along");
    if (kind == "passphrase") {
        auto passphrase = obtain_new_secret(context, file, "the new passphrase", "--custody-file");
        if (!passphrase)
            return std::unexpected{passphrase.error()};
        if (passphrase->size() < vault::custody_passphrase_bytes_min) // before anything is made
            return fault(ExitCode::usage, fmt::format("a passphrase has at least {} characters",
                                              vault::custody_passphrase_bytes_min));
        return NewCustody{{vault::Custody::Kind::passphrase, std::move(*passphrase)}, false};
    }
    if (file.empty())
        return fault(
            ExitCode::usage, "--custody-file says where the custody key is or shall be made");
    std::error_code ignored;
    const bool made = !std::filesystem::exists(file, ignored);
    if (made)
        if (const auto created = vault::create_custody_file(file, context.world); !created)
            return std::unexpected{to_secret_file_fault(created.error(), "--custody-file")};
    auto custody = vault::read_custody_file(file, vault::Custody::Kind::key_file, context.world);
    if (!custody)
        return std::unexpected{to_secret_file_fault(custody.error(), "--custody-file")};
    return NewCustody{std::move(*custody), made};
}

void drop_custody(const NewCustody& custody, const LocalOptions& local, vault::ErrorCode failure,
    vault::World world)
{
    const bool of_others = failure == vault::ErrorCode::in_use ||
                           failure == vault::ErrorCode::conflict ||
                           vault::custody_kind(local.folders(), world).has_value();
    if (custody.file_made && !of_others)
        ::unlink(local.custody_file.c_str());
}

Option add_custody_kind(Command command, std::string& kind)
{
    return command.add_option("--custody", kind, "key-file or passphrase (default key-file)")
        .type_name("KIND")
        .one_of({"key-file", "passphrase"});
}

} // namespace cli
