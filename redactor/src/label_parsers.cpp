#include "label_parsers.h"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "account_list.h"
#include "assignment.h"
#include "char_class.h"
#include "command_line.h"
#include "encoded_text.h"
#include "http_credentials.h"
#include "identifier.h"
#include "markup.h"
#include "pairs.h"
#include "private_key.h"
#include "prose.h"
#include "service_key.h"
#include "spaced_value.h"
#include "table.h"
#include "url_userinfo.h"

namespace redactor {
namespace {

using MarkerParser = void (*)(SourceText& source, const Identifier& marker);

struct Marker {
    std::string_view text;
    MarkerParser parse;
};

constexpr std::array<Marker, 25> markers = {{
    {"chpasswd",
        [](SourceText& source, const Identifier& m) { parse_account_list(source, m.label_end); }},
    {"://",
        [](SourceText& source, const Identifier& m) { parse_url_userinfo(source, m.label_begin); }},
    {"@tcp(", [](SourceText& source, const Identifier& m) { parse_go_dsn(source, m.label_begin); }},
    {"@unix(",
        [](SourceText& source, const Identifier& m) { parse_go_dsn(source, m.label_begin); }},
    {"-----begin",
        [](SourceText& source, const Identifier& m) { parse_pem(source, m.label_begin); }},
    {"private-lines:",
        [](SourceText& source, const Identifier& m) { parse_putty(source, m.label_begin); }},
    {"authorization",
        [](SourceText& source, const Identifier& m) { parse_authorization(source, m.label_end); }},
    {"bearer ", [](SourceText& source,
                    const Identifier& m) { parse_authorization(source, m.label_begin); }},
    {"cookie", [](SourceText& source, const Identifier& m) { parse_cookie(source, m.label_end); }},
    {"identified by",
        [](SourceText& source, const Identifier& m) { parse_sql_password(source, m.label_end); }},
    {"with password",
        [](SourceText& source, const Identifier& m) { parse_sql_password(source, m.label_end); }},
    {"login password",
        [](SourceText& source, const Identifier& m) { parse_sql_password(source, m.label_end); }},
    {"encrypted password",
        [](SourceText& source, const Identifier& m) { parse_sql_password(source, m.label_end); }},
    {"auth plain ",
        [](SourceText& source, const Identifier& m) { parse_mail_login(source, m.label_end); }},
    {"ugfzc3dvcmq6",
        [](SourceText& source, const Identifier& m) { parse_mail_password(source, m.label_end); }},
    {"oi8v", [](SourceText& source, const Identifier& m) { parse_encoded(source, m.label_begin); }},
    {"6ly", [](SourceText& source, const Identifier& m) { parse_encoded(source, m.label_begin); }},
    {"ovl", [](SourceText& source, const Identifier& m) { parse_encoded(source, m.label_begin); }},
    {"c2vjcmv0",
        [](SourceText& source, const Identifier& m) { parse_encoded(source, m.label_begin); }},
    {"nly3jld",
        [](SourceText& source, const Identifier& m) { parse_encoded(source, m.label_begin); }},
    {"zzwnyzx",
        [](SourceText& source, const Identifier& m) { parse_encoded(source, m.label_begin); }},
    {"admin:",
        [](SourceText& source, const Identifier& m) { parse_known_user(source, m.label_begin); }},
    {"root:",
        [](SourceText& source, const Identifier& m) { parse_known_user(source, m.label_begin); }},
    {"sftp ",
        [](SourceText& source, const Identifier& m) { parse_access_line(source, m.label_end); }},
    {"ftp ",
        [](SourceText& source, const Identifier& m) { parse_access_line(source, m.label_end); }},
}};

void parse_marker(SourceText& source, const Identifier& marker)
{
    const std::string& text = source.words().labels[marker.label].text;
    for (const Marker& entry : markers) {
        if (entry.text == text) {
            entry.parse(source, marker);
            return;
        }
    }
    parse_command(source, marker.label_begin, marker.label_end);
}

void parse_label(SourceText& source, const Identifier& identifier, const Identifier* before)
{
    if (parse_table(source, identifier) || parse_pair(source, identifier, before) ||
        parse_markup(source, identifier) || parse_named_value(source, identifier) ||
        parse_assignment(source, identifier)) {
        return;
    }
    const Label& label = source.words().labels[identifier.label];
    if (label.label_class == LabelClass::password || label.label_class == LabelClass::token ||
        label.label_class == LabelClass::secret) {
        if (parse_long_option(source, identifier.begin, identifier.end)) {
            return;
        }
    }
    if (parse_spaced_value(source, identifier)) {
        return;
    }
    parse_prose(source, identifier, before);
}

} // namespace

void run_label_parsers(SourceText& source, std::vector<LabelHit>& hits)
{
    source.set().services.for_each(source.text(), [&](std::size_t begin, std::size_t label) {
        parse_service_key(source, begin, source.words().labels[label]);
    });
    const std::vector<Identifier> identifiers = find_identifiers(source, hits);
    const Identifier* user = nullptr;
    for (const Identifier& identifier : identifiers) {
        const LabelClass label_class = source.words().labels[identifier.label].label_class;
        if (label_class == LabelClass::marker) {
            parse_marker(source, identifier);
        } else if (label_class == LabelClass::user) {
            user = &identifier;
        } else {
            parse_label(source, identifier, user);
        }
    }
}

} // namespace redactor
