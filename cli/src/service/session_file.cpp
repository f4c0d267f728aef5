#include "service/session_file.h"

#include "terminal/private_file.h"
#include "terminal/text_file.h"
#include "text/wiped_json.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <span>
#include <sys/stat.h>
#include <unistd.h>

namespace cli {

namespace {

constexpr std::size_t session_bytes_max = 16 * 1024;

std::filesystem::path session_path(const Context& context)
{
    return context.config_folder / "session.json";
}

constexpr auto broken =
    "the saved session cannot be understood; sign in again with 'ticketvault login URL'";

} // namespace

Answer<std::optional<Session>> read_session(Context& context)
{
    if (context.config_folder.empty())
        return std::nullopt;
    struct stat about{};
    if (::stat(session_path(context).c_str(), &about) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return std::nullopt;
        return fault(ExitCode::failed,
            "the saved session cannot be read; check the permissions of its folder");
    }
    if ((about.st_mode & 077U) != 0)
        return fault(ExitCode::failed, "others can read the saved session; end it with "
                                       "'ticketvault logout', then sign in again");
    auto text =
        read_text_file(context, session_path(context), "the saved session", session_bytes_max);
    if (!text)
        return fault(text.error().code, text.error().sentence);
    WipedJson document{nlohmann::json::parse(*text, nullptr, false)};
    vault::wipe(std::as_writable_bytes(std::span{*text}));
    if (!document.value.is_object())
        return fault(ExitCode::failed, broken);
    const auto field = [&](const char* name) {
        const auto at = document.value.find(name);
        return at != document.value.end() && at->is_string() ? at->get_ref<const std::string&>()
                                                             : std::string{};
    };
    Session session;
    session.server = field("server");
    session.fingerprint = field("fingerprint");
    session.ca_file = field("ca_file");
    session.login = field("login");
    session.expires_at = field("expires_at");
    session.verifier = field("verifier");
    const auto token = document.value.find("token");
    if (session.server.empty() || token == document.value.end() || !token->is_string())
        return fault(ExitCode::failed, broken);
    session.token = vault::Secret::copy_of(token->get_ref<const std::string&>());
    return session;
}

Answer<void> write_session(const Context& context, const Session& session)
{
    if (context.config_folder.empty())
        return fault(ExitCode::failed,
            "neither XDG_CONFIG_HOME nor HOME says where the session can be kept");
    std::error_code error;
    std::filesystem::create_directories(context.config_folder, error);
    if (error)
        return fault(ExitCode::failed, "the folder for the session could not be made");
    std::filesystem::permissions(context.config_folder, std::filesystem::perms::owner_all, error);
    const auto token = session.token.reveal();
    WipedJson document{{{"server", session.server}, {"fingerprint", session.fingerprint},
        {"ca_file", session.ca_file}, {"login", session.login}, {"expires_at", session.expires_at},
        {"verifier", session.verifier},
        {"token", std::string{reinterpret_cast<const char*>(token.data()), token.size()}}}};
    std::string text = document.value.dump(2) + "\n";
    auto written =
        write_private_file(session_path(context), text, "the session", Existing::replaced);
    vault::wipe(std::as_writable_bytes(std::span{text}));
    return written;
}

void make_session_private(const Context& context)
{
    (void)::chmod(session_path(context).c_str(), 0600);
}

Answer<void> remove_session(const Context& context)
{
    if (context.config_folder.empty() || ::unlink(session_path(context).c_str()) == 0 ||
        errno == ENOENT || errno == ENOTDIR)
        return {};
    return fault(ExitCode::failed, "the saved session could not be removed");
}

} // namespace cli
