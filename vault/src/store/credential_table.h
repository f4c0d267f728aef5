#pragma once

#include "keys/key_leaf.h"
#include "store/database.h"
#include "vault/credential.h"

#include <optional>
#include <string>
#include <vector>

namespace vault {

// A credential as stored; the value itself is read by value().
struct CredentialRecord {
    CredentialId id;
    TicketId ticket;
    Source source;
    std::string kind;
    std::string rule;
    std::optional<AttachmentId> attachment;
    std::vector<std::byte> label_ct;
    std::vector<std::byte> commitment;
    std::vector<std::byte> ciphertext_hash;
    KeyLeaf key_leaf;
    Consent consent;
    std::optional<Instant> consent_until;
    Instant created_at;
    Instant expires_at;
    std::uint32_t unseals_max = 0;
    std::uint32_t unseals_done = 0;
    CredentialState state = CredentialState::sealed;
    std::optional<Cause> cause;
    std::optional<Instant> end_requested_at;
    std::optional<Instant> shredded_at;
    std::optional<std::string> level; // what destruction meant for its key; once it is shredded
    bool internal = false;            // of the house: not shown to the customer
};

// A credential whose customer has answered further requests in advance.
struct StandingConsent {
    CredentialId credential;
    TicketId ticket;
};

class CredentialTable {
public:
    explicit CredentialTable(Database& database) : database_{database} {}

    // `value_ct` empty: an original, whose chunks are the value.
    void insert(const CredentialRecord& credential, const std::vector<std::byte>& value_ct);
    [[nodiscard]] std::optional<CredentialRecord> find(const CredentialId& id) const;
    [[nodiscard]] std::vector<std::byte> value(const CredentialId& id) const;
    // In the order of sealing.
    [[nodiscard]] std::vector<CredentialRecord> of_ticket(const TicketId& ticket) const;
    // All that were ever sealed in the ticket, without originals.
    [[nodiscard]] std::uint32_t count_of_ticket(const TicketId& ticket) const;
    void set_consent(const CredentialId& id, Consent consent, std::optional<Instant> until);
    // Of sealed credentials in the customer's own tickets.
    [[nodiscard]] std::vector<StandingConsent> standing_of(const PersonId& customer) const;
    void set_unseals_done(const CredentialId& id, std::uint32_t done);
    // sealed -> shredding. It stands in a table of its own until it is done, so that the row, which is large, is written once.
    void set_shredding(const CredentialId& id, Cause cause, Instant at);
    // The same for every sealed one that is due no later than this one, in the order of due(). All up to it leave the list. How many end.
    [[nodiscard]] std::uint64_t set_shredding_up_to(
        const CredentialId& last, Cause cause, Instant at);
    // Takes one off the list that has ended or is ending; one that is sealed stays.
    void unlist(const CredentialId& id);
    // Whatever they were ending for, in a restored database they are lost.
    void lose_shredding();
    // shredding -> shredded, every one there is: the ciphertexts go too. `level` is that of the slots; of a lost one's key nobody can say what
    // became of it, so its level is L0. How many there were.
    [[nodiscard]] std::uint64_t set_all_shredded(Instant at, std::string_view level);
    // The same for one. 1, or 0 when it was not ending.
    [[nodiscard]] std::uint64_t set_shredded(
        const CredentialId& id, Instant at, std::string_view level);
    // Those on the list whose time has come, earliest first: sealed ones, and ones that ended before and are only to be taken off. A damaged
    // row is thrown; due_places() names it all the same.
    [[nodiscard]] std::vector<CredentialRecord> due(Instant now, std::uint32_t limit) const;
    // Where a credential stands in the order of expiry.
    struct DuePlace {
        Instant expires_at;
        std::uint64_t position;
    };
    // The places of those, after `after`. Read from an index that holds nothing else: a damaged row hides no other.
    [[nodiscard]] std::vector<DuePlace> due_places(
        Instant now, const DuePlace& after, std::uint32_t limit) const;
    [[nodiscard]] std::optional<CredentialRecord> at(std::uint64_t position) const;
    // All there are, after `after`, whatever their state: read from an index that holds nothing else.
    [[nodiscard]] std::vector<std::uint64_t> positions(
        std::uint64_t after, std::uint32_t limit) const;
    // Of those from `first` to `last` the sealed ones that are due, by their rows and without the list. Reads each row, and throws for a damaged one.
    [[nodiscard]] std::vector<std::uint64_t> due_by_rows(
        Instant now, std::uint64_t first, std::uint64_t last) const;
    // Of those on the list.
    [[nodiscard]] std::optional<Instant> earliest_expiry() const;
    // Ends that were decided and not finished.
    [[nodiscard]] std::vector<CredentialRecord> shredding(std::uint32_t limit) const;

private:
    Database& database_;
};

} // namespace vault
