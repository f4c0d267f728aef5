#include "commands.h"

#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/remote_options.h"
#include "service/login_words.h"
#include "terminal/prompts.h"
#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"
#include "text/wiped_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>

namespace cli {

namespace {

struct NewUserOptions {
    std::string login;
    std::string role;
    std::string name;
    std::string email;
    std::string code_file;
    std::string password_file;
};

std::string text_of(const vault::Secret& secret)
{
    const auto bytes = secret.reveal();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void add_password_file(Command command, std::string& file)
{
    command
        .add_option("--password-file", file,
            "Read the new password's line from this file ('-': standard input); else asked twice")
        .type_name("FILE");
}

void add_person(nlohmann::json& body, const NewUserOptions& options)
{
    body["login"] = options.login;
    if (!options.name.empty())
        body["name"] = options.name;
    if (!options.email.empty())
        body["email"] = options.email;
}

void show_user(Context& context, const nlohmann::json& user, std::string_view did)
{
    if (context.json)
        print_json(context, user);
    else
        context.out << fmt::format("{} {} ({}) {}\n", did, escape_text(text_at(user, "login")),
            escape_text(text_at(user, "role")), escape_text(text_at(user, "id")));
}

Answer<void> run_setup(Context& context, const RemoteOptions& remote, const NewUserOptions& options)
{
    auto client = connect(context, remote, SignIn::never);
    if (!client)
        return std::unexpected{client.error()};
    const auto code = obtain_secret(context, options.code_file, "the setup code", "--code-file");
    if (!code)
        return std::unexpected{code.error()};
    const auto password =
        obtain_new_secret(context, options.password_file, "the new password", "--password-file");
    if (!password)
        return std::unexpected{password.error()};
    WipedJson body{{{"code", text_of(*code)}, {"password", text_of(*password)}}};
    add_person(body.value, options);
    const auto user = client->send("POST", "/v1/setup", body.value);
    if (!user)
        return std::unexpected{user.error()};
    show_user(context, *user, "Made the first administrator");
    if (!context.json)
        context.err << fmt::format("Next, sign in; later commands then know the server:\n  {}\n",
            login_words(client->address(), options.login));
    return {};
}

Answer<void> run_add(Context& context, const RemoteOptions& remote, const NewUserOptions& options)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto password = obtain_new_secret(
        context, options.password_file, "the new user's password", "--password-file");
    if (!password)
        return std::unexpected{password.error()};
    WipedJson body{{{"role", options.role}, {"password", text_of(*password)}}};
    add_person(body.value, options);
    const auto user = client->send("POST", "/v1/users", body.value);
    if (!user)
        return std::unexpected{user.error()};
    show_user(context, *user, "Added");
    return {};
}

Answer<void> run_list(Context& context, const RemoteOptions& remote)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto users = client->get("/v1/users");
    if (!users)
        return std::unexpected{users.error()};
    if (context.json) {
        print_json(context, *users);
        return {};
    }
    Table table{{{"ID"}, {"LOGIN", 40}, {"ROLE"}, {"NAME", 30}, {"EMAIL", 40}, {"STATE"}}};
    for (const auto& user : list_at(*users, "data"))
        table.add({text_at(user, "id"), text_at(user, "login"), text_at(user, "role"),
            text_at(user, "name"), text_at(user, "email"),
            flag_at(user, "disabled") ? "disabled" : "active"});
    table.print(context.out, context.colour);
    return {};
}

Answer<void> run_disable(
    Context& context, const RemoteOptions& remote, const std::string& id, bool disabled)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    const auto user = client->send("PATCH", "/v1/users/" + id, {{"disabled", disabled}});
    if (!user)
        return std::unexpected{user.error()};
    show_user(context, *user, disabled ? "Disabled" : "Enabled");
    return {};
}

struct PasswordOptions {
    std::string user; // empty: one's own
    std::string current_file;
    std::string password_file;
};

Answer<void> run_password(
    Context& context, const RemoteOptions& remote, const PasswordOptions& options)
{
    const bool own = options.user.empty();
    if (!own && !options.current_file.empty())
        return fault(ExitCode::usage, "--current-file goes with one's own password, not a user's");
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    WipedJson body{nlohmann::json::object()};
    if (own) {
        const auto current =
            obtain_secret(context, options.current_file, "your current password", "--current-file");
        if (!current)
            return std::unexpected{current.error()};
        body.value["current_password"] = text_of(*current);
    }
    const auto fresh =
        obtain_new_secret(context, options.password_file, "the new password", "--password-file");
    if (!fresh)
        return std::unexpected{fresh.error()};
    body.value["password"] = text_of(*fresh);
    const auto done = client->send("PUT",
        own ? "/v1/session/password" : "/v1/users/" + options.user + "/password", body.value);
    if (!done)
        return std::unexpected{done.error()};
    if (context.json)
        print_json(context, own ? nlohmann::json{{"changed", true}}
                                : nlohmann::json{{"changed", true}, {"user", options.user}});
    else
        context.err << (own ? "Your password is changed; every other session of yours has ended.\n"
                            : "The password is set; every session and every open grant of this "
                              "user has ended.\n");
    return {};
}

