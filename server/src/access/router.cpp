#include "access/router.h"

#include "access/answers.h"
#include "access/call.h"
#include "access/refused.h"
#include "access/tile_path.h"
#include "http/problem.h"
#include "http/wiped_bytes.h"
#include "text/media_type.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace server {

namespace {

struct IdSegment {
    std::string_view name;
    std::string_view prefix;
};

constexpr std::array id_segments{
    IdSegment{"{ticket}", vault::TicketTag::prefix},
    IdSegment{"{credential}", vault::CredentialTag::prefix},
    IdSegment{"{grant}", vault::GrantTag::prefix},
    IdSegment{"{attachment}", vault::AttachmentTag::prefix},
    IdSegment{"{user}", vault::PersonTag::prefix},
};

// The number of an entry: decimal, in one spelling.
bool is_number(std::string_view text)
{
    constexpr std::size_t digits_max = 16; // below 2^53
    return !text.empty() && text.size() <= digits_max &&
           (text.size() == 1 || text.front() != '0') &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view take_segment(std::string_view& path)
{
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    return segment;
}

// Whether the path has the pattern's shape; the text in the place of its id, if any.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path)
{
    const bool open_end = pattern.ends_with("{tile}") || pattern.ends_with("{bundle}");
    if (!open_end && std::ranges::count(pattern, '/') != std::ranges::count(path, '/')) {
        return std::nullopt;
    }
    std::string_view id;
    while (!pattern.empty() || !path.empty()) {
        const std::string_view rest = path;
        const std::string_view wanted = take_segment(pattern);
        const std::string_view given = take_segment(path);
        if (wanted == "{tile}" || wanted == "{bundle}") {
            const auto tile = wanted == "{tile}" ? parse_tile_path(rest) : parse_bundle_path(rest);
            return tile ? std::optional{rest} : std::nullopt;
        }
        if (wanted == "{seq}" || wanted == "{group}") {
            if (wanted == "{seq}" ? !is_number(given) : !vault::is_group_name(given)) {
                return std::nullopt;
            }
            id = given;
        } else if (wanted.starts_with('{')) {
            const auto* segment = std::ranges::find(id_segments, wanted, &IdSegment::name);
            TV_ASSERT(segment != id_segments.end());
            if (!vault::decode_id(segment->prefix, given)) {
                return std::nullopt;
            }
            id = given;
        } else if (wanted != given) {
            return std::nullopt;
        }
    }
    return id;
}

struct Matched {
    const Route* route = nullptr;
    std::string_view id;
    std::string allow; // methods of other rows with this path
};

Matched find_route(std::string_view method, std::string_view path)
{
    Matched matched;
    for (const Route& route : routes()) {
        const auto id = match(route.pattern.text(), path);
        if (!id) {
            continue;
        }
        if (to_string(route.method) == method) {
            return {&route, *id, {}};
        }
        matched.allow += matched.allow.empty() ? "" : ", ";
        matched.allow += to_string(route.method);
    }
    return matched;
}

http::Response no_such_row(const std::string& allow)
{
    if (allow.empty()) {
        return not_found();
    }
    auto answer =
        http::problem(405, "method-not-allowed", "this address does not know that method");
    answer.set_header("Allow", allow);
    return answer;
}

std::optional<http::Response> refuse_query(
    const Route& route, std::span<const http::QueryPair> query)
{
    for (std::size_t index = 0; index < query.size(); ++index) {
        if (std::ranges::find(route.query, query[index].name) == route.query.end()) {
            return http::problem(
                422, "invalid", "the address has a query parameter that is not known here");
        }
        if (std::ranges::count(query, query[index].name, &http::QueryPair::name) > 1) {
            return http::problem(422, "invalid", "the address has the same query parameter twice");
        }
    }
    return std::nullopt;
}

// A body that is not what it seems would be stored, or scanned, as something else (RFC 9110, 8.4 and 14.5).
std::optional<http::Response> refuse_framing_of_content(const http::Request& request)
{
    if (request.header("content-range")) {
        return http::problem(400, "invalid", "a part of a body is not taken here: send all of it");
    }
    const auto coding = request.header("content-encoding");
    if (coding && *coding != "identity") {
        return http::problem(
            415, "unsupported-media-type", "a body must come as it is, without Content-Encoding");
    }
    return std::nullopt;
}

bool is_json(std::optional<std::string_view> content_type)
{
    const auto media = text::parse_media_type(content_type.value_or(std::string_view{}));
    return media.type == "application/json" && media.is_utf8();
}

// The parsed body and the bytes it points into, which wipe themselves.
struct JsonBody {
    http::WipedBytes bytes;
    json::Value value;
};

std::expected<JsonBody, http::Response> read_json(const Route& route, http::Request& request)
{
    if (!is_json(request.header("content-type"))) {
        return std::unexpected{http::problem(
            415, "unsupported-media-type", "the body must be application/json in UTF-8")};
    }
    auto bytes = request.body.read_all(route.body_bytes_max);
    if (!bytes) {
        return std::unexpected{answer_body_fault(bytes.error())};
    }
    JsonBody body{std::move(*bytes), {}};
    auto value = json::parse_in_place(body.bytes.bytes());
    if (!value) {
        return std::unexpected{answer_parse_fault(value.error())};
    }
    body.value = std::move(*value);
    return body;
}

// Why this caller may not make this request at all; each attempt of somebody known is an entry.
std::optional<http::Response> refuse_caller(Application& application, const Matched& matched,
    const http::Request& request, const Caller& caller)
{
    using Why = vault::RefusedAttempt::Why;
    const Route& route = *matched.route;
    if (is_foreign_page(request, caller)) {
        record_refusal(application, route, *caller.actor, Why::origin, matched.id);
        return http::problem(
            403, "forbidden", "a page must send its own Origin and the session's X-CSRF-Token");
    }
    if (route.callers.contains(caller.kind)) {
        return std::nullopt;
    }
    if (caller.kind == CallerKind::nobody) {
        return std::move(http::problem(401, "unauthenticated", "sign in first")
                .set_header("WWW-Authenticate", "Bearer"));
    }
    record_refusal(application, route, *caller.actor, Why::role, matched.id);
    return http::problem(403, "forbidden", "your role may not do this");
}

// Those who cannot know of everything: to them 404 may mean that it is somebody else's.
bool sees_only_some(CallerKind kind)
{
    return kind == CallerKind::guest || kind == CallerKind::customer || kind == CallerKind::agent;
}

http::Response handle(
    Application& application, const Matched& matched, http::Request& request, Caller caller)
{
    const Route& route = *matched.route;
    if (auto refused = refuse_query(route, request.query())) {
        return std::move(*refused);
    }
    if (route.body == Body::none && request.head.content_length > 0) {
        return http::problem(422, "invalid", "this request takes no body");
    }
    if (route.body != Body::none) {
        if (auto refused = refuse_framing_of_content(request)) {
            return std::move(*refused);
        }
    }
    Call call{request, route, std::move(caller), matched.id, nullptr, request.body, {}};
    if (route.body != Body::json) {
        return route.handler(application, call);
    }
    const auto body = read_json(route, request);
    if (!body) {
        return body.error();
    }
    call.body = &body->value;
    return route.handler(application, call);
}

// What a request is about: the id in its path or, without one, the ticket in its query. An id nobody has gets no further than the vault.
std::string_view object_of(const Matched& matched, const http::Request& request)
{
    if (!matched.id.empty()) {
        return matched.id;
    }
    const auto query = request.query();
    const auto named = std::ranges::find(query, "ticket", &http::QueryPair::name);
    return named == query.end() ? std::string_view{} : std::string_view{named->value};
}

http::Response dispatch(
    Application& application, const Matched& matched, http::Request& request, CallerKind& kind)
{
    if (matched.route->callers.is_everyone()) {
        return handle(application, matched, request, {});
    }
    auto caller = identify(request, application.vault);
    if (!caller) {
        return std::move(caller.error());
    }
    kind = caller->kind;
    if (auto refused = refuse_caller(application, matched, request, *caller)) {
        return std::move(*refused);
    }
    const auto actor = caller->actor;
    auto response = handle(application, matched, request, std::move(*caller));
    const std::string_view object = object_of(matched, request);
    if (response.status == 404 && !object.empty() && sees_only_some(kind)) {
        record_refusal(
            application, *matched.route, *actor, vault::RefusedAttempt::Why::not_theirs, object);
    }
    return response;
}

} // namespace

std::string_view to_string(Method method) noexcept
{
    constexpr std::string_view words[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    return words[static_cast<std::size_t>(method)];
}

http::Response answer(Application& application, http::Request& request)
{
    // HEAD is GET without the body, which the server leaves out.
    const Matched matched =
        find_route(request.method() == "HEAD" ? "GET" : request.method(), request.path());
    const auto id = vault::decode_id(RequestTag::prefix, request.request_id);
    const RequestId request_id{id.value_or(vault::IdBytes{})};
    http::Response response;
    if (matched.route == nullptr) {
        // What was asked for stays out of the log: it may be anything.
        response = no_such_row(matched.allow);
        application.log.info("request",
            {{"request", request_id}, {"route", http::Literal{"none"}}, {"status", response.status},
                {"address", log::Address{request.peer_address}}});
        return response;
    }
    const vault::Instant begun = application.vault.clock().now();
    CallerKind kind = CallerKind::nobody;
    try {
        response = dispatch(application, matched, request, kind);
    } catch (const std::bad_alloc&) {
        // Locked memory, most likely: the values under way do not fit. Others end soon.
        response = retry_later(
            503, "unavailable", "the service has no memory left for this; try again", 5);
    }
    application.log.info("request",
        {{"request", request_id}, {"method", matched.route->method},
            {"route", matched.route->pattern}, {"caller", kind}, {"status", response.status},
            {"ms", application.vault.clock().now().ms - begun.ms},
            {"address", log::Address{request.peer_address}}});
    return response;
}

} // namespace server
