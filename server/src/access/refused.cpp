#include "access/refused.h"

#include "http/problem.h"

namespace server {

void record_refusal(Application& application, const Route& route, const vault::Actor& actor,
    vault::RefusedAttempt::Why why, std::string_view id_text)
{
    const auto recorded = application.vault.record_refusal(
        actor, {to_string(route.method), route.pattern.text(), why, id_text});
    if (!recorded) {
        application.log.error("a refusal is no entry of the audit log",
            {{"method", route.method}, {"route", route.pattern}, {"error", recorded.error()}});
    }
}

http::Response refuse_role(Application& application, const Call& call, http::Literal detail)
{
    record_refusal(
        application, call.route, call.actor(), vault::RefusedAttempt::Why::role, call.id_text);
    return http::problem(403, "forbidden", detail);
}

} // namespace server
