#include "vault/proof.h"

#include "audit/decimal.h"
#include "audit/entry_view.h"
#include "audit/merkle_proof.h"
#include "audit/note_lines.h"
#include "audit/proof_text.h"
#include "audit/sealed_path.h"
#include "audit/sha256.h"
#include "audit/signed_note.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <vector>

namespace vault {

namespace {

struct ProofKind {
    std::string_view title; // first line of the body
    std::string_view name;
    std::span<const std::string_view> events; // one of them is the entry's it carries
};

constexpr std::array<std::string_view, 2> receipt_events{"ticket.submitted", "receipt.issued"};
constexpr std::array<std::string_view, 1> certificate_events{"credential.destroyed"};
constexpr std::array<std::string_view, 1> ticket_events{"ticket.certified"};

// What receipts were before their lines had a root: all lines inside, and a digest over them in the entry.
constexpr std::string_view receipt_v1 = "ticket-vault/receipt/v1\n";

constexpr std::array kinds{
    ProofKind{receipt_v1, "receipt", receipt_events},
    ProofKind{"ticket-vault/receipt/v2\n", "receipt", receipt_events},
    ProofKind{"ticket-vault/certificate/v1\n", "certificate", certificate_events},
    ProofKind{"ticket-vault/ticket-certificate/v1\n", "ticket-certificate", ticket_events},
};

// What the note says of the log.
struct Claim {
    std::string_view entry;
    std::uint64_t index = 0;
    Checkpoint head;
    std::vector<Hash> path;
};

std::optional<Claim> claim_of(const NoteLines& lines)
{
    const auto index = parse_decimal(lines.one("log_index"));
    const auto size = parse_decimal(lines.one("log_size"));
    const auto root = parse_hash(lines.one("log_root"));
    if (!index || !size || !root)
        return std::nullopt;
    Claim claim{lines.one("entry"), *index, {*size, *root, {}}, {}};
    for (const std::string_view text : lines.all("log_path")) {
        const auto one = parse_hash(text);
        if (!one)
            return std::nullopt;
        claim.path.push_back(*one);
    }
    return claim;
}

std::string sealed_digest_of(const NoteLines& lines)
{
    const auto sealed = lines.all("sealed");
    if (sealed.empty())
        return {};
    Sha256 digest;
    for (const std::string_view value : sealed)
        for (const std::string_view piece :
            {std::string_view{"sealed "}, value, std::string_view{"\n"}})
            digest.update(std::as_bytes(std::span{piece}));
    return hash_text(digest.finish());
}

// A second line of one credential could name another commitment, and each would pass beside a certificate of its own.
bool name_each_once(const std::vector<std::string_view>& sealed)
{
    std::set<std::string_view> credentials;
    return std::ranges::all_of(sealed, [&](std::string_view line) {
        return credentials.insert(line.substr(0, line.find(' '))).second;
    });
}

// The root covers the lines inside, where there are any.
bool is_root_of_lines(const NoteLines& lines, std::string_view root)
{
    const auto sealed = lines.all("sealed");
    return sealed.empty() || counted_root(sealed) == root;
}

// Of "13 <hash>".
std::uint64_t count_of(std::string_view root)
{
    return parse_decimal(root.substr(0, root.find(' '))).value_or(0);
}

// The note's lines and its entry speak of the same act.
bool agrees(const ProofKind& kind, const NoteLines& lines, const Claim& claim)
{
    const auto entry = EntryView::read(claim.entry);
    if (!entry || std::ranges::find(kind.events, entry->text("event")) == kind.events.end() ||
        entry->text("outcome") != "ok" ||
        std::cmp_not_equal(entry->number("seq").value_or(-1), claim.index) ||
        entry->text("ticket") != lines.one("ticket"))
        return false;
    if (kind.title == receipt_v1)
        return entry->text("sealed") == sealed_digest_of(lines);
    if (kind.name == "receipt")
        return entry->text("sealed") == lines.one("credentials") &&
               is_root_of_lines(lines, lines.one("credentials"));
    if (kind.name == "ticket-certificate")
        return !lines.one("certificates").empty() &&
               entry->text("certificates") == lines.one("certificates");
    return entry->text("credential") == lines.one("credential") &&
           entry->text("kc") == lines.one("kc") && entry->text("why") == lines.one("cause");
}

} // namespace

ProofReading verify_proof(std::string_view note, const VerifierKey& key)
{
    NoteReading reading = read_note(note, key);
    if (reading.verdict == ProofVerdict::malformed)
        return {ProofVerdict::malformed, {}, {}, {}, 0};
    for (const ProofKind& kind : kinds) {
        if (!reading.body.starts_with(kind.title))
            continue;
        ProofReading proof{reading.verdict, std::string{kind.name}, std::move(reading.body), {}, 0};
        if (proof.verdict != ProofVerdict::good)
            return proof;
        const auto lines = NoteLines::read(std::string_view{proof.body}.substr(kind.title.size()));
        const auto claim = lines ? claim_of(*lines) : std::nullopt;
        if (!claim || !name_each_once(lines->all("sealed")))
            return {ProofVerdict::malformed, {}, {}, {}, 0};
        const Hash leaf = leaf_hash(std::as_bytes(std::span{claim->entry}));
        if (!agrees(kind, *lines, *claim) || root_from_inclusion(leaf, claim->index,
                                                 claim->head.size, claim->path) != claim->head.root)
            proof.verdict = ProofVerdict::not_in_log;
        else
            proof.head = claim->head;
        if (proof.verdict == ProofVerdict::good && lines->all("sealed").empty())
            proof.listed_apart = count_of(lines->one("credentials"));
        return proof;
    }
    // A good signature over something else, for example a checkpoint, proves nothing here.
    return {ProofVerdict::malformed, {}, {}, {}, 0};
}

bool is_list_of(const ProofReading& receipt, std::string_view list)
{
    if (receipt.verdict != ProofVerdict::good || receipt.listed_apart == 0 ||
        !list.starts_with(receipt_list_title))
        return false;
    const auto lines = NoteLines::read(list.substr(receipt_list_title.size()));
    const auto sealed = lines ? lines->all("sealed") : std::vector<std::string_view>{};
    return lines && lines->size() == receipt.listed_apart && name_each_once(sealed) &&
           counted_root(sealed) == NoteLines::of_body(receipt.body).one("credentials");
}

bool is_over(const ProofReading& receipt, std::string_view beside, const ProofReading& certificate)
{
    if (receipt.verdict != ProofVerdict::good || receipt.kind != "receipt" ||
        certificate.verdict != ProofVerdict::good || certificate.kind != "certificate" ||
        (receipt.listed_apart != 0 && !is_path_text(beside) && !is_list_of(receipt, beside)))
        return false;
    const NoteLines ended = NoteLines::of_body(certificate.body);
    if (NoteLines::of_body(receipt.body).one("ticket") != ended.one("ticket"))
        return false;
    std::string wanted;
    for (const std::string_view name :
        {"credential", "kind", "kc", "ciphertext_hash", "expires_at"})
        wanted.append(wanted.empty() ? "" : " ").append(ended.one(name));
    if (is_path_text(beside))
        return sealed_line(receipt, beside) == wanted;
    const auto sealed =
        NoteLines::of_body(receipt.listed_apart != 0 ? beside : receipt.body).all("sealed");
    return std::ranges::find(sealed, wanted) != sealed.end();
}

bool covers(const ProofReading& of_ticket, const std::vector<std::string>& certificates,
    const VerifierKey& key)
{
    const auto value = [](const std::string& body, std::string_view name) {
        return std::string{NoteLines::of_body(body).one(name)};
    };
    if (of_ticket.verdict != ProofVerdict::good || of_ticket.kind != "ticket-certificate")
        return false;
    std::map<std::string, std::string> by_credential;
    for (const std::string& certificate : certificates) {
        const ProofReading one = verify_proof(certificate, key);
        if (one.verdict != ProofVerdict::good || one.kind != "certificate" ||
            value(one.body, "ticket") != value(of_ticket.body, "ticket"))
            return false;
        by_credential[value(one.body, "credential")] = certificate;
    }
    std::vector<std::string> in_order;
    for (auto& [credential, certificate] : by_credential)
        in_order.push_back(std::move(certificate));
    return certificates_line(in_order) == value(of_ticket.body, "certificates");
}

} // namespace vault
