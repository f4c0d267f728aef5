#pragma once

#include "context.h"
#include "options/remote_options.h"
#include "text/fault.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace cli {

struct SubmitOptions {
    std::string subject;
    std::string description_file;
    std::string environment_file;
    std::vector<std::string> attachments;
    std::vector<std::string> credential_files;
    std::string contact_name;
    std::string contact_email;
    std::string customer;     // whose ticket it becomes, when an agent submits it
    std::string link_file;    // where a guest's link goes
    std::string receipt_file; // where the receipt goes
    std::string key_file;     // where the vault's verifier key goes
    bool as_guest = false;
};

// Submits, keeps link, receipt and key before anything else, then uploads each file and renews the receipt. A file that cannot be uploaded is
// abandoned on the server and makes the command fail, but the ticket stands.
[[nodiscard]] Answer<void> submit_ticket(
    Context& context, const RemoteOptions& remote, const SubmitOptions& options);

// Uploads files to announced attachments, one by one. Results are the server's attachment objects; a refused file ends with a fault after the
// others were tried.
struct Uploads {
    std::vector<std::string> refused; // sentences for people
    std::size_t stored = 0;
};
[[nodiscard]] Uploads upload_files(Context& context, ApiClient& client, nlohmann::json& attachments,
    nlohmann::json& credentials, const std::vector<std::string>& files);

struct FileToAttach {
    std::string path;
    std::string name; // last part of the path
    std::uint64_t size;
};
// A folder, a missing or an unreadable file is a fault that says which by its place in the command line.
[[nodiscard]] Answer<std::vector<FileToAttach>> look_at_files(
    const std::vector<std::string>& paths);

} // namespace cli
