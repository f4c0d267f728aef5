#include "tokens/service_shape.h"

#include <algorithm>

#include "text/char_class.h"
#include "text/key_look.h"
#include "text/value_shape.h"
#include "values/vetoes.h"

namespace redactor {

bool is_refused_key(const SourceText& source, std::size_t rule, std::string_view value)
{
    const LazyExpression& unless = source.set().key_refusals[rule];
    return !unless.empty() &&
           RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), unless.program());
}

bool is_known_key(const SourceText& source, std::size_t rule, std::string_view value)
{
    const auto& shapes = source.set().rules[rule].keys;
    return std::any_of(shapes.begin(), shapes.end(),
               [&](const KeyShape& shape) { return shape.match(value, 0) == value.size(); }) &&
           is_plausible_key(value) && !is_refused_key(source, rule, value);
}

bool is_random_key(const SourceText& source, std::size_t rule, std::string_view value)
{
    constexpr std::size_t bytes_min = 20;
    const bool token = std::all_of(value.begin(), value.end(), [](char c) {
        return is_word(c) || c == '-' || c == '.' || c == '+' || c == '/' || c == '=' || c == '~';
    });
    if (!token || value.size() < bytes_min || value.starts_with("pk_")) {
        return false;
    }
    const ValueShape shape = shape_of(value);
    return !shape.uuid && shape.digits >= 3 && is_key_like(value) && is_random_looking(value) &&
           !is_path_or_url(value) && !is_version(value) && !is_refused_key(source, rule, value);
}

} // namespace redactor
