#pragma once

#include "context.h"
#include "service/api_client.h"
#include "terminal/text_file.h"
#include "text/fault.h"
#include "vault/secret.h"

#include <string>
#include <string_view>

namespace cli {

// A guest's way back, as `ticket submit --link-out` writes it: the ticket's link, and in a second line what was trusted when it was written,
// if that was not the system's authorities: a certificate's fingerprint, or "CA:" and the path of the authorities' file. Files of one line
// are as good.
struct LinkFile {
    vault::Secret link;      // "https://HOST/#/ticket/tkt_….secret" or "tkt_….secret"
    std::string fingerprint; // "SHA256:…"; empty where there is none
    std::string ca_file;     // absolute; empty where there is none
};

// A second line that is something else is a fault: without it the wrong server could be asked. From a shared standard input ("-") only the
// first line is taken.
[[nodiscard]] Answer<LinkFile> read_link_file(
    Context& context, const std::string& path, Stdin input);

// `trusted` says by what the link's own server was trusted.
[[nodiscard]] std::string link_file_text(std::string_view url, const ServerAddress& trusted);

} // namespace cli
