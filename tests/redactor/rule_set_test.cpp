#include "redactor/rule_set.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "rules/rule_file.h"
#include "scanning.h"
#include "support/catch.h"

using redactor::RuleSet;

namespace {

// A folder that goes away again, with one rule file in it.
class RuleFolder {
public:
    explicit RuleFolder(const std::string& yaml)
        : path_(std::filesystem::temp_directory_path() /
                ("rules-" + std::to_string(counter_++) + "-" +
                    std::to_string(reinterpret_cast<std::uintptr_t>(this))))
    {
        std::filesystem::create_directories(path_);
        std::ofstream(path_ / "own.yml") << yaml;
    }
    ~RuleFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    RuleFolder(const RuleFolder&) = delete;
    RuleFolder& operator=(const RuleFolder&) = delete;

    auto load() const
    {
        const std::filesystem::path folders[] = {path_};
        return RuleSet::load(folders);
    }

private:
    static inline int counter_ = 0;
    std::filesystem::path path_;
};

constexpr const char* own_rule = "kind: api-key\nrules:\n  - {id: own.key, name: Own, pattern: "
                                 "'OWNKEY-[0-9]{8}', examples: ['OWNKEY-12345678'],\n"
                                 "     counter-examples: ['OWNKEY-1234'], source: us}\n";

} // namespace

TEST_CASE("RuleSet: every built-in rule finds its examples and none of its counter-examples",
    "[redactor]")
{
    REQUIRE(redactor_tests::rules() != nullptr);
    for (const redactor::RuleFailure& failure : redactor_tests::rules()->check()) {
        FAIL_CHECK(failure.rule << ": " << failure.what);
    }
}

