#include "text/problem_text.h"

#include "text/escape.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace cli {

namespace {

constexpr std::string_view type_prefix = "urn:ticket-vault:problem:";

struct Hint {
    std::string_view word;
    ExitCode exit;
    std::string_view what_to_do; // empty: none; {} stands for a space and the argument
    const char* argument = "";   // the document's member that fills it, where it is there
};

constexpr std::array<Hint, 6> hints{{
    {"unauthenticated", ExitCode::failed,
        "use 'ticketvault login URL', --token-file or --link-file"},
    {"permission-required", ExitCode::failed,
        "ask with 'ticketvault grant request' and wait for the customer's answer"},
    {"gone", ExitCode::failed, "'ticketvault certificate show{}' gives the proof", "credential"},
    {"unavailable", ExitCode::unreachable, ""},
    {"disk-full", ExitCode::unreachable, "the operator has to free space"},
    {"too-many", ExitCode::failed, ""},
}};

std::string text_of(const nlohmann::json& document, const char* name)
{
    const auto at = document.is_object() ? document.find(name) : document.end();
    return document.is_object() && at != document.end() && at->is_string()
               ? escape_text(at->get_ref<const std::string&>())
               : std::string{};
}

// The detail says it all where there is one; titles are only the status's name.
std::string sentence_of(std::string title, std::string detail)
{
    std::string sentence = detail.empty() ? std::move(title) : std::move(detail);
    if (sentence.size() > 1 && sentence[0] >= 'A' && sentence[0] <= 'Z' && sentence[1] >= 'a' &&
        sentence[1] <= 'z')
        sentence[0] = static_cast<char>(sentence[0] + 32);
    while (sentence.ends_with('.'))
        sentence.pop_back();
    return sentence;
}

std::string advice_of(const Hint& hint, const std::string& argument)
{
    return fmt::format(
        fmt::runtime(hint.what_to_do), argument.empty() ? std::string{} : " " + argument);
}

bool is_number(std::string_view text)
{
    return !text.empty() && text.size() <= 6 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// What would have been allowed, behind the place: ", 1 to 200".
std::string bounds_of(const nlohmann::json& document)
{
    const bool least = document.contains("minimum") && document["minimum"].is_number_integer();
    const bool most = document.contains("maximum") && document["maximum"].is_number_integer();
    if (least && most)
        return fmt::format(", {} to {}", document["minimum"].get<std::int64_t>(),
            document["maximum"].get<std::int64_t>());
    if (most)
        return fmt::format(", at most {}", document["maximum"].get<std::int64_t>());
    return least ? fmt::format(", at least {}", document["minimum"].get<std::int64_t>())
                 : std::string{};
}

} // namespace

Fault describe_problem(int status, std::string_view body, std::string_view retry_after)
{
    const auto document = nlohmann::json::parse(body, nullptr, false);
    const std::string type = text_of(document, "type");
    const std::string_view word = std::string_view{type}.starts_with(type_prefix)
                                      ? std::string_view{type}.substr(type_prefix.size())
                                      : std::string_view{};
    Fault result{
        status == 503 || status == 502 || status == 504 ? ExitCode::unreachable : ExitCode::failed,
        sentence_of(text_of(document, "title"), text_of(document, "detail")), status,
        std::string{word}};
    if (result.sentence.empty())
        result.sentence = fmt::format("the server answered with status {}", status);
    if (const std::string pointer = text_of(document, "pointer"); !pointer.empty())
        result.sentence += fmt::format(" (at {}{})", pointer, bounds_of(document));
    for (const Hint& hint : hints)
        if (hint.word == word) {
            result.code = hint.exit;
            if (!hint.what_to_do.empty())
                result.sentence += "; " + advice_of(hint, text_of(document, hint.argument));
        }
    if (is_number(retry_after))
        result.sentence += fmt::format("; try again in {} s", retry_after);
    if (const std::string id = text_of(document, "request_id"); status >= 500 && !id.empty())
        result.sentence += fmt::format(" (request {})", id);
    return result;
}

} // namespace cli
