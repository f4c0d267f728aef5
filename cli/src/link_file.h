#pragma once

#include "context.h"
#include "fault.h"
#include "vault/secret.h"

#include <string>
#include <string_view>

namespace cli {

// A guest's way back, as `ticket submit --link-out` writes it: the ticket's link, and in a second line the fingerprint of the certificate that was
// trusted when it was written, if that was trusted by its fingerprint. Files of one line are as good.
struct LinkFile {
    vault::Secret link;      // "https://HOST/#/ticket/tkt_….secret" or "tkt_….secret"
    std::string fingerprint; // "SHA256:…"; empty where there is none
};

// From standard input for "-" only the first line is taken: what follows may be another option's. A second line that is something else
// is a fault: without it the wrong server could be asked.
[[nodiscard]] Answer<LinkFile> read_link_file(Context& context, const std::string& path);

[[nodiscard]] std::string link_file_text(std::string_view url, std::string_view fingerprint);

} // namespace cli
