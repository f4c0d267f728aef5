#pragma once

#include "vault/audit.h"
#include "vault/credential.h"
#include "vault/error.h"
#include "vault/grant.h"
#include "vault/person.h"
#include "vault/policy.h"
#include "vault/proof.h"
#include "vault/ticket.h"
#include "vault/world.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace vault {

class Engine; // store, key holder, log and writer, in vault/src

// How the custody key comes in. The key itself never stands on a command line.
struct Custody {
    enum class Kind : std::uint8_t { key_file, passphrase };
    Kind kind = Kind::key_file;
    Secret material; // the file's 32 bytes, or the passphrase as typed
};

// Of a new passphrase: whoever has both folders may try for as long as they like.
inline constexpr std::size_t custody_passphrase_bytes_min = 12;

// Reads a custody key file (one line "tvck1_" and base64url of 32 bytes), or a passphrase file (one line) when `kind` says so.
[[nodiscard]] Expected<Custody> read_custody_file(
    const std::filesystem::path& file, Custody::Kind kind, World world);
// The custody file that systemd handed to this unit (LoadCredential=custody:FILE), empty outside one. Before any thread is started.
[[nodiscard]] std::filesystem::path custody_credential();
// Writes a new key file with mode 0600; an existing one is refused (conflict).
[[nodiscard]] Expected<void> create_custody_file(const std::filesystem::path& file, World world);

struct Folders {
    std::filesystem::path data;
    std::filesystem::path keys; // neither may lie inside the other
};

// Makes both folders (0700), keys, database and the first audit entry. conflict if either already holds a vault, cut_off as below. `origin` names the log in
// checkpoints, for example "vault.example.com/tickets"; 1 to 100 characters of [a-z0-9./-].
// The custody kind is recorded in the keys folder.
[[nodiscard]] Expected<StoreId> create_vault(
    const Folders& folders, const Custody& custody, std::string_view origin, World world);
// The kind recorded at creation, without opening anything. cut_off when the folders are what a restore left that did not come to its end.
[[nodiscard]] Expected<Custody::Kind> custody_kind(const Folders& folders, World world);

struct Seat { // where a signed-in request sits
    Actor actor;
    SessionId session;
    std::string csrf; // token the page must send back; empty for bearer sessions
};

struct NewSession {
    SessionId id;
    Secret token; // 32 bytes, shown once
    std::string csrf;
    Instant expires_at;
    User user;
};

struct SubmittedTicket {
    TicketId id;
    TicketState state;
    Receipt receipt;
    std::vector<CredentialView> sealed;
};

struct Unsealed {
    Secret value;
    GrantView grant;
    std::uint64_t audit_seq; // the entry that was durable before this value left
};

// What a grant is for.
struct GrantTarget {
    CredentialId credential;
    Source source;
};

struct ShredResult {
    CredentialId id;
    std::string certificate; // signed note
};

struct ClosedTicket {
    TicketId id;
    TicketState state;                // closed; or closing, and then nothing is shredded yet
    std::optional<Instant> closes_at; // of closing
    std::vector<ShredResult> shredded;
    std::string
        certificate; // over these and those that were shredded before; empty where it has to be asked for again
};

struct Page {
    std::uint32_t limit = 50; // at most 200
    std::string cursor;       // opaque, from the page before; empty: from the start
};

template <class Row>
struct Paged {
    std::vector<Row> rows;
    std::string next_cursor; // empty on the last page
};

struct KeyDrill; // vault/key_drill.h

struct KeyStatus {
    StoreId store;
    std::string origin;
    Custody::Kind custody;
    std::string
        level; // "L0" on memory or overlay file systems, "L1" where slots are written through to the device
    VerifierKey verifier;
    std::string recovery; // fingerprint of the recovery key; empty: there is none
    // The mark in the keys folder was damaged when this vault was opened, and is whole again: what damaged it may damage more.
    bool mark_repaired = false;
};

