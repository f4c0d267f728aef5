#pragma once

#include "context.h"
#include "options/command.h"
#include "text/fault.h"
#include "vault/vault.h"

#include <memory>
#include <string>

namespace cli {

// The two folders of a vault on this machine and the file that opens them.
struct LocalOptions {
    std::string data;
    std::string keys;
    std::string custody_file;

    [[nodiscard]] vault::Folders folders() const { return {data, keys}; }
    [[nodiscard]] bool any() const
    {
        return !data.empty() || !keys.empty() || !custody_file.empty();
    }
};

// With `required` both folders must be given; otherwise the command does something else without them.
[[nodiscard]] std::shared_ptr<LocalOptions> add_local_options(Command command, bool required);

// The custody key of an existing vault: the key file, or the passphrase from the file or the terminal, whichever kind the vault was made
// with. A systemd credential "custody" is taken when no file is given.
[[nodiscard]] Answer<vault::Custody> obtain_custody(Context& context, const LocalOptions& options);

} // namespace cli
