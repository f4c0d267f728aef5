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
Expected<Vault::ClockVerdict> Vault::confirm_clock(const WitnessedTime& told)
{
    Writer& writer = engine_->writer;
    const auto verdict = engine_->write<ClockVerdict>(
        [&](WriteScope& scope) -> Expected<ClockVerdict> {
            if (!writer.clock_unconfirmed())
                return ClockVerdict::not_in_doubt;
            if (!writer.clock_agrees_with(told))
                return ClockVerdict::ahead;
            EntryFields fields = scope.entry(Event::clock_confirmed, nullptr);
            fields.why = "witnessed";
            fields.told = told.time;
            scope.audit(std::move(fields));
            return ClockVerdict::confirmed;
        },
        Room::reserved);
    if (!verdict)
        return fail(verdict.error());
    // Set forward since then, it stays in doubt.
    if (verdict->value == ClockVerdict::confirmed && !writer.confirm_clock(told))
        return ClockVerdict::ahead;
    return verdict->value;
}

} // namespace vault
