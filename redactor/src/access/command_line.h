#pragma once

#include <cstddef>

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// Values of options on the line of a known command (curl -u a:b, sshpass -p x, mysql -px, ldapsearch -w x, redis-cli -a x …).
// `at` is where the command's name begins, `name_end` where it ends.
void parse_command(SourceText& source, std::size_t at, std::size_t name_end);

// --password x, -pw x, /pass:x. True when a value was added.
bool parse_long_option(SourceText& source, const Identifier& option);

// IDENTIFIED BY 'x', PASSWORD 'x': `at` is behind the words.
void parse_sql_password(SourceText& source, std::size_t at);

} // namespace redactor
