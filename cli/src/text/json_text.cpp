#include "text/json_text.h"

#include "text/escape.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace cli {

std::string text_at(const nlohmann::json& object, const char* name)
{
    const auto at = object.find(name);
    return at != object.end() && at->is_string() ? at->get_ref<const std::string&>()
                                                 : std::string{};
}

std::string person_at(const nlohmann::json& object, const char* name, const char* id)
{
    const std::string known = text_at(object, name);
    return known.empty() ? text_at(object, id) : fmt::format("{} ({})", known, text_at(object, id));
}

std::uint64_t number_at(const nlohmann::json& object, const char* name)
{
    const auto at = object.find(name);
    return at != object.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : 0;
}

bool flag_at(const nlohmann::json& object, const char* name)
{
    const auto at = object.find(name);
    return at != object.end() && at->is_boolean() && at->get<bool>();
}

const nlohmann::json& list_at(const nlohmann::json& object, const char* name)
{
    static const nlohmann::json none = nlohmann::json::array();
    const auto at = object.find(name);
    return at != object.end() && at->is_array() ? *at : none;
}

void print_json(Context& context, const nlohmann::json& document)
{
    context.out << escape_json(document.dump(
                       2, ' ', context.out_is_terminal, nlohmann::json::error_handler_t::replace))
                << '\n';
}

std::string json_line(const nlohmann::json& document)
{
    return escape_json(document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace cli