// An open vault: one writer thread with group commit, reader connections, the shredder.
//
// Threads: every method may be called from any thread. A method that changes something returns after the change and its audit entry are
// durable. Each takes the Actor and checks ownership inside the transaction: what is not the actor's is not_found.
// Errors besides the ones named: unavailable after a storage fault (the process must restart: recovery decides), disk_full, io.
class Vault {
public:
    // Takes the folder lock (in_use), opens keys (wrong_key, foreign, corrupt, missing) and database, recovers what a crash left, and shreds
    // everything that fell due, before it returns: nobody can be served earlier.
    // `cache_mib`: decrypted pages of the database that the writer keeps at most, taken as they are first met; each of the four readers keeps a
    // sixteenth of it. A million live credentials take 203 MiB of pages that every ending at a random place needs.
    static constexpr std::uint32_t cache_mib_default = 256;
    static constexpr std::uint32_t cache_mib_min = 16;
    static constexpr std::uint32_t cache_mib_max = 65'536;
    [[nodiscard]] static Expected<std::unique_ptr<Vault>> open(const Folders& folders,
        const Custody& custody, World world, std::uint32_t cache_mib = cache_mib_default);
    ~Vault();
    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;

    // --- people ---
    // `password` 12 to 128 characters, hashed with Argon2id here. conflict when the login is taken. By Authn::none: forbidden, an entry.
    [[nodiscard]] Expected<User> create_user(const Actor& by, Role role, std::string_view login,
        const Profile& profile, const Secret& password);
    // True until the first admin exists.
    [[nodiscard]] Expected<bool> needs_setup() const;
    [[nodiscard]] Expected<std::vector<User>> list_users(const Actor& by) const;
    [[nodiscard]] Expected<void> set_user_disabled(const Actor& by, const PersonId& user,
        bool disabled); // ends that user's sessions and open grants
    // The person's own. forbidden, with an entry, when `current` is wrong; invalid as in create_user. Every other session of that person ends.
    [[nodiscard]] Expected<void> change_password(
        const Seat& seat, const Secret& current, const Secret& fresh);
    // By an admin, for somebody else (conflict for himself). Every session and every open grant of that user ends: who knows the new password
    // is not yet the one whom customers trusted. Of a customer, each open ticket gets a message that says so.
    [[nodiscard]] Expected<void> reset_password(
        const Actor& by, const PersonId& user, const Secret& fresh);
    // Same answer and time for an unknown login and a wrong password: unauthenticated. Both leave an entry without the login. `kind` none: tried too often, not looked at.
    [[nodiscard]] Expected<NewSession> sign_in(
        std::string_view login, const Secret& password, Authn kind, std::string_view address);
    // unauthenticated when unknown, ended or idle too long. Moves the idle mark at most once a minute.
    [[nodiscard]] Expected<Seat> find_session(const Secret& token, std::string_view address);
    [[nodiscard]] Expected<Actor> find_guest(
        const TicketId& ticket, const Secret& link_secret, std::string_view address) const;
    [[nodiscard]] Expected<void> end_session(const Seat& seat);
    [[nodiscard]] Expected<User> user_of(const PersonId& person) const;

