#include "scan_command.h"

#include "command_help.h"
#include "command_parts.h"
#include "context.h"
#include "line_reader.h"
#include "progress_bar.h"
#include "rule_options.h"
#include "scan_files.h"
#include "scan_report.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <istream>
#include <memory>
#include <ostream>
#include <set>

namespace cli {

namespace {

struct ScanCommandOptions {
    std::vector<std::string> paths{"-"};
    std::vector<std::string> rules;
    std::string input = "text";
    std::string format;
    std::string min_confidence = "medium";
};

// A text of the largest size, with escapes.
constexpr std::size_t line_bytes_max = 2 * redactor::scan_bytes_max;
constexpr std::array<std::string_view, 4> format_words{"text", "json", "ndjson", "sarif"};

ScanFormat format_of(const ScanCommandOptions& options, const Context& context)
{
    if (options.format.empty())
        return context.json                ? ScanFormat::json
               : options.input == "ndjson" ? ScanFormat::ndjson
                                           : ScanFormat::text;
    const auto* found = std::find(format_words.begin(), format_words.end(), options.format);
    return static_cast<ScanFormat>(found - format_words.begin());
}

// One answer per line and in order, also to lines that are no request: whoever pairs them by number must not slip.
nlohmann::json answer_line(const std::string& line, redactor::Scanner& scanner,
    const redactor::ScanOptions& options, std::size_t& findings, bool& failed)
{
    // The id is taken down while the line is read, so that an answer names its request also where the text breaks off or is no UTF-8.
    nlohmann::json answer = {{"id", nullptr}, {"findings", nlohmann::json::array()}};
    bool at_id = false;
    bool twice = false;
    std::set<std::string> members;
    using Event = nlohmann::json::parse_event_t;
    const auto note_id = [&](int depth, Event event, const nlohmann::json& parsed) {
        if (depth == 1 && event == Event::key) {
            at_id = parsed == "id";
            twice |= !members.insert(parsed.get<std::string>()).second;
        } else if (depth == 1 && at_id && event != Event::object_start &&
                   event != Event::array_start)
            answer["id"] = parsed;
        return true;
    };
    const nlohmann::json request = nlohmann::json::parse(line, note_id, false);
    const bool usable =
        request.is_object() && request.contains("text") && request["text"].is_string();
    if (!usable) {
        failed = true;
        answer["error"] = "not an object with id and text";
        return answer;
    }
    if (twice) { // another reader of this line may take the text that was not scanned
        failed = true;
        answer["error"] = "a member stands twice";
        return answer;
    }
    const auto& text = request["text"].get_ref<const std::string&>();
    const auto found = scanner.scan(text, options);
    if (!found) {
        answer["sealed_whole"] = reason_of(found.error());
        return answer;
    }
    findings += found->size();
    for (const redactor::Finding& finding : *found)
        answer["findings"].push_back({{"rule", finding.rule},
            {"kind", redactor::to_string(finding.kind)}, {"start", finding.begin},
            {"end", finding.end}, {"confidence", redactor::to_string(finding.confidence)}});
    return answer;
}

Answer<void> scan_lines(Context& context, const ScanCommandOptions& options,
    redactor::Scanner& scanner, const redactor::ScanOptions& scan)
{
    if (options.paths != std::vector<std::string>{"-"} ||
        format_of(options, context) != ScanFormat::ndjson)
        return fault(
            ExitCode::usage, "--input ndjson reads standard input (-) and writes --format ndjson");
    LineReader lines{context.in, line_bytes_max};
    std::string line;
    std::size_t findings = 0;
    bool failed = false;
    auto step = lines.next(line);
    for (; step == LineReader::Step::line; step = lines.next(line))
        if (line.find_first_not_of(" \t\r") != std::string::npos)
            context.out << json_line(answer_line(line, scanner, scan, findings, failed)) << '\n';
    if (step == LineReader::Step::too_long)
        return fault(ExitCode::failed,
            fmt::format(
                "a line is longer than {} bytes; nothing after it was scanned", line_bytes_max));
    if (step == LineReader::Step::unreadable)
        return fault(ExitCode::failed, "standard input could not be read to its end");
    if (failed)
        return fault(ExitCode::failed,
            "some lines are not one JSON object with id and text; their answers say so");
    context.exit_code = findings > 0 ? ExitCode::findings : ExitCode::ok;
    return {};
}

Answer<void> scan_files(Context& context, const ScanCommandOptions& options,
    redactor::Scanner& scanner, const redactor::ScanOptions& scan)
{
    ScanReport report{context, format_of(options, context), scanner.rules()};
    {
        ProgressBar progress{context, "scanning"};
        const std::vector<std::string> files = list_files(options.paths);
        for (std::size_t i = 0; i < files.size(); ++i) {
            progress.update(i, files.size());
            const auto found = scan_path(context, files[i], scanner, scan);
            if (found) {
                report.add_findings(files[i], found->findings);
                for (const redactor::WholeMember& one : found->whole)
                    report.add_sealed_whole(files[i], one.member, redactor::to_string(one.reason));
            } else if (found.error().sealed_whole) {
                report.add_findings(files[i], {});
                report.add_sealed_whole(files[i], {}, found.error().reason);
            } else
                report.add_error(files[i], found.error().reason);
        }
    }
    report.finish();
    if (report.failed())
        return fault(ExitCode::failed, "some files could not be read");
    context.exit_code = report.finding_count() > 0 ? ExitCode::findings : ExitCode::ok;
    return {};
}

Answer<void> run_scan(Context& context, const ScanCommandOptions& options)
{
    const auto rules = load_rules(options.rules);
    if (!rules)
        return std::unexpected{rules.error()};
    redactor::Scanner scanner{*rules};
    const redactor::ScanOptions scan{
        redactor::parse_confidence(options.min_confidence).value_or(redactor::Confidence::medium),
        {}};
    return options.input == "ndjson" ? scan_lines(context, options, scanner, scan)
                                     : scan_files(context, options, scanner, scan);
}

} // namespace

void add_scan_command(CLI::App& root, Context& context)
{
    CLI::App* command =
        root.add_subcommand("scan", "Find credentials in files, folders or standard input");
    const auto options = std::make_shared<ScanCommandOptions>();
    command->add_option(
        "PATH", options->paths, "Files and folders ('-': standard input, the default)");
    command
        ->add_option("--input", options->input,
            "text, or ndjson: lines {\"id\":…,\"text\":…} on standard input")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "ndjson"}));
    command->add_option("--format", options->format, "text, json, ndjson or sarif")
        ->type_name("FORM")
        ->check(CLI::IsMember({"text", "json", "ndjson", "sarif"}));
    command
        ->add_option("--min-confidence", options->min_confidence,
            "low, medium (what a vault seals), high or certain")
        ->type_name("LEVEL")
        ->check(CLI::IsMember({"low", "medium", "high", "certain"}));
    add_rules_option(*command, options->rules);
    describe(*command,
        {"No output holds a byte of a credential: only where it is and of what kind. Offsets are "
         "UTF-8 bytes, the end exclusive.",
            {{"Scan a folder", "scan ./project"},
                {"One JSON line per finding", "scan --format ndjson export.log"},
                {"Scan what another program writes", "scan --input ndjson --format ndjson -"}},
            {ExitCode::findings}});
    on_run(*command, context, [&context, options] { return run_scan(context, *options); });
}

} // namespace cli
