#include "access/caller.h"

#include "access/answers.h"
#include "http/problem.h"
#include "text/base64.h"

#include <span>
#include <utility>

namespace server {

namespace {

constexpr std::string_view bearer_scheme = "Bearer ";
constexpr std::string_view ticket_scheme = "Ticket ";

CallerKind kind_of(vault::Role role)
{
    switch (role) {
    case vault::Role::guest:
        return CallerKind::guest;
    case vault::Role::customer:
        return CallerKind::customer;
    case vault::Role::agent:
        return CallerKind::agent;
    case vault::Role::auditor:
        return CallerKind::auditor;
    case vault::Role::admin:
        return CallerKind::admin;
    }
    return CallerKind::nobody;
}

http::Response not_signed_in(http::Literal detail)
{
    auto answer = http::problem(401, "unauthenticated", detail);
    answer.set_header("WWW-Authenticate", "Bearer");
    return answer;
}

http::Response no_such_session()
{
    return not_signed_in("sign in first: this sign-in is unknown, has ended or was idle too long");
}

http::Response no_such_link()
{
    return not_signed_in("this ticket link opens nothing here: it is not the whole link, or leads "
                         "to another service");
}

// An unknown sign-in is 401; a vault that cannot answer must not look like one.
http::Response refusal(const vault::Error& error, http::Response (*unknown)())
{
    using enum vault::ErrorCode;
    return error.code() == unauthenticated || error.code() == not_found || error.code() == forbidden
               ? unknown()
               : answer_error(error);
}

std::expected<Caller, http::Response> find_session(
    std::string_view token, bool by_cookie, const http::Request& request, vault::Vault& vault)
{
    if (!token.starts_with(session_token_prefix)) {
        return std::unexpected{no_such_session()};
    }
    const auto secret =
        text::secret_from_base64url(token.substr(session_token_prefix.size()), token_bytes);
    if (!secret) {
        return std::unexpected{no_such_session()};
    }
    auto seat = vault.find_session(*secret, request.peer_address);
    if (!seat) {
        return std::unexpected{refusal(seat.error(), no_such_session)};
    }
    // A session is used the way it was opened: a stolen cookie is no bearer token that needs no CSRF check.
    if (by_cookie != (seat->actor.authn == vault::Authn::password)) {
        return std::unexpected{no_such_session()};
    }
    Caller caller{kind_of(seat->actor.role), seat->actor, std::nullopt, by_cookie};
    caller.seat = std::move(*seat);
    return caller;
}

std::expected<Caller, http::Response> find_guest(
    std::string_view presented, const http::Request& request, vault::Vault& vault)
{
    const std::size_t dot = presented.find('.');
    if (dot == std::string_view::npos) {
        return std::unexpected{no_such_link()};
    }
    const auto ticket = vault::TicketId::parse(presented.substr(0, dot));
    const auto secret = text::secret_from_base64url(presented.substr(dot + 1), token_bytes);
    if (!ticket || !secret) {
        return std::unexpected{no_such_link()};
    }
    auto actor = vault.find_guest(*ticket, *secret, request.peer_address);
    if (!actor) {
        return std::unexpected{refusal(actor.error(), no_such_link)};
    }
    return Caller{CallerKind::guest, std::move(*actor), std::nullopt, false};
}

std::optional<std::string_view> session_cookie(const http::Request& request)
{
    std::string_view cookies = request.header("cookie").value_or(std::string_view{});
    while (!cookies.empty()) {
        const std::size_t end = std::min(cookies.find(';'), cookies.size());
        std::string_view pair = cookies.substr(0, end);
        cookies.remove_prefix(std::min(end + 1, cookies.size()));
        while (pair.starts_with(' ')) {
            pair.remove_prefix(1);
        }
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == session_cookie_name) {
            return pair.substr(equals + 1);
        }
    }
    return std::nullopt;
}

bool is_safe(std::string_view method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool has_csrf_token(const http::Request& request, const vault::Seat& seat)
{
    const auto shown = request.header("x-csrf-token");
    return shown && !seat.csrf.empty() &&
           vault::same_bytes(std::as_bytes(std::span{*shown}), std::as_bytes(std::span{seat.csrf}));
}

} // namespace

std::string_view to_string(CallerKind kind) noexcept
{
    constexpr std::string_view words[] = {
        "nobody", "guest", "customer", "agent", "auditor", "admin"};
    return words[static_cast<std::size_t>(kind)];
}

std::string origin_of(const http::Request& request)
{
    std::string origin{request.scheme};
    origin.append("://").append(request.header("host").value_or(std::string_view{}));
    return origin;
}

bool comes_from_own_origin(const http::Request& request)
{
    const auto origin = request.header("origin");
    return !origin || *origin == origin_of(request);
}

std::expected<Caller, http::Response> identify(const http::Request& request, vault::Vault& vault)
{
    if (const auto authorization = request.header("authorization")) {
        if (authorization->starts_with(bearer_scheme)) {
            return find_session(authorization->substr(bearer_scheme.size()), false, request, vault);
        }
        if (authorization->starts_with(ticket_scheme)) {
            return find_guest(authorization->substr(ticket_scheme.size()), request, vault);
        }
        return std::unexpected{no_such_session()};
    }
    const auto cookie = session_cookie(request);
    if (!cookie) {
        return Caller{};
    }
    return find_session(*cookie, true, request, vault);
}

bool is_foreign_page(const http::Request& request, const Caller& caller)
{
    // Browsers send Origin with every unsafe request, and only our page knows the token.
    return caller.by_cookie && !is_safe(request.method()) &&
           (!request.header("origin") || !comes_from_own_origin(request) ||
               !has_csrf_token(request, *caller.seat));
}

} // namespace server
