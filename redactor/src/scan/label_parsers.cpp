#include "scan/label_parsers.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "access/access_pair.h"
#include "access/access_signs.h"
#include "access/account_list.h"
#include "access/address_access.h"
#include "access/command_line.h"
#include "access/cue.h"
#include "access/host_access.h"
#include "access/http_credentials.h"
#include "access/pairs.h"
#include "access/url_userinfo.h"
#include "assignments/assignment.h"
#include "assignments/form_field.h"
#include "assignments/markup.h"
#include "assignments/spaced_value.h"
#include "assignments/sql_rows.h"
#include "assignments/table.h"
#include "message/message.h"
#include "prose/lone_seed.h"
#include "prose/prose.h"
#include "text/char_class.h"
#include "tokens/encoded_text.h"
#include "tokens/json_web_token.h"
#include "tokens/private_key.h"
#include "tokens/service_address.h"
#include "tokens/service_key.h"
#include "values/identifier.h"
#include "values/variants.h"

namespace redactor {
namespace {

using MarkerParser = void (*)(SourceText& source, const Identifier& marker);

// What reading behind a place costs, in bytes: about what the parsers look at when they find nothing.
constexpr std::size_t label_cost_bytes = 160;
constexpr std::size_t service_cost_bytes = 64;
constexpr std::size_t command_cost_bytes = 256;      // its line
constexpr std::size_t long_marker_cost_bytes = 1024; // a key's or base64's end is looked for

struct Marker {
    std::string_view text;
    MarkerParser parse;
    std::size_t cost_bytes = long_marker_cost_bytes;
};

constexpr std::array<Marker, 40> markers = {{
    {"chpasswd",
        [](SourceText& source, const Identifier& m) { parse_account_list(source, m.label_end); }},
    {"://",
        [](SourceText& source, const Identifier& m) {
            parse_url_userinfo(source, m.label_begin);
            parse_access_behind_url(source, m.label_begin);
            parse_service_address(source, m.label_begin);
        }},
    {"@tcp(", [](SourceText& source, const Identifier& m) { parse_go_dsn(source, m.label_begin); }},
    {"@unix(",
        [](SourceText& source, const Identifier& m) { parse_go_dsn(source, m.label_begin); }},
    {"-----begin",
        [](SourceText& source, const Identifier& m) { parse_pem(source, m.label_begin); }},
    {"private-lines:",
        [](SourceText& source, const Identifier& m) { parse_putty(source, m.label_begin); }},
    // How DER keys begin in base64, from their first byte that is always the same.
    {"ibaak",
        [](SourceText& source, const Identifier& m) { parse_der_key(source, m.label_begin, 6); }},
    {"ibaaj",
        [](SourceText& source, const Identifier& m) { parse_der_key(source, m.label_begin, 6); }},
    {"ibadanbg",
        [](SourceText& source, const Identifier& m) { parse_der_key(source, m.label_begin, 6); }},
    {"mighageamb",
        [](SourceText& source, const Identifier& m) { parse_der_key(source, m.label_begin, 0); }},
    {"mhccaqee",
        [](SourceText& source, const Identifier& m) { parse_der_key(source, m.label_begin, 0); }},
    {"mc4caqawbq",
        [](SourceText& source, const Identifier& m) { parse_der_key(source, m.label_begin, 0); }},
    {"b3blbnnzac1r",
        [](SourceText& source, const Identifier& m) { parse_openssh_key(source, m.label_begin); }},
    {"authorization",
        [](SourceText& source, const Identifier& m) { parse_authorization(source, m.label_end); }},
    {"bearer ", [](SourceText& source,
                    const Identifier& m) { parse_authorization(source, m.label_begin); }},
    {"cookie", [](SourceText& source, const Identifier& m) { parse_cookie(source, m.label_end); }},
    {"identified by",
        [](SourceText& source, const Identifier& m) { parse_sql_password(source, m.label_end); }},
    {"insert into ",
        [](SourceText& source, const Identifier& m) { parse_sql_rows(source, m.label_end); }},
    {"with password",
        [](SourceText& source, const Identifier& m) { parse_sql_password(source, m.label_end); }},
    {"login password",
        [](SourceText& source, const Identifier& m) { parse_sql_password(source, m.label_end); }},
    {"encrypted password",
        [](SourceText& source, const Identifier& m) { parse_sql_password(source, m.label_end); }},
    {"eyj", [](SourceText& source,
                const Identifier& m) { parse_json_web_token(source, m.label_begin); }},
    {"eya", [](SourceText& source,
                const Identifier& m) { parse_json_web_token(source, m.label_begin); }},
    {"auth plain ",
        [](SourceText& source, const Identifier& m) { parse_mail_login(source, m.label_end); }},
    {"authenticate plain ",
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
    {"admin/",
        [](SourceText& source, const Identifier& m) { parse_known_user(source, m.label_begin); }},
    {"root/",
        [](SourceText& source, const Identifier& m) { parse_known_user(source, m.label_begin); }},
    {"admin / ",
        [](SourceText& source, const Identifier& m) { parse_known_user(source, m.label_begin); }},
    {"root / ",
        [](SourceText& source, const Identifier& m) { parse_known_user(source, m.label_begin); }},
    {"sftp ",
        [](SourceText& source, const Identifier& m) { parse_access_line(source, m.label_end); }},
    {"ftp ",
        [](SourceText& source, const Identifier& m) { parse_access_line(source, m.label_end); }},
}};

// Of a label that is none of the table it is a command's name.
Marker marker_of(const std::string& text)
{
    const auto* const known = std::find_if(
        markers.begin(), markers.end(), [&](const Marker& marker) { return marker.text == text; });
    if (known == markers.end()) {
        return Marker{text,
            [](SourceText& source, const Identifier& m) {
                parse_command(source, m.label_begin, m.label_end);
            },
            command_cost_bytes};
    }
    const bool near = text == "://" || text == "eyj" || text == "eya" || text.ends_with(' ') ||
                      text.ends_with(':');
    return Marker{known->text, known->parse, near ? label_cost_bytes : known->cost_bytes};
}

// gpg --recv-keys FINGERPRINT: keys that anybody may have.
bool names_public_keys(const SourceText& source, const Identifier& identifier)
{
    static constexpr std::array<std::string_view, 13> options = {"recv-keys", "recv-key",
        "receive-keys", "search-keys", "send-keys", "refresh-keys", "list-keys", "delete-keys",
        "edit-key", "apt-key", "sign-key", "lsign-key", "default-key"};
    std::string_view name =
        source.text().substr(identifier.begin, identifier.end - identifier.begin);
    name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
    return std::find(options.begin(), options.end(), name) != options.end();
}

void parse_label(SourceText& source, const Identifier& identifier, const Identifier* before)
{
    const LabelClass label_class = source.words().labels[identifier.label].label_class;
    if (label_class == LabelClass::key && names_public_keys(source, identifier)) {
        return;
    }
    if (label_class == LabelClass::key &&
        source.text().substr(identifier.label_end).starts_with("-----")) {
        return; // the head of a private key, which a marker's parser reads
    }
    if (source.words().labels[identifier.label].text == "credentials") {
        parse_access_pair(source, identifier);
    }
    if (source.words().labels[identifier.label].text == "api") {
        parse_assignment(source, identifier); // in prose and code it is a thing of its own
        return;
    }
    if (source.words().labels[identifier.label].network) {
        parse_prose(source, identifier, before);
        return;
    }
    if (label_class == LabelClass::recovery) {
        parse_prose(
            source, identifier, before); // they come in lists, of which an assignment reads one
    }
    if (parse_table(source, identifier) || parse_pair(source, identifier, before) ||
        (label_class == LabelClass::password && (parse_dashed(source, identifier, before) ||
                                                    parse_bracketed(source, identifier, before))) ||
        parse_markup(source, identifier) || parse_named_value(source, identifier) ||
        parse_form_field(source, identifier) || parse_assignment(source, identifier)) {
        return;
    }
    if (label_class == LabelClass::password || label_class == LabelClass::token ||
        label_class == LabelClass::secret) {
        if (parse_long_option(source, identifier)) {
            return;
        }
    }
    // A password that stands right behind its label may be followed by another: "was X, now Y".
    if (parse_spaced_value(source, identifier) && label_class != LabelClass::password) {
        return;
    }
    parse_prose(source, identifier, before);
}

constexpr std::size_t budget_floor_bytes = std::size_t{256} << 10;

// Counts the cost of places that led to no candidate, and what is read in excess of it at any place, against what the text up to them
// allows, so that a flood is seen early.
class LabelBudget {
public:
    LabelBudget(const SourceText& source, const std::vector<Candidate>& found)
        : source_(source), found_(found)
    {
    }

    bool allows(std::size_t at) const
    {
        return spent_ <= budget_floor_bytes + at * label_budget_factor;
    }

    template <typename Parse>
    void charge(std::size_t cost, Parse parse)
    {
        const std::size_t before = found_.size();
        const std::size_t read_before = source_.read_bytes();
        parse();
        const std::size_t read = source_.read_bytes() - read_before;
        spent_ += found_.size() == before || read > excess_bytes_min ? std::max(cost, read) : 0;
    }

private:
    static constexpr std::size_t excess_bytes_min =
        2048; // more than parsers read of any value people write

    const SourceText& source_;
    const std::vector<Candidate>& found_;
    std::size_t spent_ = 0;
};

void parse_sign(SourceText& source, std::size_t at)
{
    switch (source.at(at)) {
    case '/':
        parse_slash_access(source, at);
        break;
    case '@':
        parse_mail_access(source, at);
        break;
    case '.':
        parse_host_access(source, at);
        break;
    default:
        parse_arrow_access(source, at);
        break;
    }
}

// Asked of texts that may be a message only. "pass" is mostly a verb, PasswordConfiguration names a type.
bool names_password(const SourceText& source, const std::vector<LabelHit>& hits)
{
    return source.text().size() <= message_bytes_max &&
           std::any_of(hits.begin(), hits.end(), [&](const LabelHit& hit) {
               const Label& label = source.words().labels[hit.label];
               const bool whole = (hit.begin == 0 || !is_word(source.at(hit.begin - 1))) &&
                                  !is_word(source.at(hit.end));
               return whole && label.label_class == LabelClass::password && label.prose &&
                      label.text != "pass";
           });
}

} // namespace

std::expected<void, ScanError> run_label_parsers(
    SourceText& source, std::vector<LabelHit>& hits, const std::vector<Candidate>& found)
{
    const std::vector<Label>& labels = source.words().labels;
    LabelBudget services(source, found);
    bool over = false;
    source.set().services.for_each(source.text(), [&](std::size_t begin, std::size_t label) {
        over = over || !services.allows(begin);
        if (!over) {
            services.charge(
                service_cost_bytes, [&] { parse_service_key(source, begin, labels[label]); });
        }
    });
    for_each_access_sign(source.text(), [&](std::size_t at) { parse_sign(source, at); });
    parse_lone_seed(source);
    parse_message(source, names_password(source, hits));
    LabelBudget budget(source, found);
    const Identifier* user = nullptr;
    const std::vector<Identifier> identifiers = find_identifiers(source, hits);
    for (const Identifier& identifier : identifiers) {
        const Label& label = labels[identifier.label];
        if (over || !budget.allows(identifier.begin)) {
            return std::unexpected(ScanError::budget);
        }
        if (label.label_class == LabelClass::marker) {
            const Marker marker = marker_of(label.text);
            budget.charge(marker.cost_bytes, [&] { marker.parse(source, identifier); });
        } else if (label.label_class == LabelClass::user) {
            user = &identifier;
            parse_access_pair(source, identifier);
        } else if (label.label_class == LabelClass::account) {
            parse_account_name(source, identifier);
        } else if (label.label_class == LabelClass::cue) {
            budget.charge(label_cost_bytes, [&] { parse_cue(source, identifier); });
        } else {
            budget.charge(label_cost_bytes, [&] { parse_label(source, identifier, user); });
        }
    }
    take_variants(source, found);
    return over ? std::unexpected(ScanError::budget) : std::expected<void, ScanError>();
}

} // namespace redactor
