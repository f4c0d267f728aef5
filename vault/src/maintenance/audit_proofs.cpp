#include "engine/engine.h"
#include "log/export_log.h"
#include "log/log_proofs.h"
#include "maintenance/audit_reads.h"
#include "scope/access.h"
#include "vault/assert.h"

#include <limits>

namespace vault {

namespace {

constexpr std::uint32_t tile_level_max = 5; // C2SP tlog-tiles
constexpr std::uint64_t tile_index_max = std::uint64_t{1} << 48;

bool is_place(const TilePlace& place)
{
    return place.level <= tile_level_max && place.index < tile_index_max && place.width >= 1 &&
           place.width <= tile_width;
}

void append_bundled(std::string& out, std::string_view entry)
{
    TV_ASSERT(entry.size() <= std::numeric_limits<std::uint16_t>::max());
    out += static_cast<char>(entry.size() >> 8U);
    out += static_cast<char>(entry.size() & 0xFFU);
    out += entry;
}

} // namespace

Expected<std::string> Vault::audit_proof(const Actor& by, std::uint64_t seq) const
{
    const bool all = may(by.role, Act::read_log);
    if (!all && !may(by.role, Act::read_own_log))
        return fail({ErrorCode::forbidden, "this role does not read the log"});
    return engine_->read([&](ReadScope& scope) -> Expected<std::string> {
        const auto leaf = scope.tables.audit.find(seq);
        if (!leaf || (!all && (!leaf->ticket || !visible_ticket(scope, by, *leaf->ticket))))
            return fail({ErrorCode::not_found, "the log has no such entry"});
        return prove_entry(scope.tables.audit, seq);
    });
}

Expected<ConsistencyProof> Vault::audit_consistency(std::uint64_t first, std::uint64_t second) const
{
    return engine_->read(
        [&](ReadScope& scope) { return prove_consistency(scope.tables.audit, first, second); });
}

Expected<std::string> Vault::hash_tile(const TilePlace& place) const
{
    if (!is_place(place))
        return fail({ErrorCode::not_found, "the log has no such tile"});
    return engine_->read([&](ReadScope& scope) -> Expected<std::string> {
        const auto hashes =
            scope.tables.audit.tree_hashes(place.level, place.index << tile_height, place.width);
        if (hashes.size() != place.width)
            return fail({ErrorCode::not_found, "the log has no such tile"});
        std::string bytes;
        for (const Hash& hash : hashes)
            bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
        return bytes;
    });
}

Expected<std::string> Vault::entry_tile(const Actor& by, const TilePlace& place) const
{
    if (!may(by.role, Act::read_log))
        return fail({ErrorCode::forbidden, "this role does not read the log"});
    if (!is_place(place) || place.level != 0)
        return fail({ErrorCode::not_found, "the log has no such tile"});
    auto bundle = engine_->read([&](ReadScope& scope) -> Expected<std::string> {
        const auto leaves = scope.tables.audit.slice(place.index << tile_height, place.width);
        if (leaves.size() != place.width || leaves.front().seq != place.index << tile_height)
            return fail({ErrorCode::not_found, "the log has no such tile"});
        std::string bytes;
        for (const LeafRecord& leaf : leaves)
            append_bundled(bytes, leaf.json);
        return bytes;
    });
    if (bundle)
        if (const auto recorded = record_reading(*engine_, Event::audit_read, &by); !recorded)
            return fail(recorded.error());
    return bundle;
}

Expected<void> Vault::export_audit(
    const Actor& by, const std::function<void(std::span<const std::byte>)>& sink) const
{
    if (!may(by.role, Act::read_log))
        return fail({ErrorCode::forbidden, "this role does not read the log"});
    if (const auto recorded = record_reading(*engine_, Event::audit_exported, &by); !recorded)
        return recorded;
    return export_log(
        log_source(*engine_), engine_->store, engine_->signer, engine_->writer.now(), sink);
}

} // namespace vault
