#pragma once

#include <cstddef>

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// `password x` of configuration languages that part name and value by a blank: netrc, msmtp, fetchmail, redis.conf, Cisco's IOS
// (`password 7 0822…`, `key 7 …`, `community x`). True when a value was added.
bool parse_spaced_value(SourceText& source, const Identifier& identifier);

// A line that names a host and its access: SFTP 203.0.113.24:22 deploy/m0ss&Fern_31. `at` is behind the protocol's name.
void parse_access_line(SourceText& source, std::size_t at);

} // namespace redactor
