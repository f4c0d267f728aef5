#include "engine/engine.h"
#include "vault/log_copy.h"
#include "vault/mark_acceptance.h"

namespace vault {

Expected<std::uint64_t> accept_mark(const Folders& folders, const Custody& custody, World world)
{
    {
        const auto copy = LogCopy::open(folders, custody, world);
        if (!copy)
            return fail(copy.error());
        if (copy->check_age())
            return fail(
                {ErrorCode::conflict, "the vault opens as it is: there is no mark to accept"});
    }
    const auto engine = open_engine(folders, custody, world, {.lost_mark = LostMark::accept});
    return engine ? Expected<std::uint64_t>{(*engine)->writer.head().size} : fail(engine.error());
}

} // namespace vault