    // --- tickets ---
    [[nodiscard]] Expected<SubmittedTicket> submit(const Actor& by, NewTicket ticket);
    [[nodiscard]] Expected<Paged<TicketRow>> list_tickets(const Actor& by, const Page& page) const;
    [[nodiscard]] Expected<TicketView> read_ticket(const Actor& by, const TicketId& id) const;
    [[nodiscard]] Expected<MessageView> add_message(const Actor& by, NewMessage message);
    [[nodiscard]] Expected<std::vector<CredentialView>> add_credentials(const Actor& by,
        const TicketId& ticket, std::vector<NewCredential> credentials, Rewrites rewrites = {});
    // Every text of a ticket, internal notes too, for intake's search of copies and for nothing else. not_found, forbidden as for writing.
    [[nodiscard]] Expected<std::vector<StoredText>> stored_texts(
        const Actor& by, const TicketId& ticket) const;
    // A signed note over everything the ticket ever sealed, with an entry of its own. For who may read the ticket; also after it is closed.
    [[nodiscard]] Expected<Receipt> receipt(const Actor& by, const TicketId& ticket);
    // One signed note over the certificates of all the ticket's credentials that this actor sees, with an entry of its own. conflict until it is
    // closed and each of them has its certificate.
    [[nodiscard]] Expected<std::string> ticket_certificate(const Actor& by, const TicketId& ticket);
    // Ends every live credential of the ticket and closes it; returns after the keys are destroyed. Where the ticket's policy has a grace it
    // begins that instead: uploads that have not arrived are abandoned, grants end, nothing is opened any more, and the same happens by itself
    // when the grace is over. At once whatever the policy says only for the ticket's own customer, also while it is closing (forbidden).
    // conflict: closed, or closing already.
    [[nodiscard]] Expected<ClosedTicket> close(
        const Actor& by, const TicketId& id, Closing how = Closing::by_policy);
    // Takes a closing back: the ticket is open, its credentials as they were; grants that ended stay ended. conflict unless it is closing and
    // its grace is not over: what is closed has nothing left to open. forbidden for others where the customer asked for the closing.
    [[nodiscard]] Expected<void> reopen(const Actor& by, const TicketId& id);

    // --- attachments: announce, write chunks in order, then complete ---
    // What does not come within upload_wait_ms is given up by itself, so that its ticket reaches the agents.
    [[nodiscard]] Expected<AttachmentView> announce_attachment(
        const Actor& by, const TicketId& ticket, NewAttachment attachment);
    // One upload at a time per attachment (conflict); starting again drops what came before. Bytes are sealed under a key of their own as they come.
    [[nodiscard]] Expected<void> begin_upload(const Actor& by, const AttachmentId& id);
    [[nodiscard]] Expected<void> append_upload(
        const AttachmentId& id, std::span<const std::byte> bytes);
    // The sealed bytes again, in order, for the second pass. `sink` gets at most 64 KiB at a time; its buffer is wiped afterwards.
    [[nodiscard]] Expected<void> read_upload(
        const AttachmentId& id, const std::function<void(std::span<const std::byte>)>& sink) const;
    // The redacted form replaces the upload, whose key is destroyed. invalid unless exactly the announced bytes arrived.
    [[nodiscard]] Expected<AttachmentView> complete_redacted(const Actor& by,
        const AttachmentId& id, std::string_view redacted, std::vector<NewCredential> found,
        Rewrites rewrites = {});
    // Nothing could be rewritten: the upload itself becomes a sealed original. `reason` is one of the fixed words of AttachmentView.
    [[nodiscard]] Expected<AttachmentView> complete_sealed_whole(
        const Actor& by, const AttachmentId& id, std::string_view reason, NewCredential original);
    [[nodiscard]] Expected<void> abandon_attachment(const Actor& by, const AttachmentId& id);
    // What a failed upload leaves is ended here; a no-op when there is none.
    void drop_upload(const AttachmentId& id) noexcept;
    [[nodiscard]] Expected<AttachmentView> find_attachment(
        const Actor& by, const AttachmentId& id) const;
    [[nodiscard]] Expected<TicketId> ticket_of(const AttachmentId& id) const;
    [[nodiscard]] Expected<void> read_attachment(const Actor& by, const AttachmentId& id,
        const std::function<void(std::span<const std::byte>)>& sink) const;