void add_password(Command user, Context& context)
{
    const Command password =
        user.add_subcommand("password", "Change a password: your own, or a user's");
    const auto options = std::make_shared<PasswordOptions>();
    const auto remote = add_remote_options(password, Signs::account);
    add_id(password, "USER", options->user, "per_", "Whose, for administrators (per_...)")
        .required(false);
    password
        .add_option("--current-file", options->current_file,
            "Read the current password's line from this file ('-': standard input); else asked")
        .type_name("FILE");
    add_password_file(password, options->password_file);
    describe(password,
        {"Passwords have 12 to 128 characters. With '-' for both files, the current password's "
         "line comes first.",
            {{"Your own", "user password"},
                {"Somebody's who forgot theirs", "user password per_..."}},
            {ExitCode::unreachable}});
    on_run(password, context,
        [&context, remote, options] { return run_password(context, *remote, *options); });
}

void add_person_options(Command command, NewUserOptions& options)
{
    command.add_option("--login", options.login, "The login name").type_name("NAME").required();
    command.add_option("--name", options.name, "The person's name").type_name("TEXT");
    command.add_option("--email", options.email, "The person's e-mail address").type_name("TEXT");
    add_password_file(command, options.password_file);
}

} // namespace

void add_user_command(Command root, Context& context)
{
    const Command user = root.add_subcommand("user", "Make and manage the people who sign in");

    const Command setup =
        user.add_subcommand("setup", "Make the first administrator of a new vault");
    const auto first = std::make_shared<NewUserOptions>();
    auto remote = add_remote_options(setup, Signs::nobody);
    add_person_options(setup, *first);
    setup
        .add_option("--code-file", first->code_file,
            "Read the setup code's line from this file ('-': standard input); else asked")
        .type_name("FILE");
    describe(setup, {"ticketvaultd prints the setup code when it starts on a vault without an "
                     "administrator. With '-' for both, the code's line comes "
                     "first, the password's line second. Passwords have 12 to 128 characters.",
                        {{"Type code and password", "user setup --server https://127.0.0.1:8443 "
                                                    "--fingerprint SHA256:... --login anna"}},
                        {ExitCode::unreachable}});
    on_run(
        setup, context, [&context, remote, first] { return run_setup(context, *remote, *first); });

    const Command add = user.add_subcommand("add", "Add a user");
    const auto fresh = std::make_shared<NewUserOptions>();
    remote = add_remote_options(add, Signs::account);
    add_person_options(add, *fresh);
    add.add_option("--role", fresh->role, "customer, agent, auditor or admin")
        .type_name("ROLE")
        .required()
        .one_of({"customer", "agent", "auditor", "admin"});
    describe(add, {"For administrators.",
                      {{"An agent", "user add --login ben --role agent --name 'Ben Ito'"}},
                      {ExitCode::unreachable}});
    on_run(add, context, [&context, remote, fresh] { return run_add(context, *remote, *fresh); });

    const Command list = user.add_subcommand("list", "List all users");
    remote = add_remote_options(list, Signs::account);
    describe(list, {"For administrators.", {{"Everybody", "user list"}}, {ExitCode::unreachable}});
    on_run(list, context, [&context, remote] { return run_list(context, *remote); });

    struct Change {
        const char* name;
        const char* text;
        bool disabled;
    };
    for (const Change change :
        {Change{"disable", "Disable a user and end all sessions of that user", true},
            Change{"enable", "Let a disabled user sign in again", false}}) {
        const Command command = user.add_subcommand(change.name, change.text);
        const auto id = std::make_shared<std::string>();
        remote = add_remote_options(command, Signs::account);
        add_id(command, "USER", *id, "per_", "The user's id (per_...)");
        describe(
            command, {"For administrators.",
                         {{"By id, as 'user list' shows it",
                             change.disabled ? "user disable per_..." : "user enable per_..."}},
                         {ExitCode::unreachable}});
        on_run(command, context, [&context, remote, id, change] {
            return run_disable(context, *remote, *id, change.disabled);
        });
    }
    add_password(user, context);
}

} // namespace cli
