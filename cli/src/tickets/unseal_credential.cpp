#include "tickets/unseal_credential.h"

#include "terminal/private_file.h"
#include "text/escape.h"
#include "text/json_text.h"
#include "text/time_text.h"
#include "text/wiped_json.h"
#include "tickets/credential_text.h"
#include "vault/secret.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <optional>
#include <ostream>
#include <span>

namespace cli {

namespace {

// RFC 4648 section 4, for values that are not text. Nothing is accepted but whole groups.
std::optional<vault::Secret> from_base64(std::string_view text)
{
    const auto digit = [](char c) -> int {
        constexpr std::string_view alphabet =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const auto at = alphabet.find(c);
        return at == std::string_view::npos ? -1 : static_cast<int>(at);
    };
    if (text.empty() || text.size() % 4 != 0)
        return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    vault::Secret out{text.size() / 4 * 3 - padding};
    std::size_t written = 0;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : text.substr(0, text.size() - padding)) {
        const int value = digit(c);
        if (value < 0)
            return std::nullopt;
        bits = (bits << 6U | static_cast<unsigned>(value)) & 0xffffffU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out.mutable_bytes()[written++] = static_cast<std::byte>(bits >> count & 0xffU);
        }
    }
    return out;
}

// An original is a whole file: it needs a place before the claim is taken.
Answer<void> check_destination(ApiClient& client, const std::string& grant)
{
    const auto about = client.get("/v1/grants/" + grant);
    if (!about)
        return std::unexpected{about.error()};
    const auto credential = client.get("/v1/credentials/" + text_at(*about, "credential"));
    if (!credential)
        return std::unexpected{credential.error()};
    if (text_at(*credential, "source") == "original")
        return fault(
            ExitCode::usage, "this is a sealed original file; give -o FILE (nothing was opened)");
    return {};
}

void tell_claim(Context& context, const nlohmann::json& answer, std::string_view did)
{
    const auto grant = answer.value("grant", nlohmann::json::object());
    std::string line = fmt::format("{} on the record, audit entry {}; {}", did,
        number_at(answer, "audit_seq"), unseals_left(grant));
    if (const auto ends = text_at(grant, "ends_at"); !ends.empty())
        line += fmt::format(", the grant ends {}", describe_time(ends, context.world.clock.now()));
    context.err << line << ".\n";
}

// What was claimed and did not arrive, here or at who reads our output.
Answer<void> check_delivered(Context& context)
{
    context.out.flush();
    return context.out ? Answer<void>{}
                       : fault(ExitCode::failed,
                             "the value did not arrive; the unseal counts all the same, "
                             "and --again fetches it once more within 30 seconds");
}

Answer<vault::Secret> value_of(const nlohmann::json& answer)
{
    if (const auto text = answer.find("value"); text != answer.end() && text->is_string())
        return vault::Secret::copy_of(text->get_ref<const std::string&>());
    if (const auto text = answer.find("value_base64"); text != answer.end() && text->is_string())
        if (auto bytes = from_base64(text->get_ref<const std::string&>()))
            return std::move(*bytes);
    return fault(ExitCode::unreachable,
        "the server's answer holds no value; is this a Ticket Vault server?");
}

void print_value(Context& context, const vault::Secret& value)
{
    const std::string_view text{reinterpret_cast<const char*>(value.reveal().data()), value.size()};
    if (!context.out_is_terminal) {
        context.out.write(text.data(), static_cast<std::streamsize>(text.size()));
        return;
    }
    std::string shown = escape_text(text, Lines::kept);
    context.out << shown << '\n';
    if (shown != text)
        context.err << "Control characters are shown escaped; -o FILE gives the exact bytes.\n";
    vault::wipe(std::as_writable_bytes(std::span{shown}));
}

Answer<void> deliver(Context& context, nlohmann::json answer, PrivateFile* file, Claiming claiming)
{
    WipedJson held{std::move(answer)};
    const auto value = value_of(held.value);
    if (!value)
        return std::unexpected{value.error()};
    const std::span<const char> bytes{
        reinterpret_cast<const char*>(value->reveal().data()), value->size()};
    if (file != nullptr) {
        if (!file->write(bytes))
            return fault(
                ExitCode::failed, "the file could not be written; the unseal counts all the same");
        if (const auto done = file->commit(); !done)
            return done;
        for (const char* name : {"value", "value_base64"})
            if (held.value.contains(name)) {
                wipe_strings(held.value[name]);
                held.value.erase(name);
            }
    }
    if (context.json)
        print_json(context, held.value);
    else if (file == nullptr)
        print_value(context, *value);
    if (file == nullptr)
        if (const auto arrived = check_delivered(context); !arrived)
            return arrived;
    if (!context.json) {
        tell_claim(context, held.value, claiming == Claiming::anew ? "Opened" : "Fetched again");
    }
    return {};
}

// The bytes of an original came alone; what is left of its grant is asked for, as a value's answer brings it along.
void report_original(Context& context, ApiClient& client, const std::string& grant,
    const nlohmann::json& about_answer)
{
    nlohmann::json document = {
        {"original", true}, {"audit_seq", number_at(about_answer, "audit_seq")}};
    if (auto now = client.get("/v1/grants/" + grant); now) {
        document["credential"] = text_at(*now, "credential");
        document["grant"] = std::move(*now);
    } else // not worth a failure: the file is there
        document["grant"]["id"] = grant;
    if (context.json)
        print_json(context, document);
    else if (document.contains("credential"))
        tell_claim(context, document, "Opened the sealed original");
    else
        context.err << fmt::format("Opened the sealed original on the record, audit entry {}.\n",
            number_at(document, "audit_seq"));
}

} // namespace

Answer<void> unseal_credential(Context& context, const RemoteOptions& remote,
    const std::string& grant, const std::string& output_file, Claiming claiming)
{
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    auto room = make_room(output_file, "the output file", Existing::kept);
    if (!room)
        return std::unexpected{room.error()};
    std::optional<PrivateFile>& file = *room;
    if (!file && (context.out_is_terminal || context.json)) {
        if (const auto fits = check_destination(*client, grant); !fits)
            return fits;
    }
    bool streamed = false;
    const auto answer = client->fetch("POST",
        fmt::format(
            "/v1/grants/{}/{}", grant, claiming == Claiming::anew ? "unseal" : "fetch-again"),
        [&](std::span<const char> bytes) {
            streamed = true;
            if (file)
                return file->write(bytes);
            context.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
            return context.out.good();
        });
    if (!answer)
        return std::unexpected{answer.error()};
    if (!streamed && !answer->is_null())
        return deliver(context, *answer, file ? &*file : nullptr, claiming);
    if (!streamed)
        return fault(ExitCode::unreachable,
            "the server's answer holds no value; is this a Ticket Vault server?");
    if (file)
        if (const auto done = file->commit(); !done)
            return done;
    report_original(context, *client, grant, *answer);
    return {};
}

} // namespace cli
