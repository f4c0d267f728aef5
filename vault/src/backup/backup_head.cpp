#include "backup/backup_head.h"

#include "audit/decimal.h"
#include "crypto/base64.h"
#include "keys/vault_facts.h"

#include <array>

namespace vault {

namespace {

constexpr std::string_view title = "ticket-vault/backup/v1";
constexpr std::array<std::string_view, 8> names{
    "store", "made_at", "ends_at", "schema", "recovery", "kc", "log_size", "log_root"};
constexpr std::string_view signature_start = "\n\u2014 ";

// The values of the lines in the order of `names`; nullopt when a line is another.
std::optional<std::array<std::string_view, names.size()>> values_of(std::string_view body)
{
    const auto line = [&]() -> std::optional<std::string_view> {
        const auto end = body.find('\n');
        if (end == std::string_view::npos)
            return std::nullopt;
        const auto text = body.substr(0, end);
        body.remove_prefix(end + 1);
        return text;
    };
    if (line() != title)
        return std::nullopt;
    std::array<std::string_view, names.size()> values;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto text = line();
        if (!text || !text->starts_with(names[i]) || text->size() <= names[i].size() ||
            (*text)[names[i].size()] != ' ')
            return std::nullopt;
        values[i] = text->substr(names[i].size() + 1);
    }
    return body.empty() ? std::optional{values} : std::nullopt;
}

bool is_fingerprint(std::string_view text)
{
    return text.size() == 16 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<BackupHead> parse(std::string_view note)
{
    const auto signature = note.find(signature_start);
    if (signature == std::string_view::npos)
        return std::nullopt;
    const auto values = values_of(note.substr(0, signature));
    auto origin = note.substr(signature + signature_start.size());
    origin = origin.substr(0, origin.find(' '));
    if (!values || !is_valid_origin(origin))
        return std::nullopt;
    const auto& [store_text, made, ends, schema, recovery, commitment, size, root] = *values;
    const auto store = StoreId::parse(store_text);
    const auto version = parse_decimal(schema);
    const auto log_size = parse_decimal(size);
    const auto log_root = parse_hash(root);
    Instant made_at;
    Instant ends_at;
    if (!store || !version || !log_size || !log_root || !is_fingerprint(recovery) ||
        !parse_rfc3339(std::string{made}, made_at) || !parse_rfc3339(std::string{ends}, ends_at))
        return std::nullopt;
    return BackupHead{{*store, std::string{origin}, made_at, ends_at, std::string{recovery},
                          *version, *log_size, *log_root},
        std::string{commitment}};
}

} // namespace

std::string backup_body(const BackupHead& head)
{
    const BackupFacts& facts = head.facts;
    const std::array<std::string, names.size()> values{facts.store.to_string(),
        to_rfc3339(facts.made_at), to_rfc3339(facts.ends_at), std::to_string(facts.schema),
        facts.recovery, head.commitment, std::to_string(facts.log_size), hash_text(facts.log_root)};
    std::string body{title};
    body += '\n';
    for (std::size_t i = 0; i < names.size(); ++i)
        body.append(names[i]).append(" ").append(values[i]).append("\n");
    return body;
}

Expected<BackupHead> parse_backup_note(std::string_view note)
{
    auto head = parse(note);
    if (!head)
        return fail(
            {ErrorCode::corrupt, "this file is not a backup, or its first lines are damaged"});
    return std::move(*head);
}

std::string backup_commitment(const Secret& file_key, std::string_view store)
{
    return to_base64(keyed_hash(file_key, "tv1/backup", std::as_bytes(std::span{store})));
}

} // namespace vault
