#include "test_service.h"

#include "http/problem.h"
#include "support/catch.h"
#include "support/places.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>

namespace server_tests {

using namespace server;

namespace {

constexpr std::string_view problem_prefix = "urn:ticket-vault:problem:";

// Gives what it has in small pieces, then breaks off.
class MemorySource final : public http::ByteSource {
public:
    explicit MemorySource(std::string_view bytes) : rest_{bytes} {}
    std::expected<std::size_t, http::BodyFault> pull(std::span<std::byte> into) override
    {
        if (rest_.empty()) {
            return std::unexpected{http::BodyFault::truncated};
        }
        const std::size_t count = std::min({into.size(), rest_.size(), std::size_t{1000}});
        std::memcpy(into.data(), rest_.data(), count);
        rest_.remove_prefix(count);
        return count;
    }

private:
    std::string_view rest_;
};

// Catch2's own checks are for one thread, and requests are sent from several.
void must(bool good, const char* what)
{
    if (!good) {
        throw std::logic_error{what};
    }
}

std::string drain(const http::BodySource& source)
{
    std::string all;
    std::vector<std::byte> buffer(10'000);
    while (true) {
        const auto got = source.pull(buffer);
        must(got.has_value(), "a body broke off");
        if (*got == 0) {
            break;
        }
        all.append(reinterpret_cast<const char*>(buffer.data()), *got);
    }
    must(!source.length_bytes || all.size() == *source.length_bytes,
        "a body has another length than it said");
    return all;
}

Reply render(const http::Response& response)
{
    Reply reply{response.status, {}, {}};
    for (const auto& header : response.headers) {
        reply.headers[header.name] = header.value;
    }
    if (const auto* text = std::get_if<std::string>(&response.body)) {
        reply.body = *text;
    } else if (const auto* problem = std::get_if<http::Problem>(&response.body)) {
        reply.body = http::render_problem(*problem, response.status, "req_test");
    } else {
        reply.body = drain(std::get<http::BodySource>(response.body));
    }
    return reply;
}

constexpr const char* roles[] = {"admin", "customer", "agent", "auditor"};

// Ids must differ from those of the vault that was copied.
std::uint64_t next_seed()
{
    static std::atomic<std::uint64_t> seed{1};
    return seed++;
}

vault::Custody custody()
{
    return {vault::Custody::Kind::key_file, vault::Secret::copy_of(std::string(32, 'k'))};
}

} // namespace

std::filesystem::path parser_program()
{
    return std::filesystem::path{tests::program_folder} / "ticketvault-parser";
}

nlohmann::json Reply::json() const { return nlohmann::json::parse(body); }

std::string Reply::problem() const
{
    const auto type = json().at("type").get<std::string>();
    REQUIRE(type.starts_with(problem_prefix));
    return type.substr(problem_prefix.size());
}

// The vault that the others are copies of, closed.
struct TestService::Template {
    tests::TemporaryFolder folder;
    std::map<std::string, Sender> senders;

