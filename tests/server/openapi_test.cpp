#include "access/route.h"
#include "handlers/openapi_document.h"
#include "support/catch.h"

#include <nlohmann/json.hpp>

#include <set>
#include <string>

using namespace server;

namespace {

const nlohmann::json& document()
{
    static const nlohmann::json parsed = nlohmann::json::parse(openapi_document());
    return parsed;
}

std::string lower(std::string_view text)
{
    std::string out;
    for (const char letter : text) {
        out += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return out;
}

const nlohmann::json& operation(const Route& route)
{
    return document()
        .at("paths")
        .at(std::string{route.pattern.text()})
        .at(lower(to_string(route.method)));
}

std::set<std::string> callers_of(const Route& route)
{
    if (route.callers.is_everyone()) {
        return {"everyone"};
    }
    std::set<std::string> words;
    for (const CallerKind kind : {CallerKind::nobody, CallerKind::guest, CallerKind::customer,
             CallerKind::agent, CallerKind::auditor, CallerKind::admin}) {
        if (route.callers.contains(kind)) {
            words.emplace(to_string(kind));
        }
    }
    return words;
}

void check_references(const nlohmann::json& node)
{
    if (node.is_object()) {
        if (const auto reference = node.find("$ref"); reference != node.end()) {
            const std::string pointer = reference->get<std::string>().substr(1);
            INFO(pointer);
            CHECK(document().contains(nlohmann::json::json_pointer{pointer}));
        }
    }
    if (node.is_structured()) {
        for (const auto& child : node) {
            check_references(child);
        }
    }
}

} // namespace

TEST_CASE("openapi: every row of the access table is described as it is", "[server]")
{
    for (const Route& route : routes()) {
        INFO(to_string(route.method) << " " << route.pattern.text());
        REQUIRE(document().at("paths").contains(std::string{route.pattern.text()}));
        REQUIRE(document()
                .at("paths")
                .at(std::string{route.pattern.text()})
                .contains(lower(to_string(route.method))));
        const auto& described = operation(route);
        CHECK(described.at("x-callers").get<std::set<std::string>>() == callers_of(route));
        CHECK(described.contains("requestBody") == (route.body != Body::none));
        if (route.body == Body::json) {
            CHECK(described.at("requestBody").at("content").contains("application/json"));
        }
        std::set<std::string> query;
        for (const auto& parameter : described.value("parameters", nlohmann::json::array())) {
            if (parameter.at("in") == "query") {
                query.insert(parameter.at("name").get<std::string>());
            }
        }
        CHECK(query == std::set<std::string>(route.query.begin(), route.query.end()));
        if (!route.callers.is_everyone()) {
            CHECK(described.at("responses").contains("401"));
            CHECK(described.at("responses").contains("403"));
        }
        if (route.pattern.text().find('{') != std::string_view::npos) {
            CHECK(described.at("responses").contains("404"));
        }
    }
}

TEST_CASE("openapi: nothing is described that has no row", "[server]")
{
    std::size_t described = 0;
    for (const auto& [path, operations] : document().at("paths").items()) {
        for (const auto& [method, ignored] : operations.items()) {
            INFO(method << " " << path);
            ++described;
            CHECK(std::ranges::any_of(routes(), [&](const Route& route) {
                return route.pattern.text() == path && lower(to_string(route.method)) == method;
            }));
        }
    }
    CHECK(described == routes().size());
}

TEST_CASE("openapi: every reference leads somewhere and every operation has its own id", "[server]")
{
    check_references(document());
    std::set<std::string> ids;
    for (const Route& route : routes()) {
        CHECK(ids.insert(operation(route).at("operationId").get<std::string>()).second);
    }
}
