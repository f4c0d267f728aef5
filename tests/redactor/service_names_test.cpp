#include "rules/service_names.h"

#include <algorithm>
#include <set>
#include <string>

#include "rules/rule_set_impl.h"
#include "scanning.h"
#include "support/catch.h"

TEST_CASE(
    "ServiceNames: a name is found in any case, also a short one and one at the end", "[redactor]")
{
    using redactor::Label;
    std::vector<Label> labels(4);
    labels[0].text = "password";
    labels[1].text = "asana";
    labels[2].text = "n8n";
    labels[3].text = "asana key";
    for (std::size_t i = 1; i < labels.size(); ++i) {
        labels[i].label_class = redactor::LabelClass::service;
    }
    const redactor::ServiceNames names(labels);
    std::set<std::pair<std::size_t, std::size_t>> found;
    names.for_each("Asana ASANA KEY xasana .asana n8n: password N8N asan asana",
        [&](std::size_t begin, std::size_t label) { found.emplace(begin, label); });
    const std::set<std::pair<std::size_t, std::size_t>> expected = {
        {0, 1}, {6, 1}, {6, 3}, {30, 2}, {44, 2}, {53, 1}};
    CHECK(found == expected);
}

TEST_CASE("ServiceNames: every name of the built-in rules is found", "[redactor]")
{
    const auto& set = redactor_tests::rules()->impl();
    for (std::size_t i = 0; i < set.words.labels.size(); ++i) {
        const redactor::Label& label = set.words.labels[i];
        if (label.label_class != redactor::LabelClass::service) {
            continue;
        }
        bool found = false;
        set.services.for_each(" " + label.text + ": x", [&](std::size_t begin, std::size_t which) {
            found = found || (begin == 1 && which == i);
        });
        CHECK(found);
    }
}
