#include "vault/audit_bundle.h"

#include "audit/bundle_text.h"
#include "audit/decimal.h"
#include "audit/log_verifier.h"
#include "audit/sha256.h"
#include "crypto/base64.h"

#include <array>
#include <optional>
#include <string>

namespace vault {

namespace {

std::optional<std::string> decoded(std::string_view base64)
{
    const auto bytes = from_base64(base64);
    if (!bytes)
        return std::nullopt;
    return std::string{reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

} // namespace

struct BundleVerifier::State {
    // The head's lines in order; the values of all but the first are taken.
    static constexpr std::array<std::string_view, 6> head_names{
        bundle_title, "store ", "origin ", "verifier ", "at ", "entries "};

    explicit State(VerifierKey trusted)
        : key{std::move(trusted)}, log{std::string{origin_of(key)}, key}
    {
    }

    bool fault(std::string_view problem, AuditFault kind = AuditFault::inconsistent)
    {
        return log.fault(log.tree().size(), problem, kind);
    }
    bool malformed()
    {
        return fault("the bundle is not written as a bundle is", AuditFault::damaged);
    }
    bool head_line(std::string_view text);
    bool checkpoint(std::string_view base64);
    bool signature(std::string_view base64);

    VerifierKey key;
    LogVerifier log;
    Sha256 digest;
    std::array<std::string, head_names.size()> head;
    std::size_t head_lines = 0; // and then the empty line
    std::uint64_t announced = 0;
    std::optional<Checkpoint> last;
    bool ended = false;
};

bool BundleVerifier::State::head_line(std::string_view text)
{
    if (head_lines == head_names.size()) {
        ++head_lines;
        return text.empty() || malformed();
    }
    const std::string_view name = head_names[head_lines];
    if (!text.starts_with(name) || (head_lines == 0 && text != name))
        return malformed();
    head[head_lines] = text.substr(name.size());
    if (name == "entries ") {
        const auto entries = parse_decimal(head[head_lines]);
        if (!entries)
            return malformed();
        announced = *entries;
    }
    ++head_lines;
    return true;
}

bool BundleVerifier::State::checkpoint(std::string_view base64)
{
    const auto note = decoded(base64);
    if (!note)
        return malformed();
    const NoteReading reading = read_note(*note, key);
    if (!last && reading.verdict == ProofVerdict::unknown_key)
        return fault(
            "the bundle is another vault's: it is signed by a key that is not the expected one",
            AuditFault::unknown_key);
    const auto claimed = parse_checkpoint_body(reading.body, origin_of(key));
    last = claimed;
    return log.checkpoint(log.tree().size(), claimed ? claimed->root : Hash{}, *note);
}

bool BundleVerifier::State::signature(std::string_view base64)
{
    ended = true;
    const auto note = decoded(base64);
    if (!note)
        return malformed();
    if (log.tree().size() != announced)
        return fault(
            "the bundle holds another number of entries than it announces", AuditFault::cut);
    const NoteReading reading = read_note(*note, key);
    if (reading.verdict != ProofVerdict::good)
        return fault("the bundle's own signature is bad", AuditFault::bad_signature);
    const TreeEdge& tree = log.tree();
    return reading.body ==
               bundle_body(head[1], head[4], tree.size(), tree.root(), digest.finish()) ||
           fault("the bundle is not the one that was signed");
}

BundleVerifier::BundleVerifier(VerifierKey key) : state_{std::make_unique<State>(std::move(key))} {}
BundleVerifier::~BundleVerifier() = default;
BundleVerifier::BundleVerifier(BundleVerifier&&) noexcept = default;
BundleVerifier& BundleVerifier::operator=(BundleVerifier&&) noexcept = default;

bool BundleVerifier::line(std::string_view text)
{
    State& s = *state_;
    if (s.ended)
        return s.fault("the bundle goes on behind its signature", AuditFault::damaged);
    if (text.starts_with(bundle_signed))
        return s.signature(text.substr(bundle_signed.size()));
    s.digest.update(std::as_bytes(std::span{text}));
    s.digest.update(std::as_bytes(std::span{"\n", 1}));
    if (s.head_lines <= State::head_names.size())
        return s.head_line(text);
    if (text.starts_with(bundle_checkpoint))
        return s.checkpoint(text.substr(bundle_checkpoint.size()));
    return s.log.entry(s.log.tree().size(), text);
}

std::uint64_t BundleVerifier::entries_announced() const noexcept { return state_->announced; }

AuditVerdict BundleVerifier::finish()
{
    if (!state_->ended)
        state_->fault("the bundle ends before its signature", AuditFault::cut);
    return state_->log.finish();
}

} // namespace vault
