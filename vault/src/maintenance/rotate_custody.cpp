#include "vault/key_rotation.h"

#include "engine/engine.h"

namespace vault {

Expected<void> rotate_custody(
    const Folders& folders, const Custody& old, const Custody& fresh, World world)
{
    {
        // Opened and closed, so that the old key is proved and nothing that an earlier crash left waits behind the change.
        const auto engine = open_engine(folders, old, world);
        if (!engine)
            return fail(engine.error());
        if (const auto begun = begin_rotation(folders.keys, (*engine)->keys, old, fresh, world);
            !begun)
            return begun;
    }
    const auto engine = open_engine(folders, fresh, world);
    return engine ? Expected<void>{} : fail(engine.error());
}

} // namespace vault
