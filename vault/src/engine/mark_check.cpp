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

Expected<void> check_mark(const MarkFile& file, const AuditTable& log, LostMark lost)
{
    if (const auto same = check_mark(file.last(), log); !same)
        return same;
    if (file.found() == MarkFile::Found::lost && lost == LostMark::refuse &&
        log.size() == file.last().log_size)
        return fail({ErrorCode::inconsistent_log,
            "one of the two marks in the keys folder is lost, and the log of the database ends at "
            "the other: if the lost one was the later, the database is one of an earlier time. "
            "Compare the log with a checkpoint kept elsewhere ('ticketvault audit consistency'); "
            "if it is the newest, run 'ticketvault keys accept-mark'"});
    return {};
}

} // namespace vault
