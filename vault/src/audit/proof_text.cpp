#include "audit/proof_text.h"

#include "crypto/base64.h"
#include "vault/assert.h"

namespace vault {

namespace {

constexpr std::size_t certificate_body_bytes_max = 3 * 1024; // with its signature line below 4 KB

void line(std::string& out, std::string_view name, std::string_view value)
{
    // A line end inside a value would be a forged line.
    TV_ASSERT(value.find('\n') == std::string_view::npos);
    out.append(name).append(" ").append(value).append("\n");
}

void head_lines(std::string& out, const Checkpoint& head)
{
    line(out, "log_size", std::to_string(head.size));
    line(out, "log_root", to_base64(head.root));
}

} // namespace

std::string receipt_body(std::string_view store, const TicketId& ticket, Instant at,
    const std::vector<SealedLine>& sealed, const Checkpoint& head)
{
    std::string out{"ticket-vault/receipt/v1\n"};
    line(out, "store", store);
    line(out, "ticket", ticket.to_string());
    line(out, "at", to_rfc3339(at));
    for (const SealedLine& one : sealed)
        line(out, "sealed",
            one.id.to_string() + ' ' + one.kind + ' ' + one.commitment + ' ' + one.ciphertext_hash +
                ' ' + to_rfc3339(one.expires_at));
    head_lines(out, head);
    return out;
}

std::string certificate_body(
    std::string_view store, const CertificateFacts& facts, const Checkpoint& head)
{
    std::string out{"ticket-vault/certificate/v1\n"};
    line(out, "store", store);
    line(out, "ticket", facts.ticket.to_string());
    line(out, "credential", facts.sealed.id.to_string());
    line(out, "kind", facts.sealed.kind);
    line(out, "kc", facts.sealed.commitment);
    line(out, "ciphertext_hash", facts.sealed.ciphertext_hash);
    line(out, "expires_at", to_rfc3339(facts.sealed.expires_at));
    line(out, "cause", to_string(facts.cause));
    line(out, "requested_at", to_rfc3339(facts.requested_at));
    line(out, "destroyed_at", to_rfc3339(facts.destroyed_at));
    line(out, "level", facts.level);
    line(out, "unseals", std::to_string(facts.unseals));
    head_lines(out, head);
    TV_ASSERT(out.size() <= certificate_body_bytes_max);
    return out;
}

} // namespace vault
