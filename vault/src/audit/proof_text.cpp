#include "audit/proof_text.h"

#include "audit/merkle.h"
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

void log_lines(std::string& out, const LoggedEntry& entry, const Checkpoint& head)
{
    line(out, "entry", entry.json);
    line(out, "log_index", std::to_string(entry.seq));
    line(out, "log_size", std::to_string(head.size));
    line(out, "log_root", hash_text(head.root));
    for (const Hash& hash : entry.path)
        line(out, "log_path", hash_text(hash));
}

std::string sealed_value(const SealedLine& one)
{
    return one.id.to_string() + ' ' + one.kind + ' ' + one.commitment + ' ' + one.ciphertext_hash +
           ' ' + to_rfc3339(one.expires_at);
}

void sealed_lines(std::string& out, const std::vector<SealedLine>& sealed)
{
    for (const SealedLine& one : sealed)
        line(out, "sealed", sealed_value(one));
}

} // namespace

std::string counted_root(const std::vector<std::string_view>& texts)
{
    TreeEdge tree;
    for (const std::string_view text : texts)
        tree.append(leaf_hash(std::as_bytes(std::span{text})));
    return std::to_string(texts.size()) + ' ' + hash_text(tree.root());
}

std::string sealed_root(const std::vector<SealedLine>& sealed)
{
    if (sealed.empty())
        return {};
    std::vector<std::string> values;
    for (const SealedLine& one : sealed)
        values.push_back(sealed_value(one));
    return counted_root({values.begin(), values.end()});
}

std::string receipt_body(std::string_view store, const TicketId& ticket, Instant at,
    const std::vector<SealedLine>& sealed, SealedLines where, const LoggedEntry& entry,
    const Checkpoint& head)
{
    std::string out{"ticket-vault/receipt/v2\n"};
    line(out, "store", store);
    line(out, "ticket", ticket.to_string());
    line(out, "at", to_rfc3339(at));
    if (!sealed.empty())
        line(out, "credentials", sealed_root(sealed));
    if (where == SealedLines::inside)
        sealed_lines(out, sealed);
    log_lines(out, entry, head);
    return out;
}

std::string receipt_list(const std::vector<SealedLine>& sealed)
{
    std::string out{receipt_list_title};
    sealed_lines(out, sealed);
    return out;
}

std::string certificate_body(std::string_view store, const CertificateFacts& facts,
    const LoggedEntry& entry, const Checkpoint& head)
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
    log_lines(out, entry, head);
    TV_ASSERT(out.size() <= certificate_body_bytes_max);
    return out;
}

std::string certificates_line(const std::vector<std::string>& certificates)
{
    return counted_root({certificates.begin(), certificates.end()});
}

std::string ticket_certificate_body(std::string_view store, const TicketId& ticket,
    Instant closed_at, Instant at, const std::string& certificates, const LoggedEntry& entry,
    const Checkpoint& head)
{
    std::string out{"ticket-vault/ticket-certificate/v1\n"};
    line(out, "store", store);
    line(out, "ticket", ticket.to_string());
    line(out, "closed_at", to_rfc3339(closed_at));
    line(out, "at", to_rfc3339(at));
    line(out, "certificates", certificates);
    log_lines(out, entry, head);
    TV_ASSERT(out.size() <= certificate_body_bytes_max);
    return out;
}

} // namespace vault
