#pragma once

#include "vault/clock.h"
#include "vault/id.h"
#include "vault/secret.h"

#include <list>
#include <mutex>
#include <optional>

namespace vault {

// Values that were unsealed a moment ago, kept in locked memory so that an agent whose answer was lost gets it again without a second
// claim. Bounded: what does not fit makes the oldest go. A restart forgets all.
// Threads: any.
class OpenedValues {
public:
    static constexpr std::int64_t kept_ms = 30LL * 1000;
    static constexpr std::size_t bytes_max = 512 * 1024;
    static constexpr std::size_t count_max = 1024;

    struct Opened {
        GrantId grant;
        SessionId session;
        PersonId agent;
        CredentialId credential;
        Instant until;
        Secret value;
        bool expected = false; // the value is to come
    };

    // Before a claim is durable: what it opens will be kept. Each forget() takes that back, so that an end between the claim and keep() wipes, too,
    // even one that leaves no trace in the state of the grant.
    void expect(Opened without_value);
    // Replaces what the grant had. Kept nowhere, and no error, where it is not expected (any more) or locked memory is short.
    void keep(Opened opened);
    // A second copy; nullopt when there is none of this grant and sign-in at `now`.
    [[nodiscard]] std::optional<Secret> find(
        const GrantId& grant, const SessionId& session, Instant now) const;
    [[nodiscard]] bool holds(const GrantId& grant, const SessionId& session, Instant now) const;

    // Each wipes at once.
    void forget(const GrantId& grant);
    void forget(const SessionId& session);
    void forget(const PersonId& agent);
    void forget(const CredentialId& credential);
    void forget_over(Instant now);
    [[nodiscard]] std::size_t count() const;

private:
    [[nodiscard]] const Opened* find_locked(
        const GrantId& grant, const SessionId& session, Instant now) const;
    void add(Opened opened);
    void drop_oldest();

    mutable std::mutex mutex_; // guards what follows
    std::list<Opened> values_; // oldest first
    std::size_t bytes_ = 0;
};

} // namespace vault
