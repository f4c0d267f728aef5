#include "log/export_log.h"

#include "audit/bundle_text.h"
#include "audit/sha256.h"
#include "crypto/base64.h"

namespace vault {

namespace {

std::string head_text(
    const std::string& store, const NoteSigner& signer, Instant at, const Checkpoint& head)
{
    std::string text{bundle_title};
    text +=
        "\nstore " + store + "\norigin " + signer.name() + "\nverifier " + signer.verifier().text;
    text += "\nat " + to_rfc3339(at) + "\nentries " + std::to_string(head.size) + "\n\n";
    return text;
}

std::string slice_text(const LogSlice& slice, std::uint64_t end)
{
    std::string text;
    auto checkpoint = slice.checkpoints.begin();
    for (const LeafRecord& leaf : slice.leaves) {
        if (leaf.seq >= end)
            break;
        text += leaf.json;
        text += '\n';
        for (; checkpoint != slice.checkpoints.end() && checkpoint->size == leaf.seq + 1;
            ++checkpoint) {
            text += bundle_checkpoint;
            text += to_base64(std::as_bytes(std::span{checkpoint->note}));
            text += '\n';
        }
    }
    return text;
}

std::string signature_text(const std::string& store, const NoteSigner& signer, Instant at,
    const Checkpoint& head, const Hash& digest)
{
    const std::string note =
        signer.sign(bundle_body(store, to_rfc3339(at), head.size, head.root, digest));
    return std::string{bundle_signed} + to_base64(std::as_bytes(std::span{note})) + '\n';
}

} // namespace

Expected<void> export_log(const LogSource& source, const std::string& store,
    const NoteSigner& signer, Instant at,
    const std::function<void(std::span<const std::byte>)>& sink)
{
    constexpr std::uint32_t slice_entries = 500;
    Checkpoint head;
    const auto sized = source.read([&](const AuditTable& log) {
        if (auto last = log.last_checkpoint())
            head = std::move(*last);
    });
    if (!sized)
        return sized;
    Sha256 digest;
    const auto give = [&](const std::string& text) {
        const auto bytes = std::as_bytes(std::span{text});
        digest.update(bytes);
        sink(bytes);
    };
    give(head_text(store, signer, at, head));
    for (std::uint64_t next = 0; next < head.size;) {
        const auto slice = read_slice(source, next, slice_entries);
        if (!slice)
            return fail(slice.error());
        if (slice->leaves.empty())
            return fail({ErrorCode::corrupt, "entries are missing from the end of the log"});
        give(slice_text(*slice, head.size));
        next = slice->leaves.back().seq + 1;
    }
    const std::string last = signature_text(store, signer, at, head, digest.finish());
    sink(std::as_bytes(std::span{last}));
    return {};
}

} // namespace vault
