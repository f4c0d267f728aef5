#pragma once

#include "access/router.h"
#include "application.h"
#include "support/fixed_random.h"
#include "support/manual_clock.h"
#include "support/temporary_folder.h"
#include "vault/vault.h"

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace server_tests {

// The real ticketvault-parser.
[[nodiscard]] std::filesystem::path parser_program();

struct Reply {
    int status = 0;
    std::map<std::string, std::string> headers; // as the handler named them
    std::string body;

    [[nodiscard]] nlohmann::json
    json() const; // not in this header: each test would compile the parser
    [[nodiscard]] std::string problem() const; // the word behind urn:ticket-vault:problem:
};

// How a request shows who sends it.
struct Sender {
    std::string authorization; // whole header value; empty: none
};

// new_vault: nobody in it, and a setup code. with_users: a copy of a vault, made once for the whole program, that has one user of each role,
// signed in: Argon2id is made to cost time, and most tests are not about it.
enum class Ground : std::uint8_t { new_vault, with_users };

// The application on a real vault in a temporary folder, with the real rules and a clock that stands still; requests go through the router
// without a socket.
class TestService {
public:
    explicit TestService(server::Config config = {}, Ground ground = Ground::with_users);
    ~TestService();

    using Headers = std::vector<std::pair<std::string, std::string>>;
    // A JSON body gets its content type unless `headers` name one.
    Reply ask(std::string_view method, std::string_view target, const Sender& sender,
        std::string_view body = {}, const Headers& headers = {});
    // The body breaks off after `body`, of `announced` bytes.
    Reply ask_cut(std::string_view method, std::string_view target, const Sender& sender,
        std::string_view body, std::size_t announced);

    // The user of that role, made and signed in on first use where the vault has none yet; "nobody"; "guest" of a ticket of his own.
    const Sender& as(const std::string& role);
    Sender new_user(const std::string& login, const std::string& role);
    // A new session, for when the clock has ended the others.
    Sender sign_in(const std::string& login);

    // A guest's ticket from this JSON, which must be taken; the answer and the guest.
    std::pair<nlohmann::json, Sender> guest_ticket(const nlohmann::json& ticket);
    // Asked, approved and not yet used: the grant's id.
    std::string approved_grant(
        const std::string& credential, const Sender& owner, const Sender& agent);

    tests::ManualClock clock;
    std::string log_text; // everything logged so far
    vault::Vault& vault() { return *vault_; }
    server::Application& application() { return *application_; }
    const std::filesystem::path& folder() const { return folder_.path(); }
    void reopen_vault();
    void close_vault();

private:
    struct Template;

    Reply send(std::string_view method, std::string_view target, const Sender& sender,
        std::string_view body, std::size_t announced, const Headers& headers);
    void open();

    tests::TemporaryFolder folder_;
    tests::FixedRandom random_;
    vault::SystemFiles files_;
    server::Config config_;
    server::log::Log log_;
    std::unique_ptr<vault::Vault> vault_;
    std::unique_ptr<server::intake::ScanPool> pool_;
    const redactor::DocumentParser parser_{
        parser_program(), server::intake::upload_document_limits()};
    std::unique_ptr<server::Application> application_;
    std::string setup_code_;
    std::map<std::string, Sender> senders_;
};

inline constexpr std::string_view password = "correct horse 42 battery";

} // namespace server_tests
