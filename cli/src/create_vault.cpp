#include "create_vault.h"

#include "folder_checks.h"
#include "json_text.h"
#include "prompts.h"
#include "table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <ostream>
#include <unistd.h>

namespace cli {

namespace {

std::string host_origin()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        return "ticket-vault/tickets";
    std::string origin;
    for (const char c : std::string_view{name.data()}) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '.' ||
            lower == '-')
            origin += lower;
    }
    return origin.empty() ? "ticket-vault/tickets" : origin.substr(0, 80) + "/tickets";
}

struct NewCustody {
    vault::Custody custody;
    bool file_made = false;
};

Answer<NewCustody> new_custody(Context& context, const CreateOptions& options)
{
    const std::string& file = options.local->custody_file;
    if (options.custody == "passphrase") {
        auto passphrase = obtain_new_secret(context, file, "the new passphrase", "--custody-file");
        if (!passphrase)
            return std::unexpected{passphrase.error()};
        return NewCustody{{vault::Custody::Kind::passphrase, std::move(*passphrase)}, false};
    }
    if (file.empty())
        return fault(
            ExitCode::usage, "--custody-file says where the custody key is or shall be made");
    std::error_code ignored;
    const bool made = !std::filesystem::exists(file, ignored);
    if (made)
        if (const auto created = vault::create_custody_file(file, context.world); !created)
            return std::unexpected{to_custody_fault(created.error())};
    auto custody = vault::read_custody_file(file, vault::Custody::Kind::key_file, context.world);
    if (!custody)
        return std::unexpected{to_custody_fault(custody.error())};
    return NewCustody{std::move(*custody), made};
}

} // namespace

Answer<void> create_vault(Context& context, const CreateOptions& options)
{
    const LocalOptions& local = *options.local;
    if (!local.custody_file.empty() && (lies_inside(local.custody_file, local.data) ||
                                           lies_inside(local.custody_file, local.keys)))
        return fault(ExitCode::failed, "the custody file must lie outside both folders: who copies "
                                       "a folder must not get the key along");
    auto custody = new_custody(context, options);
    if (!custody)
        return std::unexpected{custody.error()};
    const std::string origin = options.origin.empty() ? host_origin() : options.origin;
    const auto store =
        vault::create_vault(local.folders(), custody->custody, origin, context.world);
    if (!store) {
        if (custody->file_made)
            ::unlink(local.custody_file.c_str());
        return std::unexpected{to_fault(store.error())};
    }
    if (context.json) {
        print_json(
            context, {{"store", store->to_string()}, {"origin", origin},
                         {"custody", options.custody}, {"custody_file_made", custody->file_made}});
        return {};
    }
    context.out << "Made a new vault.\n";
    FactList facts;
    facts.add("store", store->to_string());
    facts.add("origin", origin);
    facts.add("custody", custody->file_made
                             ? "a new key file; keep a copy of it away from the folders' backups"
                             : options.custody);
    facts.print(context.out, context.colour);
    context.err << "Next: ticketvault doctor with the same folders, then start ticketvaultd.\n";
    return {};
}

} // namespace cli
