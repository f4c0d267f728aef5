#pragma once

#include "audit/address_filter.h"
#include "context.h"
#include "options/local_options.h"
#include "options/remote_options.h"
#include "text/fault.h"
#include "vault/log_copy.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace cli {

// Which entries; an empty text narrows nothing. Times are RFC 3339 in UTC.
struct EntryQuery {
    std::string ticket;
    std::string credential;
    std::string actor;
    std::string event;
    std::string since;
    std::string until;
    std::optional<AddressFilter> address; // looked for in what this reader may see
    std::uint64_t from = 0;
    std::optional<std::uint64_t> before; // set: from the newest below it downwards
};

// An audit log, read through a server or out of folders nobody serves. Both give the same documents, those of the API.
class AuditSource {
public:
    virtual ~AuditSource() = default;

    // Rows of GET /v1/audit/entries, at most `limit` (200) of them before the address is looked at, and "next_from" or "next_before" when
    // there may be more.
    [[nodiscard]] virtual Answer<nlohmann::json> page(
        const EntryQuery& query, std::uint64_t limit) = 0;
    [[nodiscard]] virtual Answer<std::string> checkpoint() = 0;
    // The document of GET /v1/audit/consistency; to the newest head without `second`.
    [[nodiscard]] virtual Answer<nlohmann::json> consistency(
        std::uint64_t first, std::optional<std::uint64_t> second) = 0;
    using Sink = std::function<bool(std::span<const char>)>; // false: could not be written
    [[nodiscard]] virtual Answer<void> export_to(const Sink& sink) = 0;

    // {"data": […]} of at most `limit` rows that match, page after page and the oldest first, with "next_from" or
    // "next_before" when there may be more.
    [[nodiscard]] Answer<nlohmann::json> rows(const EntryQuery& query, std::uint64_t limit);
};

// Read-only, without a server. usage when a folder is missing from the options.
[[nodiscard]] Answer<vault::LogCopy> open_log_copy(Context& context, const LocalOptions& local);

// The folders when any of their options is given, else the server.
[[nodiscard]] Answer<std::unique_ptr<AuditSource>> open_audit_source(
    Context& context, const RemoteOptions& remote, const LocalOptions& local);

} // namespace cli
