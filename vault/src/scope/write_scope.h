#pragma once

#include "audit/event.h"
#include "key_tree/key_writer.h"
#include "scope/read_scope.h"
#include "scope/refusal_budget.h"
#include "vault/world.h"

#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace vault {

// A credential whose end is decided: what its entry "credential.destroyed" needs once its key is gone.
struct Ending {
    CredentialId id;
    TicketId ticket;
    Cause cause;
    std::string commitment;               // base64 kc
    std::optional<AttachmentId> original; // whose sealed original it is
    bool certificate_wanted;              // by whoever ended it
};
[[nodiscard]] Ending ending_of(
    const CredentialRecord& credential, Cause cause, bool certificate_wanted);

// What one request may do inside the writer's batch. Everything done through it is taken back together when the request answers with an
// error, except the entries given to refuse().
// Threads: the writer's only.
class WriteScope : public ReadScope {
public:
    WriteScope(Tables& tables_of, KeyWriter& keys, const std::string& store_of, Instant at,
        const std::string& boot, Random& random, RefusalBudget& refusal_budget);

    // --- keys ---
    // `stream`: what it shares its buckets with.
    [[nodiscard]] KeyLeaf put_key(LeafStream stream, const Secret& key)
    {
        return keys_.put(stream, key);
    }
    // Destroyed after this batch is durable, before its answers.
    void destroy_key(KeyLeaf leaf) { keys_.mark_for_destruction(leaf); }
    [[nodiscard]] Bytes sealed(
        std::string_view text, const Secret& key, std::string_view object, std::string_view field);

    // --- persons ---
    // A new person with keys of their own.
    void add_person(const PersonId& id, const Profile& profile);

    // --- endings ---
    // sealed -> shredding, with its entry, and the ends of its grants. Nothing when it has ended already. The key is destroyed and the
    // certificate made before the request is answered.
    void shred(const CredentialRecord& credential, Cause cause, const Actor* by);

    // The same for those whose time has come by `until`, the earliest `limit` on the list. Those that ended before are taken off it.
    struct Due {
        std::size_t listed; // `limit`: there may be more
        std::size_t ended;
    };
    Due shred_due(Instant until, std::uint32_t limit, Cause cause);

    // --- the log ---
    // An entry of this actor; nullptr is the vault itself. The address is sealed under the actor's log key.
    [[nodiscard]] EntryFields entry(Event event, const Actor* by) const;
    // Under that person's log key: of a refused sign-in, the account's that was tried. Nothing where the address is not known.
    void add_address(EntryFields& fields, const PersonId& of, std::string_view address) const;
    // Of an entry that nobody owns, under the log key of the day, which is made for the first of them. Not for what refuse() takes: the key would
    // be taken back.
    void add_address_of_nobody(EntryFields& fields, std::string_view address);
    // A refusal of somebody whom nobody knows, `subject` being what it was about: bounded and told as by refuse(). Not taken back by an error, since
    // there must be none: the work goes on to its end and the caller refuses then.
    void audit_refusal_of_nobody(
        EntryFields fields, const std::string& subject, std::string_view address);
    // Adds a field under the ticket's log key.
    void add_private(EntryFields& fields, std::string_view field, std::string_view text,
        const TicketRecord& ticket) const;
    void audit(EntryFields fields) { entries_.push_back(std::move(fields)); }
    // For a refusal that is an entry too: return its result. The entry stays, everything else is taken back. Of one who is refused more often
    // than RefusalBudget allows only that is an entry ("access.limited").
    [[nodiscard]] std::unexpected<Error> refuse(Error error, EntryFields fields);

    [[nodiscard]] Random& random() const noexcept { return random_; }

private:
    friend class Writer;
    // What ends with it, and its entry; the row is the caller's.
    void end(const CredentialRecord& credential, Cause cause, const Actor* by);
    void seal_private(EntryFields& fields, std::string_view field, std::string_view text,
        const std::string& subject, const Secret& key) const;

    KeyWriter& keys_;
    const std::string& boot_;
    Random& random_;
    RefusalBudget& refusal_budget_;
    std::vector<EntryFields> entries_;
    std::vector<EntryFields> refusals_;
    std::vector<Ending> endings_;
};

} // namespace vault
