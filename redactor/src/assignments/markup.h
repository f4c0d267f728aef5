#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// Label and value parted by tags: <password>x</password>, <td>Password</td><td><code>x</code></td>,
// <Key>Password</Key><Value …>x</Value>. True when a value was added or refused.
bool parse_markup(SourceText& source, const Identifier& identifier);

// Label and value as two members: name="SmtpPassword" value="x", "name": "pwd", "value": "x", "db_password": {"value": "x"}.
bool parse_named_value(SourceText& source, const Identifier& identifier);

} // namespace redactor
