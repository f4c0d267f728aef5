#include "tickets/approvals_text.h"

#include "support/catch.h"

#include <nlohmann/json.hpp>

#include <string>

using nlohmann::json;

namespace {

json need(const char* group, unsigned needed) { return {{"group", group}, {"needed", needed}}; }

} // namespace

TEST_CASE("Approvals text: a request says whom it waits for, nobody twice", "[cli]")
{
    struct Row {
        json grant;
        std::string words;
    };
    const json both = {need("security", 2), need("shop", 1)};
    const Row rows[] = {
        {json::object(), "the next approval, which opens it: nothing is missing any more"},
        {{{"waits_for_customer", true}, {"waits_for_agents", 0U}}, "the customer"},
        {{{"waits_for_customer", true}, {"waits_for_agents", 1U}},
            "the customer and another agent"},
        {{{"waits_for_agents", 2U}, {"waits_for_groups", json::array()}}, "2 other agents"},
        {{{"waits_for_agents", 3U}, {"waits_for_groups", both}}, "2 of security and 1 of shop"},
        {{{"waits_for_customer", true}, {"waits_for_agents", 4U}, {"waits_for_groups", both}},
            "the customer, 2 of security, 1 of shop and another agent"},
        {{{"waits_for_agents", 2U}, {"waits_for_groups", json::array({need("shop", 2)})},
             {"groups_too_small", true}},
            "2 of shop (the groups have too few people for that)"},
    };
    for (const Row& row : rows)
        CHECK(cli::waits_for(row.grant) == row.words);
    CHECK(cli::group_needs(both) == "2 of security, 1 of shop");
    CHECK(cli::group_needs(json::array()).empty());
}
