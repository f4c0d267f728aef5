#include "audit/audit_source.h"

#include "audit/bundle_end.h"
#include "text/json_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace cli {

namespace {

constexpr std::uint64_t page_rows_max = 200; // the server's own bound

class RemoteLog final : public AuditSource {
public:
    explicit RemoteLog(ApiClient client) : client_{std::move(client)} {}

    Answer<nlohmann::json> page(const EntryQuery& query, std::uint64_t limit) override
    {
        return client_.get("/v1/audit/entries",
            {{"ticket", query.ticket}, {"credential", query.credential}, {"actor", query.actor},
                {"event", query.event}, {"since", query.since}, {"until", query.until},
                {"from", query.from == 0 ? "" : std::to_string(query.from)},
                {"before", query.before ? std::to_string(*query.before) : ""},
                {"limit", std::to_string(limit)}});
    }
    Answer<std::string> checkpoint() override { return client_.get_text("/v1/audit/checkpoint"); }
    Answer<nlohmann::json> consistency(
        std::uint64_t first, std::optional<std::uint64_t> second) override
    {
        return client_.get("/v1/audit/consistency",
            {{"first", std::to_string(first)}, {"second", second ? std::to_string(*second) : ""}});
    }
    Answer<void> export_to(const Sink& sink) override
    {
        BundleEnd end;
        const auto sent =
            client_.fetch("GET", "/v1/audit/export", [&](std::span<const char> bytes) {
                end.take(bytes);
                return sink(bytes);
            });
        if (!sent)
            return std::unexpected{sent.error()};
        return end.is_signed() ? Answer<void>{}
                               : fault(ExitCode::unreachable,
                                     "the server's answer ends before the log's signature");
    }

private:
    ApiClient client_;
};

class LocalLog final : public AuditSource {
public:
    explicit LocalLog(vault::LogCopy log) : log_{std::move(log)} {}

    Answer<nlohmann::json> page(const EntryQuery& query, std::uint64_t limit) override
    {
        const auto entries = log_.entries(filter_of(query, limit));
        if (!entries)
            return std::unexpected{to_fault(entries.error())};
        nlohmann::json document = {{"data", nlohmann::json::array()}};
        for (const vault::AuditEntry& entry : *entries)
            document["data"].push_back(row_of(entry));
        if (entries->size() == limit && query.before)
            document["next_before"] = entries->back().seq;
        else if (entries->size() == limit)
            document["next_from"] = entries->back().seq + 1;
        return document;
    }
    Answer<std::string> checkpoint() override
    {
        auto head = log_.checkpoint();
        if (!head)
            return std::unexpected{to_fault(head.error())};
        return std::move(head->note);
    }
    Answer<nlohmann::json> consistency(
        std::uint64_t first, std::optional<std::uint64_t> second) override
    {
        const auto head = log_.checkpoint();
        const auto proof =
            head ? log_.consistency(first, second.value_or(head->size))
                 : vault::Expected<vault::ConsistencyProof>{vault::fail(head.error())};
        if (!proof)
            return std::unexpected{to_fault(proof.error())};
        nlohmann::json path = nlohmann::json::array();
        for (const vault::Hash& hash : proof->path)
            path.push_back(vault::hash_text(hash));
        return nlohmann::json{{"first", proof->first}, {"second", proof->second},
            {"first_root", vault::hash_text(proof->first_root)},
            {"second_root", vault::hash_text(proof->second_root)}, {"path", std::move(path)}};
    }
    Answer<void> export_to(const Sink& sink) override
    {
        bool written = true;
        const auto sent = log_.export_to([&](std::span<const std::byte> bytes) {
            written = written && sink({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        });
        if (!sent)
            return std::unexpected{to_fault(sent.error())};
        return written ? Answer<void>{}
                       : fault(ExitCode::failed, "the bundle could not be written completely");
    }

private:
    static vault::AuditFilter filter_of(const EntryQuery& query, std::uint64_t limit)
    {
        vault::AuditFilter filter;
        filter.ticket = vault::TicketId::parse(query.ticket);
        filter.credential = vault::CredentialId::parse(query.credential);
        filter.actor = vault::PersonId::parse(query.actor);
        filter.event = query.event;
        vault::Instant at;
        if (vault::parse_rfc3339(query.since, at))
            filter.since = at;
        if (vault::parse_rfc3339(query.until, at))
            filter.until = at;
        filter.from_seq = query.from;
        filter.before_seq = query.before;
        filter.limit = static_cast<std::uint32_t>(limit);
        return filter;
    }
    static nlohmann::json row_of(const vault::AuditEntry& entry)
    {
        nlohmann::json row = {{"seq", entry.seq}, {"time", vault::to_rfc3339(entry.time)},
            {"event", entry.event}, {"entry", nlohmann::json::parse(entry.json, nullptr, false)}};
        for (const auto& [name, text] : {std::pair{"actor_name", &entry.actor_name},
                 {"address", &entry.address}, {"reason", &entry.reason}})
            if (!text->empty())
                row[name] = *text;
        return row;
    }

    vault::LogCopy log_;
};

} // namespace

Answer<nlohmann::json> AuditSource::rows(const EntryQuery& query, std::uint64_t limit)
{
    const char* const next_name = query.before ? "next_before" : "next_from";
    std::vector<nlohmann::json> found;
    EntryQuery wanted = query;
    std::uint64_t& next = query.before ? *wanted.before : wanted.from;
    bool more = true;
    while (found.size() < limit && more) {
        // Where rows are left out afterwards, whole pages are read.
        const auto answer = page(
            wanted, query.address ? page_rows_max : std::min(page_rows_max, limit - found.size()));
        if (!answer)
            return answer;
        more = answer->contains(next_name) && !list_at(*answer, "data").empty();
        if (more)
            next = number_at(*answer, next_name);
        for (const auto& row : list_at(*answer, "data")) {
            if (query.address && !query.address->matches(text_at(row, "address")))
                continue;
            if (found.size() == limit) {
                next = number_at(query.before ? found.back() : row, "seq");
                more = true;
                break;
            }
            found.push_back(row);
        }
    }
    if (query.before)
        std::ranges::reverse(found);
    nlohmann::json all = {{"data", std::move(found)}};
    if (more)
        all[next_name] = next;
    return all;
}

Answer<vault::LogCopy> open_log_copy(Context& context, const LocalOptions& local)
{
    if (local.data.empty() || local.keys.empty())
        return fault(ExitCode::usage, "offline both --data and --keys are needed");
    const auto custody = obtain_custody(context, local);
    if (!custody)
        return std::unexpected{custody.error()};
    auto copy = vault::LogCopy::open(local.folders(), *custody, context.world);
    if (!copy)
        return std::unexpected{to_fault(copy.error())};
    return std::move(*copy);
}

Answer<std::unique_ptr<AuditSource>> open_audit_source(
    Context& context, const RemoteOptions& remote, const LocalOptions& local)
{
    if (!local.any()) {
        auto client = connect(context, remote);
        if (!client)
            return std::unexpected{client.error()};
        return std::make_unique<RemoteLog>(std::move(*client));
    }
    auto copy = open_log_copy(context, local);
    if (!copy)
        return std::unexpected{copy.error()};
    return std::make_unique<LocalLog>(std::move(*copy));
}

} // namespace cli
