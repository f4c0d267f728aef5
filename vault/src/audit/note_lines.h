#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace vault {

// The lines of a receipt, a certificate or what lies beside them: a name, a space and a value each. Views into their text.
class NoteLines {
public:
    // Behind the first line, which is the format's name. nullopt when a line is none.
    [[nodiscard]] static std::optional<NoteLines> read(std::string_view text);
    // Of a body, with the format's name, that was read before.
    [[nodiscard]] static NoteLines of_body(std::string_view body)
    {
        return read(body.substr(body.find('\n') + 1)).value_or(NoteLines{});
    }

    [[nodiscard]] std::size_t size() const { return all_.size(); }
    // Empty unless there is exactly one such line.
    [[nodiscard]] std::string_view one(std::string_view name) const;
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;

private:
    std::vector<std::pair<std::string_view, std::string_view>> all_;
};

} // namespace vault
