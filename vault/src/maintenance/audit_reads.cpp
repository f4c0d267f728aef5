#include "maintenance/audit_reads.h"
#include "crypto/base64.h"
#include "engine/engine.h"
#include "log/verify_log.h"
#include "scope/access.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace vault {

namespace {

constexpr std::uint32_t entries_max = 200;

// The log key of a person, ticket or day; nullopt when the subject or its key is gone.
std::optional<Secret> log_key_of(const ReadScope& scope, const std::string& subject)
{
    if (const auto person = PersonId::parse(subject)) {
        const auto record = scope.tables.persons.find(*person);
        return record ? std::optional{scope.key(record->log_leaf)} : std::nullopt;
    }
    if (const auto ticket = TicketId::parse(subject)) {
        const auto record = scope.tables.tickets.find(*ticket);
        return record ? std::optional{scope.log_key(*record)} : std::nullopt;
    }
    const auto day = LogDay::parse(subject);
    return day ? scope.log_key(*day) : std::nullopt;
}

std::string open_private(const ReadScope& scope, const nlohmann::json& field)
{
    const auto subject = field.value("subject", std::string{});
    const auto box = from_base64(field.value("box", std::string{}));
    const auto key = log_key_of(scope, subject);
    if (!box || !key)
        return {};
    auto text = open_text(*box, *key, {scope.store, subject, field.value("field", std::string{})});
    return text ? std::move(*text) : std::string{};
}

// A customer is told the names of the house and his own, not that of another customer who was refused at his ticket.
bool may_name(const nlohmann::json& entry, const LeafRecord& leaf, const Actor& by)
{
    const auto role = parse_role(entry.value("role", std::string{}));
    return may(by.role, Act::read_log) || leaf.actor == by.person ||
           (role != Role::guest && role != Role::customer);
}

AuditEntry opened_entry(const ReadScope& scope, const LeafRecord& leaf, const Actor& by)
{
    const bool with_address = may(by.role, Act::read_log);
    AuditEntry entry{leaf.seq, leaf.time, leaf.event, leaf.json, {}, {}, {}};
    const auto parsed = nlohmann::json::parse(leaf.json, nullptr, false);
    if (!parsed.is_object())
        return entry;
    if (leaf.actor && may_name(parsed, leaf, by))
        entry.actor_name = scope.profile(*leaf.actor).name;
    if (!parsed.contains("private"))
        return entry;
    for (const auto& field : parsed["private"]) {
        const auto name = field.value("field", std::string{});
        if (name == "reason")
            entry.reason = open_private(scope, field);
        else if (name == "address" && with_address)
            entry.address = open_private(scope, field);
    }
    return entry;
}

// Reading the log is an entry, but those who follow it must not feed it, each with the reads of the others: only a read that showed something else
// counts.
bool shows_anything_new(const std::vector<LeafRecord>& leaves)
{
    return std::ranges::any_of(
        leaves, [](const LeafRecord& leaf) { return leaf.event != to_string(Event::audit_read); });
}

// An empty page for an id that nothing has would look like an answer about it. A credential of another ticket than the one named is as
// good as none, so that a customer learns of no other's.
bool names_something(const ReadScope& scope, const AuditFilter& filter, bool all)
{
    const auto credential =
        filter.credential ? scope.tables.credentials.find(*filter.credential) : std::nullopt;
    if (all && filter.actor && !scope.tables.persons.find(*filter.actor))
        return false;
    return (!filter.ticket || scope.tables.tickets.find(*filter.ticket)) &&
           (!filter.credential ||
               (credential && (!filter.ticket || credential->ticket == *filter.ticket)));
}

} // namespace

Expected<void> record_reading(Engine& engine, Event event, const Actor* by, std::string_view found)
{
    const auto done = engine.write<Done>([&](WriteScope& scope) -> Expected<Done> {
        EntryFields fields = scope.entry(event, by);
        fields.why = found;
        scope.audit(std::move(fields));
        return Done{};
    });
    return done ? Expected<void>{} : fail(done.error());
}

Expected<void> check_filter(const AuditFilter& filter)
{
    if (filter.limit == 0 || filter.limit > entries_max)
        return fail({ErrorCode::invalid, "a page has 1 to 200 entries"});
    if (!filter.event.empty() && !is_event_choice(filter.event))
        return fail({ErrorCode::invalid,
            "no event has this name: a whole one is expected, as credential.unsealed, or the "
            "start of some, as grant."});
    return {};
}

LogSource log_source(Engine& engine)
{
    return {[&engine](const std::function<void(const AuditTable&)>& reading) -> Expected<void> {
        const auto done = engine.read([&](ReadScope& scope) -> Expected<Done> {
            reading(scope.tables.audit);
            return Done{};
        });
        return done ? Expected<void>{} : fail(done.error());
    }};
}

Expected<std::vector<AuditEntry>> Vault::audit_entries(
    const Actor& by, const AuditFilter& filter) const
{
    if (const auto good = check_filter(filter); !good)
        return fail(good.error());
    const bool all = may(by.role, Act::read_log);
    if (!all && !may(by.role, Act::read_own_log))
        return fail({ErrorCode::forbidden, "this role does not read the log"});
    if (!all && !filter.ticket)
        return fail({ErrorCode::forbidden, "only the entries of one's own ticket can be read"});
    bool worth_an_entry = false;
    auto entries = engine_->read([&](ReadScope& scope) -> Expected<std::vector<AuditEntry>> {
        if (!all)
            if (const auto ticket = visible_ticket(scope, by, *filter.ticket); !ticket)
                return fail(ticket.error());
        const auto leaves = scope.tables.audit.entries(filter);
        if (leaves.empty() && !names_something(scope, filter, all))
            return fail({ErrorCode::not_found, "no such ticket, credential or person"});
        worth_an_entry = all && shows_anything_new(leaves);
        std::vector<AuditEntry> opened;
        for (const LeafRecord& leaf : leaves)
            opened.push_back(opened_entry(scope, leaf, by));
        return opened;
    });
    // Names and addresses are in it: where the reading cannot be recorded, nothing is shown.
    if (entries && worth_an_entry)
        if (const auto recorded = record_reading(*engine_, Event::audit_read, &by); !recorded)
            return fail(recorded.error());
    return entries;
}

Expected<Checkpoint> Vault::checkpoint() const { return engine_->writer.head(); }

Expected<AuditVerdict> Vault::verify_audit(const VerifyProgress& progress, const Actor* by) const
{
    const std::uint64_t acknowledged = engine_->writer.head().size;
    auto verdict = verify_log(log_source(*engine_), engine_->keys.origin,
        engine_->signer.verifier(), acknowledged, progress);
    // A verdict shows nothing of anybody, and is wanted most when the store is in trouble: it is told in any case.
    if (verdict)
        ignore_failure(record_reading(*engine_, Event::audit_verified, by,
            verdict->ok ? std::string_view{} : to_string(verdict->fault.value())));
    return verdict;
}

} // namespace vault
