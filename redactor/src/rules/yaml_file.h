#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <type_traits>

#include <yaml-cpp/yaml.h>

#include "redactor/rule_set.h"

namespace redactor {

// What a file of ours or of a user must not say; thrown to join the exceptions by which yaml-cpp reports. All stop in read_yaml.
struct Refused {
    std::size_t line; // 0: unknown
    std::string what;
};

inline std::size_t line_of(const YAML::Mark& mark)
{
    return mark.line < 0 ? 0 : static_cast<std::size_t>(mark.line) + 1;
}

inline std::size_t line_of(const YAML::Node& node) { return line_of(node.Mark()); }

// The answer of `read` for the root of the text, or the first error with the file's name and line. `what` says what kind of file
// it is.
template <typename Read>
auto read_yaml(std::string_view yaml, const std::string& file, std::string_view what, Read read)
    -> std::expected<std::invoke_result_t<Read, const YAML::Node&>, RuleError>
{
    try {
        const YAML::Node root = YAML::Load(std::string(yaml));
        if constexpr (std::is_void_v<std::invoke_result_t<Read, const YAML::Node&>>) {
            read(root);
            return {};
        } else {
            return read(root);
        }
    } catch (const Refused& refused) {
        return std::unexpected(RuleError{file, refused.line, refused.what});
    } catch (const YAML::Exception& error) {
        return std::unexpected(
            RuleError{file, line_of(error.mark), "not readable as YAML of a " + std::string(what)});
    }
}

} // namespace redactor
