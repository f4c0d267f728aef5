#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// "nas01 olga/Kettle#5", "VPN: olga / Kettle#5", "postgres / Kettle#5": a name and a value parted by a slash, without a label
// of their own. Taken where the value stands in no text by chance; less is asked of it behind a host, a word for an access,
// or a name that systems give their accounts. `sign` is the slash.
void parse_slash_access(SourceText& source, std::size_t sign);

// "correo de ventas -> Kettle#5": an arrow between an access and the value that ends the line. `sign` is its head.
void parse_arrow_access(SourceText& source, std::size_t sign);

// "root Kettle#5", "superuser: Kettle#5", "sysadmin - Kettle#5": the value right behind `name`, a name that systems give
// their accounts.
void parse_account_name(SourceText& source, const Identifier& name);

} // namespace redactor
