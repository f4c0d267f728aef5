#pragma once

#include "context.h"
#include "options/command.h"
#include "options/local_options.h"
#include "text/fault.h"
#include "vault/vault.h"

#include <string>

namespace cli {

// The custody key of folders about to be made: a key file, made where there is none, or a new passphrase from the file or the terminal.
struct NewCustody {
    vault::Custody custody;
    bool file_made = false;
};
// `kind` is "key-file" or "passphrase". A fault when the file lies inside a folder it is to open.
[[nodiscard]] Answer<NewCustody> obtain_new_custody(
    Context& context, const LocalOptions& local, const std::string& kind);
// Takes back a file that was made for folders that were not. Not where somebody else makes a vault, or made one, in these folders: it may have read
// this file, and then nothing else opens it.
void drop_custody(const NewCustody& custody, const LocalOptions& local, vault::ErrorCode failure,
    vault::World world);

// --custody KIND
Option add_custody_kind(Command command, std::string& kind);

} // namespace cli
