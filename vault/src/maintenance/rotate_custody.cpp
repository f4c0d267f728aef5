#include "vault/key_rotation.h"

#include "engine/engine.h"
#include "scope/access.h"

namespace vault {

namespace {

// On the writer's thread. From begin_rotation() on only the new key opens the folder, so nothing is taken back: what fails later is completed by the
// next opening.
Expected<void> wrap_everything(Engine& engine, NextCustody next)
{
    if (const auto begun =
            begin_rotation(engine.keys_folder, engine.keys, std::move(next), engine.world);
        !begun)
        return begun;
    engine.custody = engine.keys.custody;
    if (const auto replaced = engine.writer.replace_root(); !replaced)
        return replaced;
    return rewrap(engine.keys_folder, engine.keys, engine.world);
}

Expected<void> change_custody(Engine& engine, const Custody& fresh, const Actor* by)
{
    const std::lock_guard one_at_a_time{engine.changing_custody};
    if (!engine.keys.next_facts.empty())
        return fail({ErrorCode::conflict, "the custody key was changed and the change is not "
                                          "complete: start the vault with the new key first"});
    auto next = next_custody(engine.keys, fresh, engine.world.random);
    if (!next)
        return fail(next.error());
    if (const auto wrapped =
            engine.writer.run_alone([&] { return wrap_everything(engine, std::move(*next)); });
        !wrapped)
        return wrapped;
    return end_rotation(engine, by);
}

} // namespace

Expected<void> Vault::rotate_custody(const Actor& by, const Custody& fresh)
{
    if (!may(by.role, Act::rotate_custody))
        return fail({ErrorCode::forbidden, "this role does not change the custody key"});
    return change_custody(*engine_, fresh, &by);
}

Expected<void> rotate_custody(
    const Folders& folders, const Custody& old, const Custody& fresh, World world)
{
    const auto engine = open_engine(folders, old, world);
    return engine ? change_custody(**engine, fresh, nullptr) : fail(engine.error());
}

} // namespace vault
