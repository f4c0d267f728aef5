#include "audit/note_lines.h"

namespace vault {

std::optional<NoteLines> NoteLines::read(std::string_view text)
{
    NoteLines lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        const std::size_t space = line.find(' ');
        if (end == std::string_view::npos || space == std::string_view::npos || space == 0)
            return std::nullopt;
        lines.all_.emplace_back(line.substr(0, space), line.substr(space + 1));
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::string_view NoteLines::one(std::string_view name) const
{
    const auto every = all(name);
    return every.size() == 1 ? every.front() : std::string_view{};
}

std::vector<std::string_view> NoteLines::all(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const auto& [line_name, value] : all_)
        if (line_name == name)
            values.push_back(value);
    return values;
}

} // namespace vault
