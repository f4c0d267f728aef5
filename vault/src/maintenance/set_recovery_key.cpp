#include "engine/engine.h"
#include "keys/recovery_key.h"
#include "vault/backup.h"

namespace vault {

// The entry first: a key that backups are sealed to must not stand there without one.
Expected<std::string> set_recovery_key(
    const Folders& folders, const Custody& custody, const Secret& recovery, World world)
{
    const auto engine = open_engine(folders, custody, world);
    if (!engine)
        return fail(engine.error());
    const auto told = (*engine)->write<Done>([](WriteScope& scope) -> Expected<Done> {
        scope.audit(scope.entry(Event::recovery_key_set, nullptr));
        return Done{};
    });
    if (!told)
        return fail(told.error());
    const RecoveryKey key = public_half(recovery);
    if (const auto written = write_recovery_key(folders.keys, custody, key, world); !written)
        return fail(written.error());
    return fingerprint_of(key);
}

} // namespace vault