TEST_CASE("RuleSet: ids are unique and every rule states source and examples", "[redactor]")
{
    std::set<std::string_view> ids;
    for (const redactor::RuleInfo& rule : redactor_tests::rules()->rules()) {
        CHECK(ids.insert(rule.id).second);
        CHECK_FALSE(rule.source.empty());
        CHECK(rule.example_count > 0);
    }
    CHECK(ids.size() >= 1'500);
}

TEST_CASE("RuleSet: at least five hundred services are known", "[redactor]")
{
    std::set<std::string_view> services;
    for (const redactor::RuleInfo& rule : redactor_tests::rules()->rules()) {
        services.insert(rule.service);
    }
    CHECK(services.size() >= 500);
}

TEST_CASE("RuleSet: a folder's rules are added to the built-in ones", "[redactor]")
{
    const RuleFolder folder(own_rule);
    const auto set = folder.load();
    REQUIRE(set);
    CHECK((*set)->rules().size() == redactor_tests::rules()->rules().size() + 1);
    redactor::Scanner scanner(*set);
    const auto found = scanner.scan("see OWNKEY-12345678 there");
    REQUIRE(found);
    REQUIRE(found->size() == 1);
    CHECK(found->front().rule == "own.key");
}

TEST_CASE(
    "RuleSet: a pattern is read around its anchor, wherever that stands in the match", "[redactor]")
{
    const RuleFolder folder("kind: api-key\nrules:\n  - {id: own.key, name: Own, pattern: "
                            "'[a-z]{4,60}/own/([0-9]{8,200})', "
                            "anchor: '/own/', examples: ['abcd/own/{{12345678}}'], source: us}\n");
    const auto set = folder.load();
    REQUIRE(set);
    redactor::Scanner scanner(*set);
    std::string number;
    while (number.size() < 150) {
        number += "47190";
    }
    const std::string text = "from /own/ here: " + std::string(40, 'k') + "/own/" + number + " end";
    const auto found = scanner.scan(text);
    REQUIRE(found);
    REQUIRE(found->size() == 1);
    CHECK(found->front().end - found->front().begin == number.size());
    CHECK((*set)->check().empty());
}

TEST_CASE("RuleSet: a folder's rule finds a service's keys by its name and is proven by check",
    "[redactor]")
{
    const RuleFolder folder(
        "kind: api-key\nrules:\n  - {id: own.hub-key, name: Hub, names: [warehouse hub], keys: "
        "['<digit:6>-<hex:24>'], source: us}\n");
    const auto set = folder.load();
    REQUIRE(set);
    CHECK((*set)->check().empty());
    redactor::Scanner scanner(*set);
    for (const std::string line :
        {"WAREHOUSE_HUB_KEY=", "warehouse hub key: ", "warehousehubKey: "}) {
        INFO(line);
        const auto found = scanner.scan(line + "204417-9f5c17d2957e4dda0ab1ae24");
        REQUIRE(found);
        REQUIRE(found->size() == 1);
        CHECK(found->front().rule == "own.hub-key");
        CHECK(found->front().begin == line.size());
    }
}

TEST_CASE("RuleFile: a rule has one of pattern, names and detector, and members that fit it",
    "[redactor]")
{
    const std::string head =
        "kind: api-key\nrules:\n  - {id: a.b, name: A, source: us, examples: [x1234567], ";
    CHECK(redactor::parse_rule_file(head + "names: [acme], keys: ['<hex:32>']}", "f.yml"));
    for (const char* members :
        {"names: [acme], pattern: x}", "keys: ['<hex:32>'], pattern: 'x[0-9]{7}'}",
            "common-name: true, pattern: 'x[0-9]{7}'}", "names: [acme], validator: luhn}",
            "names: [a]}", "names: [-acme]}", "names: acme}", "names: [acme], keys: ['<hex:7>']}",
            "names: [acme], keys: ['<hex:1025>']}", "names: [acme], keys: ['<hex:8-9>.<hex:8-9>']}",
            "priority: high, names: [acme]}", "names: [acme], anchor: x}"}) {
        INFO(members);
        const auto rules = redactor::parse_rule_file(head + members, "f.yml");
        REQUIRE_FALSE(rules);
        CHECK(rules.error().line == 3);
        CHECK_FALSE(rules.error().what.empty());
    }
}

TEST_CASE("RuleSet: an error names file and line", "[redactor]")
{
    const RuleFolder folder(
        "kind: api-key\nrules:\n  - {id: a, name: A, patern: 'x', examples: [x], source: us}\n");
    const auto set = folder.load();
    REQUIRE_FALSE(set);
    CHECK(set.error().file.ends_with("own.yml"));
    CHECK(set.error().line == 3);
}

TEST_CASE("RuleSet: a pattern without a bound is refused", "[redactor]")
{
    const RuleFolder folder("kind: other\nrules:\n  - {id: a, name: A, pattern: 'x[0-9]+', "
                            "examples: [x1], source: us}\n");
    CHECK_FALSE(folder.load());
}

TEST_CASE("RuleSet: a second rule of the same id is refused", "[redactor]")
{
    const RuleFolder folder("kind: other\nrules:\n  - {id: github.token, name: A, pattern: "
                            "'x[0-9]{4}', examples: [x1234], source: us}\n");
    CHECK_FALSE(folder.load());
}

TEST_CASE("RuleSet: check reports an example that is not found, without its value", "[redactor]")
{
    const RuleFolder folder("kind: other\nrules:\n  - {id: own.a, name: A, pattern: 'QQ[0-9]{4}', "
                            "examples: ['hunter9-zz'], source: us}\n");
    const auto set = folder.load();
    REQUIRE(set);
    const auto failures = (*set)->check();
    REQUIRE(failures.size() == 1);
    CHECK(failures.front().rule == "own.a");
    CHECK(failures.front().what.find("hunter9") == std::string::npos);
}

TEST_CASE("RuleSet: a folder that is not there is an error", "[redactor]")
{
    const std::filesystem::path folders[] = {"/nonexistent/rules"};
    CHECK_FALSE(RuleSet::load(folders));
}

TEST_CASE("RuleFile: text that is no YAML map is an error with a line", "[redactor]")
{
    for (const char* yaml :
        {"", "- a", "rules: 3", "rules:\n  - 4\n", "rules: [\n", "kind: secretish\nrules: []"}) {
        CHECK_FALSE(redactor::parse_rule_file(yaml, "f.yml"));
    }
}
