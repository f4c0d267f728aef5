#include "store/log_day_table.h"

#include "store/statement.h"

namespace vault {

void LogDayTable::insert(LogDay day, KeyLeaf log_leaf)
{
    Statement{
        database_, "INSERT INTO log_day (day, log_leaf) VALUES (?, ?)", day.number, log_leaf.number}
        .run();
}

std::optional<KeyLeaf> LogDayTable::find(LogDay day) const
{
    Statement read{database_, "SELECT log_leaf FROM log_day WHERE day = ?", day.number};
    return read.step() ? std::optional{KeyLeaf{read.count(0)}} : std::nullopt;
}

std::optional<LogDay> LogDayTable::earliest() const
{
    Statement read{database_, "SELECT day FROM log_day ORDER BY day LIMIT 1"};
    return read.step() ? std::optional{LogDay{read.integer(0)}} : std::nullopt;
}

void LogDayTable::remove(LogDay day)
{
    Statement{database_, "DELETE FROM log_day WHERE day = ?", day.number}.run();
}

} // namespace vault
