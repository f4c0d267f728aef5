#include "commands.h"

#include "audit/file_kind.h"
#include "audit/receipt_beside.h"
#include "audit/receipt_prove.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/key_options.h"
#include "options/remote_options.h"
#include "terminal/private_file.h"
#include "terminal/receipt_list_file.h"
#include "text/escape.h"
#include "text/json_text.h"
#include "text/table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

namespace cli {

namespace {

struct ProofOptions {
    std::string file;
    std::vector<std::string> covered; // files of the certificates it should be over
    std::string list;                 // of a receipt: the file with its credentials
    std::string path;                 // or the one with the path of one of them
    std::shared_ptr<KeyOptions> key;
};

// Of a text whose first line is its format's name.
void show_lines(Context& context, const std::string& text)
{
    FactList facts;
    std::istringstream lines{text};
    std::string line;
    std::getline(lines, line); // the format's name
    while (std::getline(lines, line)) {
        const auto space = line.find(' ');
        facts.add(escape_text(std::string_view{line}.substr(0, space)),
            space == std::string::npos ? "yes" : std::string_view{line}.substr(space + 1));
    }
    facts.print(context.out, context.colour);
}

// One that another key signed says nothing against what it is held against: it may be another vault's.
Answer<std::vector<std::string>> read_certificates(
    Context& context, const std::vector<std::string>& files, const vault::VerifierKey& key)
{
    std::vector<std::string> certificates;
    for (const std::string& file : files) {
        auto note = read_note_file(context, file, "a certificate", "a certificate");
        if (!note)
            return std::unexpected{note.error()};
        if (const auto& row = verdict_row(vault::verify_proof(*note, key).verdict);
            row.code == ExitCode::unknown_key)
            return fault(
                row.code, fmt::format("certificate {}: {}", certificates.size() + 1, row.sentence));
        certificates.push_back(std::move(*note));
    }
    return certificates;
}

// What proves which credentials a receipt is over that does not name them itself: its list, a path, or nothing.
Answer<std::string> read_beside(
    Context& context, const ProofOptions& options, const vault::ProofReading& receipt)
{
    if (!options.list.empty())
        return read_receipt_list(context, options.list, receipt);
    if (!options.path.empty())
        return read_receipt_path(context, options.path, receipt);
    return std::string{};
}

// A path's hashes say nothing to a person; its line does.
std::string beside_shown(const vault::ProofReading& receipt, const std::string& beside)
{
    const auto line = vault::sealed_line(receipt, beside);
    return line ? "\nsealed " + *line + '\n' : beside;
}

// Whether the credentials of these certificates are among a receipt's.
Answer<void> check_over(Context& context, const ProofOptions& options,
    const vault::ProofReading& receipt, const std::string& beside, const vault::VerifierKey& key)
{
    if (receipt.listed_apart != 0 && beside.empty())
        return fault(ExitCode::usage,
            "the receipt names its credentials in a list of its own: give it with --list, or the "
            "path of one with --path");
    const auto certificates = read_certificates(context, options.covered, key);
    if (!certificates)
        return std::unexpected{certificates.error()};
    for (std::size_t i = 0; i < certificates->size(); ++i)
        if (!vault::is_over(receipt, beside, vault::verify_proof((*certificates)[i], key)))
            return fault(ExitCode::bad_proof,
                fmt::format("the receipt is genuine, but certificate {} is not of a credential it "
                            "is over: another one, or no good certificate",
                    i + 1));
    if (!context.json)
        context.err << fmt::format("It is over the {} of the {} given.\n",
            certificates->size() == 1 ? "credential" : "credentials",
            certificates->size() == 1 ? "certificate" : "certificates");
    return {};
}

// How many certificates a ticket's is over: the number its line begins with.
std::string covered_count(const vault::ProofReading& of_ticket)
{
    constexpr std::string_view mark = "\ncertificates ";
    const auto at = of_ticket.body.find(mark);
    if (at == std::string::npos)
        return {};
    const auto count = std::string_view{of_ticket.body}.substr(at + mark.size());
    return std::string{count.substr(0, count.find(' '))};
}

// A ticket's certificate against those of its credentials.
Answer<void> check_covered(Context& context, const ProofOptions& options,
    const vault::ProofReading& of_ticket, const vault::VerifierKey& key)
{
    if (of_ticket.kind != "ticket-certificate")
        return fault(ExitCode::usage, "--covers is for the certificate of a whole ticket");
    const auto certificates = read_certificates(context, options.covered, key);
    if (!certificates)
        return std::unexpected{certificates.error()};
    if (!vault::covers(of_ticket, *certificates, key))
        return fault(ExitCode::bad_proof,
            fmt::format("it is genuine, but not over exactly these certificates: it is over {}, "
                        "and {} are given; one is missing, too many, altered or of another ticket",
                covered_count(of_ticket), certificates->size()));
    if (!context.json)
        context.err << fmt::format("It is over exactly the {} given.\n",
            certificates->size() == 1 ? "certificate"
                                      : fmt::format("{} certificates", certificates->size()));
    return {};
}

Answer<void> run_verify(Context& context, const ProofOptions& options, std::string_view kind)
{
    const auto key = expected_key(context, *options.key);
    if (!key)
        return std::unexpected{key.error()};
    const std::string wanted = fmt::format("a {}", kind);
    const auto note = read_note_file(context, options.file, fmt::format("the {}", kind), wanted);
    if (!note)
        return std::unexpected{note.error()};
    const vault::ProofReading reading = vault::verify_proof(*note, *key);
    const VerdictRow* const row = &verdict_row(reading.verdict);
    const bool of_ticket = kind == "certificate" && reading.kind == "ticket-certificate";
    const bool other_kind = row->code == ExitCode::ok && reading.kind != kind && !of_ticket;
    std::string beside;
    if (row->code == ExitCode::ok && !other_kind) {
        auto read = read_beside(context, options, reading);
        if (!read)
            return std::unexpected{read.error()};
        beside = std::move(*read);
        if (!options.covered.empty())
            if (const auto checked = kind == "receipt"
                                         ? check_over(context, options, reading, beside, *key)
                                         : check_covered(context, options, reading, *key);
                !checked)
                return checked;
    }
    if (context.json) {
        nlohmann::json document = {
            {"verdict", row->word}, {"kind", reading.kind}, {"as_asked", reading.kind == kind}};
        if (row->code == ExitCode::ok)
            document["body"] = reading.body;
        if (!beside.empty())
            document[options.list.empty() ? "path" : "list"] = beside;
        print_json(context, document);
    } else if (row->code == ExitCode::ok && !other_kind) {
        context.out << row->sentence << '\n';
        show_lines(context, reading.body);
        if (!beside.empty())
            show_lines(context, beside_shown(reading, beside));
    }
    if (row->code != ExitCode::ok)
        return not_proved(*row, "a receipt or certificate", *note);
    if (other_kind)
        return fault(ExitCode::bad_proof, fmt::format("it is genuine, but not {}", wanted));
    return {};
}

// A signed note that the server gives for an object.
struct NoteSource {
    const char* kind;   // "receipt", "certificate"
    const char* object; // "TICKET", "CREDENTIAL"
    const char* noun;   // what that is
    std::string_view prefix;
    Answer<vault::Receipt> (*get)(ApiClient& client, const std::string& id);
    bool may_have_list = false;
};

Answer<vault::Receipt> get_certificate(ApiClient& client, const std::string& id)
{
    auto note = client.get_text("/v1/certificates/" + id);
    if (!note)
        return std::unexpected{note.error()};
    return vault::Receipt{std::move(*note), {}};
}

Answer<vault::Receipt> get_receipt(ApiClient& client, const std::string& id)
{
    const auto issued = client.send("POST", "/v1/tickets/" + id + "/receipt");
    if (!issued)
        return std::unexpected{issued.error()};
    return vault::Receipt{text_at(*issued, "receipt"), text_at(*issued, "receipt_list")};
}

Answer<vault::Receipt> get_ticket_certificate(ApiClient& client, const std::string& id)
{
    const auto issued = client.send("POST", "/v1/tickets/" + id + "/certificate");
    if (!issued)
        return std::unexpected{issued.error()};
    return vault::Receipt{text_at(*issued, "certificate"), {}};
}

constexpr NoteSource receipt_source{"receipt", "TICKET", "ticket", "tkt_", get_receipt, true};
constexpr NoteSource certificate_source{
    "certificate", "CREDENTIAL", "credential", "crd_", get_certificate};

Answer<void> run_show(Context& context, const NoteSource& source, const RemoteOptions& remote,
    const std::string& id, const std::string& file, const std::string& key_file)
{
    if (same_place(file, key_file))
        return fault(ExitCode::usage, "-o and --key-out name the same file");
    auto client = connect(context, remote);
    if (!client)
        return std::unexpected{client.error()};
    auto room = make_room(file, fmt::format("the {}'s file", source.kind), Existing::kept);
    if (!room)
        return std::unexpected{room.error()};
    auto list_room = make_room(source.may_have_list ? list_file_of(file) : std::string{},
        "the list's file", Existing::kept);
    if (!list_room)
        return std::unexpected{list_room.error()};
    auto key = prepare_key_copy(*client, key_file);
    if (!key)
        return std::unexpected{key.error()};
    const auto note = source.get(*client, id);
    if (!note)
        return std::unexpected{note.error()};
    if (*room)
        if (const auto written = (*room)->finish(note->note); !written)
            return written;
    if (*list_room && !note->list.empty())
        if (const auto written = (*list_room)->finish(note->list); !written)
            return written;
    if (const auto kept = key->keep(); !kept)
        return kept;
    if (context.json) {
        nlohmann::json document = {{source.noun, id}, {source.kind, note->note}};
        if (!note->list.empty())
            document["receipt_list"] = note->list;
        print_json(context, document);
    } else if (file.empty()) {
        context.out << escape_text(note->note, Lines::kept);
    }
    if (!context.json && !note->list.empty())
        context.err << where_list_is(file);
    return {};
}

constexpr NoteSource ticket_source{
    "certificate", "TICKET", "ticket", "tkt_", get_ticket_certificate};

void add_show(Command parent, Context& context, const NoteSource& source, const char* name,
    const char* what, const char* details)
{
    const Command show = parent.add_subcommand(name, what);
    const auto id = std::make_shared<std::string>();
    const auto file = std::make_shared<std::string>();
    const auto key_file = std::make_shared<std::string>();
    const auto remote = add_remote_options(show);
    add_id(show, source.object, *id, source.prefix,
        fmt::format("The {}'s id ({}...)", source.noun, source.prefix));
    show.add_option("-o,--output", *file,
            "Write to this new file instead of standard output; none is overwritten")
        .type_name("FILE");
    add_key_out(show, *key_file);
    describe(
        show, {details,
                  {{"Get it and check it", fmt::format("{0} {1} {2}... | ticketvault {0} verify -",
                                               source.kind, name, source.prefix)}},
                  {ExitCode::unreachable}});
    on_run(show, context, [&context, &source, remote, id, file, key_file] {
        return run_show(context, source, *remote, *id, *file, *key_file);
    });
}

void add_verify(Command parent, Context& context, const char* kind, const char* details)
{
    const Command verify = parent.add_subcommand("verify", fmt::format("Check a {}", kind));
    const auto options = std::make_shared<ProofOptions>();
    verify.add_option("FILE", options->file, fmt::format("The {} ('-': standard input)", kind))
        .required();
    const bool receipt = std::string_view{kind} == "receipt";
    verify
        .add_option("--covers", options->covered,
            receipt ? "The receipt must be over the credential of the certificate in this file; "
                      "give it once for each"
                    : "Of a ticket's certificate: it must be over exactly the certificates in the "
                      "files named so; give it once for each")
        .type_name("FILE")
        .one_value();
    if (receipt) {
        const Option list =
            verify
                .add_option("--list", options->list,
                    "The credentials of a receipt that does not name them itself, as it came with "
                    "it")
                .type_name("FILE");
        verify
            .add_option("--path", options->path,
                "Instead of the list: what 'receipt prove' wrote of one of them")
            .type_name("FILE")
            .excludes(list);
    }
    options->key = add_key_options(verify, add_remote_options(verify, Signs::guest));
    const std::string with_key = fmt::format("{} verify proof.txt --key-file vault.key", kind);
    const std::string with_link = fmt::format("{} verify proof.txt --link-file ticket.link", kind);
    describe(verify,
        {fmt::format("{} No server is asked where the key is given or was seen at login. A key "
                     "that was kept (--key-out) proves more than what a server says today.",
             details),
            {{"With a key you kept or were given", with_key},
                {"As a guest, with the key the ticket's server says it has", with_link}},
            {ExitCode::bad_proof, ExitCode::unreachable, ExitCode::unknown_key}});
    on_run(
        verify, context, [&context, options, kind] { return run_verify(context, *options, kind); });
}

} // namespace

void add_proof_commands(Command root, Context& context)
{
    const Command receipt = root.add_subcommand("receipt", "Get and check proofs of sealing");
    add_verify(receipt, context, "receipt",
        "A receipt proves which credentials a ticket had sealed when it was signed, and the audit "
        "log's head at that time. One over more than about 12 holds the root of their lines, which "
        "come in a list beside it; --covers then needs --list, or --path for one of them.");
    add_receipt_prove(receipt, context);
    add_show(receipt, context, receipt_source, "show",
        "Get a receipt over all a ticket ever sealed",
        "Files and replies included. Each call is an entry of the log. The list of a receipt that "
        "does not name its credentials itself goes to FILE.list.");

    const Command certificate =
        root.add_subcommand("certificate", "Get and check proofs of shredding");
    add_verify(certificate, context, "certificate",
        "A certificate proves that the vault declared a credential's key destroyed, when and why; "
        "one of a ticket, which certificates there are of all that was sealed in it.");
    add_show(certificate, context, certificate_source, "show",
        "Get the certificate of a shredded credential", "");
    add_show(certificate, context, ticket_source, "ticket",
        "Get one certificate over all that was sealed in a closed ticket",
        "Each call is an entry of the log.");
}

} // namespace cli
