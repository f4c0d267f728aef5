#include "tickets/ticket_submit.h"

#include "options/key_options.h"
#include "service/link_file.h"
#include "service/server_url.h"
#include "terminal/private_file.h"
#include "terminal/receipt_list_file.h"
#include "terminal/text_file.h"
#include "text/escape.h"
#include "text/fault.h"
#include "text/json_text.h"
#include "text/wiped_json.h"
#include "tickets/credential_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>

namespace cli {

namespace {

constexpr std::size_t text_bytes_max =
    1024 * 1024; // the largest text the API takes; the server knows the exact limits

Answer<void> add_texts(Context& context, const SubmitOptions& options, nlohmann::json& body)
{
    auto description =
        read_text_file(context, options.description_file, "the description", text_bytes_max);
    if (!description)
        return std::unexpected{description.error()};
    body["description"] = std::move(*description);
    if (options.environment_file.empty())
        return {};
    auto environment =
        read_text_file(context, options.environment_file, "the environment file", text_bytes_max);
    if (!environment)
        return std::unexpected{environment.error()};
    body["environment"] = std::move(*environment);
    return {};
}

Answer<void> add_credentials(Context& context, const SubmitOptions& options, nlohmann::json& body)
{
    for (const std::string& path : options.credential_files) {
        auto credential = read_credential_file(context, path);
        if (!credential)
            return std::unexpected{credential.error()};
        body["credentials"].push_back(std::move(*credential));
    }
    return {};
}

void add_contact(const SubmitOptions& options, nlohmann::json& body)
{
    if (!options.contact_name.empty())
        body["contact"]["name"] = options.contact_name;
    if (!options.contact_email.empty())
        body["contact"]["email"] = options.contact_email;
}

// Where link and receipt go. Their files stand open before the ticket is sent: afterwards nobody could refuse.
struct Papers {
    std::optional<PrivateFile> link;
    std::optional<PrivateFile> receipt;
    std::optional<PrivateFile> list; // beside the receipt, where it has one
};

Answer<Papers> prepare_papers(const SubmitOptions& options, bool signed_in)
{
    if (!options.link_file.empty() && signed_in)
        return fault(ExitCode::usage,
            "--link-out is for guests, and you are signed in: your way back is your account; "
            "leave it out, or give --guest");
    if (same_place(options.link_file, options.receipt_file) ||
        same_place(options.link_file, options.key_file) ||
        same_place(options.receipt_file, options.key_file))
        return fault(
            ExitCode::usage, "two of --link-out, --receipt-out and --key-out name the same file");
    auto link = make_room(options.link_file, "the link file", Existing::kept);
    if (!link)
        return std::unexpected{link.error()};
    auto receipt = make_room(options.receipt_file, "the receipt's file", Existing::kept);
    if (!receipt)
        return std::unexpected{receipt.error()};
    auto list = make_room(list_file_of(options.receipt_file), "the list's file", Existing::kept);
    if (!list)
        return std::unexpected{list.error()};
    return Papers{std::move(*link), std::move(*receipt), std::move(*list)};
}

// What was trusted here is to be trusted again where the link leads, if that is the same server.
ServerAddress trusted_for(const std::string& link, const ServerAddress& here)
{
    const auto parsed = parse_guest_link(link);
    return parsed && same_server(parsed->server, here.url) ? here : ServerAddress{};
}

// The link is the guest's only way back: it is kept before the uploads start.
Answer<void> keep_link(
    Context& context, Papers& papers, const nlohmann::json& ticket, const ServerAddress& here)
{
    const auto link = ticket.find("link");
    if (link == ticket.end() || !papers.link)
        return {};
    std::string url = text_at(*link, "url");
    std::string text = link_file_text(url, trusted_for(url, here));
    const auto written = papers.link->finish(text);
    if (!written) // losing it would lose the ticket, so it is shown after all
        context.err << "The link could not be saved. Keep it: " << escape_text(url) << '\n';
    for (std::string* secret : {&url, &text})
        vault::wipe(std::as_writable_bytes(std::span{*secret}));
    return written;
}

// What the files held was sealed after the ticket's own receipt was signed: a newer one covers both. Without it the first is still good.
Answer<void> renew_receipt(ApiClient& client, const SubmitOptions& options, nlohmann::json& ticket)
{
    const auto issued = client.send("POST", "/v1/tickets/" + text_at(ticket, "id") + "/receipt");
    if (!issued)
        return {};
    ticket["receipt"] = text_at(*issued, "receipt");
    if (const std::string list = text_at(*issued, "receipt_list"); !list.empty())
        ticket["receipt_list"] = list;
    if (options.receipt_file.empty())
        return {};
    // The list first: cut off between the two, the older receipt stands, which may need none.
    if (ticket.contains("receipt_list"))
        if (auto kept = write_private_file(list_file_of(options.receipt_file),
                text_at(ticket, "receipt_list"), "the list's file", Existing::replaced);
            !kept)
            return kept;
    return write_private_file(
        options.receipt_file, text_at(ticket, "receipt"), "the receipt's file", Existing::replaced);
}

Answer<void> keep_receipt(Papers& papers, const nlohmann::json& ticket)
{
    if (papers.list && ticket.contains("receipt_list"))
        if (auto kept = papers.list->finish(text_at(ticket, "receipt_list")); !kept)
            return kept;
    return papers.receipt ? papers.receipt->finish(text_at(ticket, "receipt")) : Answer<void>{};
}

// What the ticket is and what becomes of the files that it does not hold.
std::string without_files(const nlohmann::json& ticket, const SubmitOptions& options)
{
    const std::string link = options.link_file.empty()
                                 ? ""
                                 : fmt::format(" --link-file {}", escape_text(options.link_file));
    const std::string how = fmt::format("send what is missing with 'ticketvault ticket attach {} "
                                        "FILE...{}'",
        escape_text(text_at(ticket, "id")), link);
    return text_at(ticket, "state") == "receiving"
               ? fmt::format("the ticket waits for its files: {}; an hour after the last that "
                             "comes it goes to the agents without the others",
                     how)
               : fmt::format("the ticket stands without what was not stored; {}", how);
}

void show_link(Context& context, const SubmitOptions& options, const nlohmann::json& ticket)
{
    if (const auto link = ticket.find("link"); link != ticket.end() && options.link_file.empty())
        context.out
            << "\nYour way back to this ticket, shown only once; who has it can act as you:\n"
            << escape_text(text_at(*link, "url")) << '\n'
            << std::flush;
}

void show_ticket(Context& context, const SubmitOptions& options, const nlohmann::json& ticket)
{
    context.out << fmt::format("Ticket {} is {}\n", escape_text(text_at(ticket, "id")),
        escape_text(text_at(ticket, "state")));
    const auto& credentials = list_at(ticket, "credentials");
    if (!credentials.empty()) {
        context.out << fmt::format("\nSealed {}:\n",
            credentials.size() == 1 ? "1 credential"
                                    : fmt::format("{} credentials", credentials.size()));
        print_credentials(context, credentials);
    }
    if (options.attachments.empty())
        show_link(context, options, ticket);
    if (ticket.contains("link") && !options.link_file.empty())
        context.err << "Your way back to this ticket is in the link file: use it with --link-file, "
                       "and keep it to yourself.\n";
    if (options.receipt_file.empty())
        context.out << "\nReceipt, a signed proof of what was sealed; keep it:\n"
                    << escape_text(text_at(ticket, "receipt"), Lines::kept);
    if (!ticket.contains("receipt_list"))
        return;
    if (options.receipt_file.empty())
        context.out << "\nThe credentials it is over, in the list it is signed for; keep it too:\n"
                    << escape_text(text_at(ticket, "receipt_list"), Lines::kept);
    else
        context.err << where_list_is(options.receipt_file);
}

// A guest acts from here on with the secret the answer carried.
void become_guest(ApiClient& client, const nlohmann::json& ticket)
{
    const auto link = ticket.find("link");
    if (link == ticket.end())
        return;
    std::string value =
        fmt::format("Ticket {}.{}", text_at(ticket, "id"), text_at(*link, "secret"));
    client.authorize(vault::Secret::copy_of(value));
    vault::wipe(std::as_writable_bytes(std::span{value}));
}

} // namespace

Answer<std::vector<FileToAttach>> look_at_files(const std::vector<std::string>& paths)
{
    std::vector<FileToAttach> files;
    for (const std::string& path : paths) {
        std::error_code error;
        const auto place = files.size() + 1;
        if (!std::filesystem::is_regular_file(path, error))
            return fault(ExitCode::failed,
                fmt::format("file {} to attach is not there or not a plain file", place));
        const auto size = std::filesystem::file_size(path, error);
        if (error || !std::ifstream{path})
            return fault(ExitCode::failed, fmt::format("file {} to attach cannot be read", place));
        if (size == 0)
            return fault(ExitCode::failed, fmt::format("file {} to attach is empty", place));
        files.push_back({path, std::filesystem::path{path}.filename().string(), size});
    }
    return files;
}

Uploads upload_files(Context& context, ApiClient& client, nlohmann::json& attachments,
    nlohmann::json& credentials, const std::vector<std::string>& files)
{
    Uploads result;
    for (std::size_t i = 0; i < attachments.size() && i < files.size(); ++i) {
        nlohmann::json& attachment = attachments[i];
        const std::string target = text_at(attachment, "upload");
        auto stored = client.upload(target, files[i], number_at(attachment, "size"), "uploading");
        if (!stored) {
            result.refused.push_back(
                fmt::format("attachment {} was not stored: {}", i + 1, stored.error().sentence));
            // Taken back, so that the ticket does not wait for it; if even this fails the server says so by the ticket's state.
            attachment["state"] = client.send("DELETE", target) ? "abandoned" : "announced";
            continue;
        }
        ++result.stored;
        for (const auto& found : list_at(*stored, "credentials"))
            credentials.push_back(found);
        stored->erase("credentials");
        attachment = std::move(*stored);
        if (!context.json)
            context.err << fmt::format("Stored {}: {}\n", escape_text(text_at(attachment, "name")),
                text_at(attachment, "state") == "sealed_whole"
                    ? fmt::format(
                          "sealed whole ({})", escape_text(text_at(attachment, "sealed_reason")))
                    : fmt::format("{} found and sealed", number_at(attachment, "sealed_count")));
    }
    return result;
}

Answer<void> submit_ticket(
    Context& context, const RemoteOptions& remote, const SubmitOptions& options)
{
    const auto files = look_at_files(options.attachments);
    if (!files)
        return std::unexpected{files.error()};
    auto client = connect(context, remote, options.as_guest ? SignIn::never : SignIn::optional);
    if (!client)
        return std::unexpected{client.error()};
    if (client->signed_in() && !(options.contact_name.empty() && options.contact_email.empty()))
        return fault(ExitCode::usage, "--name and --email are a guest's; whoever is signed in is "
                                      "known (--guest submits as nobody)");
    WipedJson body{{{"subject", options.subject}}};
    if (!options.customer.empty())
        body.value["customer"] = options.customer;
    if (const auto added = add_texts(context, options, body.value); !added)
        return added;
    if (const auto added = add_credentials(context, options, body.value); !added)
        return added;
    add_contact(options, body.value);
    for (const FileToAttach& file : *files)
        body.value["attachments"].push_back({{"name", file.name}, {"size", file.size}});
    auto papers = prepare_papers(options, client->signed_in());
    if (!papers)
        return std::unexpected{papers.error()};
    auto key = prepare_key_copy(*client, options.key_file);
    if (!key)
        return std::unexpected{key.error()};
    auto answer = client->send("POST", "/v1/tickets", body.value);
    if (!answer)
        return std::unexpected{answer.error()};
    WipedJson ticket{std::move(*answer)};
    // Before the files, which take long: whoever is interrupted there has all that was promised.
    auto kept = keep_link(context, *papers, ticket.value, client->address());
    if (const auto receipt = keep_receipt(*papers, ticket.value); kept)
        kept = receipt;
    if (const auto copied = key->keep(); kept)
        kept = copied;
    become_guest(*client, ticket.value);
    Uploads uploads;
    if (!files->empty()) {
        if (!context.json) {
            context.err << fmt::format(
                "Ticket {} is made; sending its files\n", escape_text(text_at(ticket.value, "id")));
            show_link(context, options, ticket.value); // files take long; then it would be lost
        }
        uploads = upload_files(context, *client, ticket.value["attachments"],
            ticket.value["credentials"], options.attachments);
        if (const auto now = client->get("/v1/tickets/" + text_at(ticket.value, "id")); now)
            ticket.value["state"] = text_at(*now, "state");
    }
    if (context.json && !options.link_file.empty() && kept)
        ticket.value.erase("link");
    if (uploads.stored > 0 && kept)
        kept = renew_receipt(*client, options, ticket.value);
    if (context.json) {
        print_json(context, ticket.value);
    } else
        show_ticket(context, options, ticket.value);
    if (!kept)
        return kept;
    if (!uploads.refused.empty()) {
        for (const auto& sentence : uploads.refused)
            complain(context, ExitCode::failed, sentence);
        return fault(ExitCode::failed, without_files(ticket.value, options));
    }
    return {};
}

} // namespace cli
