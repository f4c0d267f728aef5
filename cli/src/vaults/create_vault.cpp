#include "vaults/create_vault.h"

#include "text/json_text.h"
#include "text/table.h"
#include "vaults/new_custody.h"

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

} // namespace

Answer<void> create_vault(Context& context, const CreateOptions& options)
{
    const LocalOptions& local = *options.local;
    const auto custody = obtain_new_custody(context, local, options.custody);
    if (!custody)
        return std::unexpected{custody.error()};
    const std::string origin = options.origin.empty() ? host_origin() : options.origin;
    const auto store =
        vault::create_vault(local.folders(), custody->custody, origin, context.world);
    if (!store) {
        drop_custody(*custody, local, store.error().code(), context.world);
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
