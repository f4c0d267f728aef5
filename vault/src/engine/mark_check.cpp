#include "engine/mark_check.h"

namespace vault {

Expected<void> check_mark(const Mark& mark, const AuditTable& log)
{
    if (log.size() < mark.log_size)
        return fail(Error{ErrorCode::inconsistent_log,
            "the database is older than the keys folder: the last entries of its log are missing, "
            "so a copy of another time lies in its place"}
                .with(mark.log_size - log.size()));
    const auto then = mark.log_size == 0 ? std::nullopt : log.checkpoint(mark.log_size);
    if (mark.log_size != 0 && (!then || then->root != mark.log_root))
        return fail({ErrorCode::inconsistent_log,
            "the database's log is not the one the keys folder has seen: it was rewritten, or "
            "another database lies in its place"});
    return {};
}

} // namespace vault