    // --- credentials and grants ---
    [[nodiscard]] Expected<CredentialView> find_credential(
        const Actor& by, const CredentialId& id) const;
    // The entered and found values of a ticket that are alive, for intake's search of copies and for nothing else. One entry
    // "credential.matched" is durable before the first is opened; nothing to open: no entry. not_found, forbidden as for writing.
    [[nodiscard]] Expected<std::vector<LiveValue>> live_values(
        const Actor& by, const TicketId& ticket) const;
    // That a text this actor sent in held these values of the ticket. An entry "credential.matched" names each that the actor was never shown:
    // a placeholder in its place tells who guessed that the guess was right. Durable when it returns; none to name: no entry.
    [[nodiscard]] Expected<void> record_matches(
        const Actor& by, const TicketId& ticket, std::span<const CredentialId> held);
    // The customer's or an admin's wish; returns after the key is destroyed.
    [[nodiscard]] Expected<ShredResult> shred(const Actor& by, const CredentialId& id, Cause cause);
    // gone until shredding is done too, with not_found for those who could never see the ticket.
    [[nodiscard]] Expected<std::string> certificate(const Actor& by, const CredentialId& id) const;
    // Everybody may know them; not_found for a ticket the actor may not know of.
    [[nodiscard]] Expected<GrantPolicy> house_policy() const;
    [[nodiscard]] Expected<GrantPolicy> ticket_policy(
        const Actor& by, const TicketId& ticket) const;
    // Admins, and the ticket's customer towards stricter only (invalid); the effective policy. invalid too: groups that are not there, or have too
    // few people together. Read and written in one transaction: of two changes at once neither is lost. A ticket keeps what its customer said and
    // nothing else; of groups, what the customer wants beyond the house's then: those that are left out stay the house's. Each change and each refusal is an entry. A stricter one of a ticket revokes the live grants that exceed it; the house's touches none.
    [[nodiscard]] Expected<GrantPolicy> set_house_policy(
        const Actor& by, const PolicyChange& change);
    [[nodiscard]] Expected<GrantPolicy> set_ticket_policy(
        const Actor& by, const TicketId& ticket, const PolicyChange& change);
    // Everybody may know their names and how many count; who is in them, the house only. By name.
    [[nodiscard]] Expected<std::vector<ApproverGroup>> approver_groups(const Actor& by) const;
    // Admins. Makes it where there is none; `people`, in any order, are all of it from now on, each an agent with an account that is not disabled
    // (invalid). too_many: approver_groups_max. conflict: the house's policy could be met before and could not any more. An entry.
    // Approvals that waiting requests have are counted by who is in it now.
    [[nodiscard]] Expected<ApproverGroup> set_approver_group(
        const Actor& by, const std::string& name, const std::vector<PersonId>& people);
    // Admins. not_found. conflict: the house's policy or that of a ticket which is not closed names it. An entry.
    [[nodiscard]] Expected<void> remove_approver_group(const Actor& by, const std::string& name);
    // invalid: longer, more often or for less reason than the ticket's policy allows.
    [[nodiscard]] Expected<GrantView> request_grant(const Actor& by, GrantRequest request);
    [[nodiscard]] Expected<Paged<GrantView>> list_grants(const Actor& by,
        std::optional<GrantState> state, std::optional<TicketId> ticket, const Page& page) const;
    [[nodiscard]] Expected<GrantView> find_grant(const Actor& by, const GrantId& id) const;
    // What it opens. As find_grant, but reads no text.
    [[nodiscard]] Expected<GrantTarget> find_target(const Actor& by, const GrantId& id) const;
    // The customer's standing answer from now on. Consent::ask takes back at once what could still be used. forbidden for anybody else,
    // gone once the credential has ended: entries too.
    [[nodiscard]] Expected<CredentialView> set_consent(
        const Actor& by, const CredentialId& id, Consent consent);
    // Approve and refuse are the customer's; another agent's than the one who asked where the policy wants that (with groups alone, one of
    // theirs), or where there is no customer to ask: a ticket of the house, a credential of an internal note. The grant is approved with the last
    // approval that is wanted; of a request that lacks none any more, because the policy was changed, with that of any other agent.
    // The edges people ask for. conflict where the state machine of vault/grant.h has no such edge, forbidden for who may not: entries too.
    // `standing`: the customer's answer for further grants of the credential, in the same transaction.
    [[nodiscard]] Expected<GrantView> approve(
        const Actor& by, const GrantId& id, std::optional<Consent> standing = std::nullopt);
    [[nodiscard]] Expected<GrantView> refuse(const Actor& by, const GrantId& id);
    // With Revocation::credential the credential is shredded in the same transaction, its key destroyed before this returns, also where the grant is over. fetch_again ends in any case.
    [[nodiscard]] Expected<GrantView> revoke(
        const Actor& by, const GrantId& id, Revocation what = Revocation::grant);
    [[nodiscard]] Expected<GrantView> give_back(const Actor& by, const GrantId& id);
    // Who may break the glass and what was broken without a review. forbidden for those outside of the house.
    [[nodiscard]] Expected<BreakGlassView> break_glass(const Actor& by) const;
    // Admins. Each must be an active agent (invalid); an entry. Revokes what was broken and can be used, of who is not named any more.
    [[nodiscard]] Expected<BreakGlassView> name_break_glass(
        const Actor& by, std::vector<PersonId> people);
    // The first call is the grant's own agent's, the second another's, both named; the second approves the request for break_glass_ms and one
    // opening, and tells the customer by a message in the ticket, before anything can be opened. forbidden: not named. conflict: another state,
    // or a review is overdue. gone. Each refusal is an entry.
    [[nodiscard]] Expected<GrantView> break_glass(const Actor& by, const GrantId& id);
    // Admins: why it had to be, scanned by the caller. conflict unless it was confirmed and not reviewed; an entry.
    [[nodiscard]] Expected<GrantView> review_break_glass(
        const Actor& by, const GrantId& id, std::string root_cause);
    // One claim: counted and its entry durable before the value is decrypted. forbidden: not this agent's grant. needs_grant: not approved, denied,
    // lapsed, revoked, expired, used up (each refusal is an entry too). gone: shredded or past its expiry.
    [[nodiscard]] Expected<Unsealed> unseal(const Actor& by, const GrantId& id);
    // The value of this grant's last unseal once more, for the same sign-in within 30 seconds: no claim, an entry "credential.delivered_again"
    // first. conflict: not kept any more. Ends of the credential and the grant are refused as by unseal; each refusal is an entry. Never an original.
    [[nodiscard]] Expected<Unsealed> fetch_again(const Actor& by, const GrantId& id);
    // One claim as unseal, for a sealed original: bytes in order after the entry is durable. `claimed` is told the number of that entry before
    // the first of them.
    [[nodiscard]] Expected<GrantView> unseal_original(const Actor& by, const GrantId& id,
        const std::function<void(std::span<const std::byte>)>& sink,
        const std::function<void(std::uint64_t audit_seq)>& claimed = {});

