#include "vault/vault.h"

#include "engine/engine.h"

namespace vault {

Vault::Vault(std::unique_ptr<Engine> engine) : engine_{std::move(engine)} {}

Vault::~Vault() = default;

Expected<std::unique_ptr<Vault>> Vault::open(
    const Folders& folders, const Custody& custody, World world, std::uint32_t cache_mib)
{
    if (cache_mib < cache_mib_min || cache_mib > cache_mib_max)
        return fail({ErrorCode::invalid, "a cache of that size"});
    auto engine = open_engine(folders, custody, world, {.cache_mib = cache_mib});
    if (!engine)
        return fail(engine.error());
    return std::unique_ptr<Vault>{new Vault{std::move(*engine)}};
}

Vault::Readiness Vault::readiness() const
{
    if (const auto problem = engine_->writer.problem(); !problem.empty())
        return {false, problem, engine_->writer.stopped()};
    if (engine_->shredder.behind())
        return {false, "credentials that are due could not be shredded; it is tried again", false};
    return {true, {}, false};
}

Expected<void> Vault::run_due() { return engine_->shredder.run_due(); }

KeyStatus Vault::key_status() const
{
    const OpenedKeys& keys = engine_->keys;
    return {keys.store, keys.origin, engine_->custody, std::string{keys.slots.level()},
        engine_->signer.verifier(), keys.recovery ? fingerprint_of(*keys.recovery) : "",
        keys.mark.found() != MarkFile::Found::whole};
}

Expected<std::uint64_t> Vault::live_keys() const
{
    return engine_->read([&](ReadScope& scope) { return scope.live_keys(); });
}

World Vault::world() const noexcept { return engine_->world; }

Clock& Vault::clock() const noexcept { return engine_->world.clock; }

Instant Vault::now() const noexcept { return engine_->writer.now(); }

Random& Vault::random() const noexcept { return engine_->world.random; }

} // namespace vault
