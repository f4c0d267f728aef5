#include "engine/engine.h"
#include "vault/clock_confirmation.h"

namespace vault {

// The entry first, at the time that is believed from then on.
Expected<Instant> confirm_clock(const Folders& folders, const Custody& custody, World world)
{
    const auto confirmed = [](Engine& opened) -> Expected<void> {
        opened.writer.confirm_clock();
        const auto told = opened.write<Done>(
            [](WriteScope& scope) -> Expected<Done> {
                scope.audit(scope.entry(Event::clock_confirmed, nullptr));
                return Done{};
            },
            Room::reserved);
        return told ? Expected<void>{} : fail(told.error());
    };
    const auto engine = open_engine(folders, custody, world, {.first = confirmed});
    return engine ? Expected<Instant>{(*engine)->writer.now()} : fail(engine.error());
}

} // namespace vault