    // --- audit ---
    // One entry "rules.loaded": with what the service finds credentials from now on. `files`: the texts of the operator's own rules, in an order that is
    // always the same; the SHA-256 over the SHA-256 of each is in it.
    struct RulesInUse {
        std::string_view version; // of the program, whose rules are a part of it
        std::size_t rules;        // in all
        std::span<const std::string> files;
    };
    [[nodiscard]] Expected<void> record_rules(const RulesInUse& rules);
    // One entry "access.refused", durable when it returns; none for one who was refused often in this minute.
    [[nodiscard]] Expected<void> record_refusal(const Actor& by, const RefusedAttempt& attempt);
    [[nodiscard]] Expected<std::vector<AuditEntry>> audit_entries(
        const Actor& by, const AuditFilter& filter) const;
    [[nodiscard]] Expected<Checkpoint> checkpoint() const;
    // C2SP tlog-proof of the entry `seq`: its index, the path to the newest checkpoint, and that checkpoint. not_found beyond the end, and for
    // entries that are not of the actor's own ticket.
    [[nodiscard]] Expected<std::string> audit_proof(const Actor& by, std::uint64_t seq) const;
    // invalid unless first <= second <= the newest checkpoint's size. Hashes only, so anybody may ask.
    [[nodiscard]] Expected<ConsistencyProof> audit_consistency(
        std::uint64_t first, std::uint64_t second) const;
    // The 32-byte hashes of a tile one after the other; not_found where the log does not reach. Anybody may ask.
    [[nodiscard]] Expected<std::string> hash_tile(const TilePlace& place) const;
    // C2SP's entry bundle: each entry's canonical bytes after their length, two bytes, most significant first. Level must be 0.
    [[nodiscard]] Expected<std::string> entry_tile(const Actor& by, const TilePlace& place) const;
    // The whole log as a signed bundle (vault/audit_bundle.h), piece by piece. The export is an entry first.
    [[nodiscard]] Expected<void> export_audit(
        const Actor& by, const std::function<void(std::span<const std::byte>)>& sink) const;
    // `by` null: this machine. The verification is an entry.
    [[nodiscard]] Expected<AuditVerdict> verify_audit(
        const VerifyProgress& progress, const Actor* by = nullptr) const;