    Template()
    {
        TestService service{{}, Ground::new_vault};
        for (const char* role : roles) {
            senders.emplace(role, service.as(role));
        }
        service.close_vault();
        std::filesystem::copy(
            service.folder(), folder.path(), std::filesystem::copy_options::recursive);
    }
};

TestService::TestService(Config config, Ground ground)
    : random_{next_seed()}, config_{std::move(config)},
      log_{{.format = log::Format::json, .level = log::Level::debug, .addresses = true}, clock,
          [this](std::string_view line) { log_text += line; }}
{
    if (ground == Ground::with_users) {
        static const Template first;
        std::filesystem::copy(
            first.folder.path(), folder_.path(), std::filesystem::copy_options::recursive);
        senders_ = first.senders;
    } else {
        const vault::Folders folders{folder_.path() / "data", folder_.path() / "keys"};
        REQUIRE(vault::create_vault(
            folders, custody(), "test.example/vault", {clock, random_, files_}));
    }
    const auto rules = redactor::RuleSet::builtin();
    REQUIRE(rules);
    pool_ = std::make_unique<intake::ScanPool>(
        *rules, 2, static_cast<std::size_t>(config_.scan_jobs_max));
    open();
    setup_code_ = application_->setup_code.make(random_);
}

TestService::~TestService() = default;

void TestService::open()
{
    auto opened = vault::Vault::open(
        {folder_.path() / "data", folder_.path() / "keys"}, custody(), {clock, random_, files_});
    REQUIRE(opened);
    vault_ = std::move(*opened);
    application_ = std::make_unique<Application>(config_, *vault_, *pool_, parser_, log_);
}

void TestService::close_vault()
{
    application_.reset();
    vault_.reset();
}

void TestService::reopen_vault()
{
    close_vault();
    open();
}

Reply TestService::send(std::string_view method, std::string_view target, const Sender& sender,
    std::string_view body, std::size_t announced, const Headers& headers)
{
    std::string text =
        std::string{method} + " " + std::string{target} + " HTTP/1.1\r\nHost: vault.test:8443\r\n";
    text += "Content-Length: " + std::to_string(announced) + "\r\n";
    if (!sender.authorization.empty()) {
        text += "Authorization: " + sender.authorization + "\r\n";
    }
    for (const auto& [name, value] : headers) {
        text.append(name).append(": ").append(value).append("\r\n");
    }
    const auto head = http::parse_request_head(text + "\r\n");
    must(head.has_value(), "the request is none");
    MemorySource source{body};
    http::BodyReader reader{source, announced};
    const std::string request_id = RequestId::random(random_).to_string();
    http::Request request{*head, reader, "192.0.2.7", "192.0.2.7", "https", request_id};
    return render(answer(*application_, request));
}

Reply TestService::ask(std::string_view method, std::string_view target, const Sender& sender,
    std::string_view body, const Headers& headers)
{
    Headers all = headers;
    if (!body.empty() && std::ranges::find(all, "Content-Type",
                             &std::pair<std::string, std::string>::first) == all.end()) {
        all.emplace_back("Content-Type", "application/json");
    }
    return send(method, target, sender, body, body.size(), all);
}

Reply TestService::ask_cut(std::string_view method, std::string_view target, const Sender& sender,
    std::string_view body, std::size_t announced)
{
    return send(method, target, sender, body, announced, {{"Content-Type", "application/json"}});
}

Sender TestService::new_user(const std::string& login, const std::string& role)
{
    nlohmann::json user{{"login", login}, {"password", password}, {"name", login + " by name"}};
    if (role == "admin" && !senders_.contains("admin")) {
        user["code"] = setup_code_;
        REQUIRE(ask("POST", "/v1/setup", {}, user.dump()).status == 201);
    } else {
        user["role"] = role;
        REQUIRE(ask("POST", "/v1/users", as("admin"), user.dump()).status == 201);
    }
    return sign_in(login);
}

Sender TestService::sign_in(const std::string& login)
{
    const auto session = ask("POST", "/v1/session", {},
        nlohmann::json{{"login", login}, {"password", password}, {"kind", "bearer"}}.dump());
    REQUIRE(session.status == 201);
    return {"Bearer " + session.json().at("token").get<std::string>()};
}

const Sender& TestService::as(const std::string& role)
{
    if (const auto known = senders_.find(role); known != senders_.end()) {
        return known->second;
    }
    if (role == "nobody") {
        return senders_.emplace(role, Sender{}).first->second;
    }
    if (role == "guest") {
        auto guest =
            guest_ticket({{"subject", "first ticket"}, {"description", "nothing secret"}}).second;
        return senders_.emplace(role, std::move(guest)).first->second;
    }
    if (role != "admin") {
        (void)as("admin");
    }
    auto sender = new_user(role, role);
    return senders_.emplace(role, std::move(sender)).first->second;
}

std::pair<nlohmann::json, Sender> TestService::guest_ticket(const nlohmann::json& ticket)
{
    const Reply reply = ask("POST", "/v1/tickets", {}, ticket.dump());
    INFO(reply.body);
    REQUIRE(reply.status == 201);
    auto answered = reply.json();
    Sender guest{"Ticket " + answered.at("id").get<std::string>() + "." +
                 answered.at("link").at("secret").get<std::string>()};
    return {std::move(answered), std::move(guest)};
}

std::string TestService::approved_grant(
    const std::string& credential, const Sender& owner, const Sender& agent)
{
    const auto asked = ask("POST", "/v1/credentials/" + credential + "/grants", agent,
        R"({"reason":"to look at the failing login","duration_seconds":600})");
    INFO(asked.body);
    REQUIRE(asked.status == 201);
    const auto id = asked.json().at("id").get<std::string>();
    REQUIRE(ask("POST", "/v1/grants/" + id + "/approve", owner).status == 200);
    return id;
}

} // namespace server_tests
