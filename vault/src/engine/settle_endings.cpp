// The Writer's work after a COMMIT: what was ended is destroyed and certified, the mark moved and a doubt about the clock noted.
#include "engine/writer.h"
#include "log/log_proofs.h"
#include "store/storage_fault.h"

#include <new>

namespace vault {

std::optional<Error> Writer::settle()
{
    for (const Ending& ending : owed_)
        parts_.opened_values.forget(ending.id); // before a certificate says that nothing is left
    if (auto problem = destroy_keys()) {
        if (!stopped())
            health_ = Health::keys_owed;
        return problem;
    }
    health_ = Health::good;
    const auto problem = certify_owed();
    if (health_ == Health::good && !write_mark())
        health_ = Health::keys_owed;
    return problem;
}

std::optional<Error> Writer::destroy_keys()
{
    try {
        if (const auto destroyed = parts_.keys.finish(); !destroyed)
            return destroyed.error();
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::unavailable, "no memory is left to destroy keys"};
    }
    const bool owed = parts_.keys.owes();
    if (!owed && !parts_.keys.may_leak())
        return std::nullopt;
    auto problem = rekey();
    if (is_full(problem) && owed) {
        make_room();
        problem = stopped() ? problem : rekey();
    }
    // What may only leak waits for the next look and stops nobody; an end that is owed does.
    return parts_.keys.owes() ? problem : std::nullopt;
}

std::optional<Error> Writer::rekey()
{
    try {
        {
            WriteTransaction transaction{parts_.database};
            if (const auto prepared = parts_.keys.prepare(); !prepared)
                throw StorageFault{prepared.error()};
            secure(Reserve::Left::nothing);
            commit(transaction);
        }
        if (const auto destroyed = parts_.keys.finish(); !destroyed)
            return destroyed.error();
        if (parts_.keys.owes())
            return Error{ErrorCode::io, "the root key could not be replaced"};
        return std::nullopt;
    } catch (const StorageFault& fault) {
        if (!stopped())
            parts_.keys.abandon();
        return fault.error();
    } catch (const std::bad_alloc&) {
        parts_.keys.abandon();
        return Error{ErrorCode::unavailable, "no memory is left to destroy keys"};
    }
}

bool Writer::write_mark()
{
    const Checkpoint& head = parts_.log.durable_head();
    const Mark mark{static_cast<std::uint64_t>(time_.high_water().ms), head.size, head.root};
    return mark == parts_.mark.last() || parts_.mark.write(mark).has_value();
}

// A doubt that begins while nobody asks for anything outlives a start of the machine, too.
void Writer::store_basis()
{
    const ClockBasis basis = time_.basis();
    try {
        WriteTransaction transaction{parts_.database};
        parts_.tables.meta.set_clock_basis(basis);
        secure(Reserve::Left::nothing);
        commit(transaction);
        stored_basis_ = basis;
    } catch (const StorageFault&) {
        return; // the next look tries again
    }
}

std::optional<Error> Writer::certify_owed()
{
    std::optional<Error> problem;
    if (!owed_.empty() && !papers_owed_)
        problem = try_certify(owed_, Of::all, Reserve::Left::for_keys);
    if (!stopped() && (problem || papers_owed_)) {
        papers_owed_ = true;
        std::erase_if(owed_, [](const Ending& ending) { return !ending.certificate_wanted; });
        if (owed_.empty() && is_full(problem))
            problem.reset();
        if (!owed_.empty())
            problem = try_certify(owed_, Of::some, Reserve::Left::nothing);
        if (!owed_.empty() && is_full(problem) && !stopped()) {
            make_room();
            problem = try_certify(owed_, Of::some, Reserve::Left::nothing);
        }
    }
    owed_.clear();
    return problem;
}

std::optional<Error> Writer::certify_rest(std::uint32_t at_a_time)
{
    std::optional<Error> problem;
    while (papers_owed_ && !stopped()) {
        std::vector<Ending> ended;
        try {
            secure(Reserve::Left::for_keys);
            for (const CredentialRecord& credential :
                parts_.tables.credentials.shredding(at_a_time))
                ended.push_back(
                    ending_of(credential, credential.cause.value_or(Cause::expired), false));
        } catch (const StorageFault& fault) {
            return fault.error();
        }
        const bool last = ended.size() < at_a_time; // and there may be none
        problem = try_certify(ended, last ? Of::all : Of::some, Reserve::Left::for_keys);
        if (!problem) {
            papers_owed_ = !last;
            continue;
        }
        if (!is_full(problem) || at_a_time == 1)
            return problem;
        make_room();
        at_a_time = std::max(at_a_time / 8, 1U);
    }
    return std::nullopt;
}

std::optional<Error> Writer::try_certify(std::span<const Ending> ended, Of of, Reserve::Left left)
{
    try {
        certify(ended, of, left);
        return std::nullopt;
    } catch (const std::bad_alloc&) {
        parts_.log.discard();
        return Error{ErrorCode::unavailable, "no memory is left to certify"};
    } catch (const StorageFault& fault) {
        // The keys are gone and the rows say 'shredding', which is refused everywhere: only the paper is missing. It is tried again.
        parts_.log.discard();
        return fault.error();
    }
}

void Writer::record_destructions(std::span<const Ending> ended, Of of, Instant at)
{
    const WriteScope scope{parts_.tables, parts_.keys, parts_.store, at, parts_.boot,
        parts_.world.random, refusal_budget_};
    for (const Ending& ending : ended) {
        if (ending.original)
            parts_.tables.attachments.set_dead_chunks(*ending.original, true);
        EntryFields fields = scope.entry(Event::credential_destroyed, nullptr);
        fields.ticket = ending.ticket;
        fields.credential = ending.id;
        fields.why = to_string(ending.cause);
        fields.commitment = ending.commitment;
        parts_.log.append(fields);
    }
    std::uint64_t shredded = 0;
    if (of == Of::all)
        shredded = parts_.tables.credentials.set_all_shredded(at, parts_.keys.level());
    else
        for (const Ending& ending : ended)
            shredded += parts_.tables.credentials.set_shredded(ending.id, at, parts_.keys.level());
    if (shredded != ended.size())
        throw StorageFault{Error{
            ErrorCode::corrupt, "the database has other credentials to shred than were ended"}};
}

void Writer::certify(std::span<const Ending> ended, Of of, Reserve::Left left)
{
    std::map<CredentialId, Certified> made;
    WriteTransaction transaction{parts_.database};
    std::uint64_t seq = parts_.log.size();
    record_destructions(ended, of, now());
    // A certificate proves its own entry, so it can only be made once the checkpoint over that entry is. None leaves before both are durable.
    const Checkpoint head = parts_.log.seal();
    const StoredTree tree{parts_.tables.audit};
    for (const Ending& ending : ended) {
        const std::uint64_t entry = seq++;
        if (!ending.certificate_wanted)
            continue;
        if (const auto credential = parts_.tables.credentials.find(ending.id))
            made.emplace(
                ending.id, Certified{certificate_facts(*credential),
                               logged_entry(parts_.tables.audit, tree, entry, head.size), head});
    }
    secure(left);
    commit(transaction);
    parts_.log.keep();
    certified_.merge(made);
}

} // namespace vault
