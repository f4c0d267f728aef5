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

bool Vault::clock_unconfirmed() const noexcept { return engine_->writer.clock_unconfirmed(); }

// The entry first, at the time that was believed until then.
Expected<bool> Vault::confirm_clock(const WitnessedTime& told)
{
    if (!clock_unconfirmed())
        return true;
    if (!engine_->writer.clock_agrees_with(told))
        return false;
    const auto noted = engine_->write<Done>(
        [](WriteScope& scope) -> Expected<Done> {
            EntryFields fields = scope.entry(Event::clock_confirmed, nullptr);
            fields.why = "witnessed";
            scope.audit(std::move(fields));
            return Done{};
        },
        Room::reserved);
    if (!noted)
        return fail(noted.error());
    return engine_->writer.confirm_clock(told);
}

} // namespace vault
