#include "options/local_options.h"

#include "options/command.h"
#include "terminal/prompts.h"

namespace cli {

std::shared_ptr<LocalOptions> add_local_options(Command command, bool required)
{
    auto options = std::make_shared<LocalOptions>();
    command.add_option("--data", options->data, "The vault's data folder")
        .type_name("DIR")
        .required(required);
    command
        .add_option("--keys", options->keys, "The vault's keys folder, not inside the data folder")
        .type_name("DIR")
        .required(required);
    command
        .add_option("--custody-file", options->custody_file,
            "The custody key file, or a file with the passphrase ('-': standard input)")
        .type_name("FILE");
    return options;
}

Answer<vault::Custody> obtain_custody(Context& context, const LocalOptions& options)
{
    const auto kind = vault::custody_kind(options.folders(), context.world);
    if (!kind)
        return std::unexpected{to_fault(kind.error())};
    const std::filesystem::path file = options.custody_file.empty() ? vault::custody_credential()
                                       : options.custody_file == "-"
                                           ? std::filesystem::path{"/dev/stdin"}
                                           : std::filesystem::path{options.custody_file};
    if (!file.empty()) {
        auto custody = vault::read_custody_file(file, *kind, context.world);
        if (!custody)
            return std::unexpected{to_secret_file_fault(custody.error(),
                options.custody_file.empty() ? "the systemd credential" : "--custody-file")};
        return std::move(*custody);
    }
    if (*kind == vault::Custody::Kind::key_file)
        return fault(ExitCode::usage,
            "this vault is opened by a key file; give it with --custody-file FILE");
    auto passphrase = obtain_secret(context, "", "the passphrase", "--custody-file");
    if (!passphrase)
        return std::unexpected{passphrase.error()};
    return vault::Custody{*kind, std::move(*passphrase)};
}

} // namespace cli