    // --- operations ---
    // Store open, keys unlocked, log writable, shredder not behind; `problem` is a literal.
    struct Readiness {
        bool ready;
        std::string_view problem;
        bool stopped = false;
    }; // stopped: for good, only a restart recovers
    [[nodiscard]] Readiness readiness() const;
    // The clock runs ahead of the time that passed, or the vault was closed for more than three days: what is over by it is refused and not
    // destroyed, until it is set right or confirmed.
    [[nodiscard]] bool clock_unconfirmed() const noexcept;
    // Believes the clock, as vault/clock_confirmation.h does with a vault nobody serves, because others tell a time that it is not ahead of by more
    // than an hour; what is due by it is destroyed by the shredder from then on. An entry "clock.confirmed" tells of it first. `ahead` and
    // `not_in_doubt` changed nothing.
    enum class ClockVerdict : std::uint8_t { not_in_doubt, confirmed, ahead };
    [[nodiscard]] Expected<ClockVerdict> confirm_clock(const WitnessedTime& told);
    // Ends what is due now, as the shredder does by itself within 250 ms: for tests, and for an operator who will not wait.
    [[nodiscard]] Expected<void> run_due();
    // A backup (vault/backup.h) of one moment, piece by piece, while everything goes on; to be kept for `keep_ms`, 1 to 3660 days. It is an entry
    // first. `by` null: this machine. forbidden; conflict when there is no recovery key; invalid. When it fails what `sink` got is no backup.
    // Memory: the keys of redacted content and of persons, sealed. The write-ahead log is not cut meanwhile.
    [[nodiscard]] Expected<void> back_up(const Actor* by, std::int64_t keep_ms,
        const std::function<void(std::span<const std::byte>)>& sink) const;
    // Makes `fresh` the custody key while everything goes on, as rotate_custody() of vault/key_rotation.h does with a vault nobody serves. forbidden;
    // conflict: it is the present one, or an earlier change is not complete. After any other error the next opening tells which of the two is the
    // right key, and completes what was begun.
    [[nodiscard]] Expected<void> rotate_custody(const Actor& by, const Custody& fresh);
    [[nodiscard]] KeyStatus key_status() const;
    // drill_keys() of vault/key_drill.h on the disk as it is now. Nothing is written meanwhile: half a second for each
    // 100,000 keys. The verdict is an entry. forbidden; unavailable.
    [[nodiscard]] Expected<KeyDrill> drill_keys(const Actor& by) const;
    // Keys that could be opened. Opens the whole key tree: about 20 ms for each 100,000 keys.
    [[nodiscard]] Expected<std::uint64_t> live_keys() const;
    [[nodiscard]] World world() const noexcept;
    [[nodiscard]] Clock& clock() const noexcept;
    // The vault's own time: the clock's, but never earlier than any it has used. Expiries are counted from it.
    [[nodiscard]] Instant now() const noexcept;
    [[nodiscard]] Random& random() const noexcept;

private:
    explicit Vault(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> engine_;
};

// Reads the log of a vault nobody serves, or of a copy of its folders, and changes nothing. Same checks as Vault::verify_audit.
[[nodiscard]] Expected<AuditVerdict> verify_audit_offline(
    const Folders& folders, const Custody& custody, World world, const VerifyProgress& progress);

} // namespace vault
