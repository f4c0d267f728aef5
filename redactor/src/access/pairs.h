#pragma once

#include "rules/label.h"
#include "values/source_text.h"

namespace redactor {

// ID/PW: a / b, user|pass = a|b, (login:password) a:b. `identifier` is the password label. True when a value was added.
bool parse_pair(SourceText& source, const Identifier& identifier, const Identifier* before);

// name:value or name/value behind a well-known account name or a host: admin:Blue$kettle_19, deploy/m0ss&Fern_31.
void parse_known_user(SourceText& source, std::size_t at);

// "olga Kettle5Spoon": a name and a value to the end of the line, where nothing else can stand: behind a program's name and a host.
void parse_last_pair(SourceText& source, std::size_t at);

// "Zugangsdaten: olga / Kettle#5", "login is olga and Kettle#5": a pair behind `account`, a word for an account.
void parse_access_pair(SourceText& source, const Identifier& account);

// A value in brackets behind its label: pw(Kettle#5), PASS[Kettle#5], or behind a bracket: pw (olga): Kettle#5, (ID)olga (PW)Kettle#5;
// `before` is the account's label or null. True when added.
bool parse_bracketed(SourceText& source, const Identifier& identifier, const Identifier* before);

// Names and values glued by dashes: id-olga/pass-Kettle#5, password-Kettle#5. True when a value was added.
bool parse_dashed(SourceText& source, const Identifier& identifier, const Identifier* before);

} // namespace redactor
