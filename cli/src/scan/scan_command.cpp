#include "scan/scan_command.h"

#include "context.h"
#include "options/command.h"
#include "options/command_help.h"
#include "options/command_parts.h"
#include "options/rule_options.h"
#include "scan/ndjson_request.h"
#include "scan/scan_files.h"
#include "scan/scan_report.h"
#include "terminal/line_reader.h"
#include "terminal/progress_bar.h"
#include "text/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <istream>
#include <memory>
#include <ostream>
#include <string_view>

namespace cli {

namespace {

struct ScanCommandOptions {
    std::vector<std::string> paths{"-"};
    std::vector<std::string> rules;
    std::string input = "text";
    std::string format;
    std::string min_confidence = "medium";
    bool allow_unexamined = false;
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

// Who asks a script's question, "is it clean?", must not be told yes of what nobody looked into.
ExitCode outcome(std::size_t findings, std::size_t unexamined, const ScanCommandOptions& options)
{
    return findings > 0 || (unexamined > 0 && !options.allow_unexamined) ? ExitCode::findings
                                                                         : ExitCode::ok;
}

// What a scan of lines came to.
struct LineTally {
    std::size_t findings = 0;
    std::size_t unexamined = 0;
    std::size_t refused = 0;
};

// One answer per line and in order, also to lines that are no request: whoever pairs them by number must not slip.
std::string answer_line(std::string_view line, redactor::Scanner& scanner,
    const redactor::ScanOptions& options, LineTally& tally)
{
    const NdjsonRequest request = read_ndjson_request(line);
    nlohmann::json answer = {{"findings", nlohmann::json::array()}};
    if (!request.text) {
        ++tally.refused;
        answer["error"] = request.text.error();
    } else if (const auto found = scanner.scan(*request.text, options); !found) {
        ++tally.unexamined;
        answer["sealed_whole"] = reason_of(found.error());
    } else {
        tally.findings += found->size();
        for (const redactor::Finding& finding : *found)
            answer["findings"].push_back({{"rule", finding.rule},
                {"kind", redactor::to_string(finding.kind)}, {"start", finding.begin},
                {"end", finding.end}, {"confidence", redactor::to_string(finding.confidence)}});
    }
    // The id goes back as it was written, which no value that was parsed could promise.
    return fmt::format("{{\"id\":{},{}\n", request.id, json_line(answer).substr(1));
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
    LineTally tally;
    auto step = lines.next(line);
    for (; step == LineReader::Step::line; step = lines.next(line))
        if (line.find_first_not_of(" \t\r") != std::string::npos)
            context.out << answer_line(line, scanner, scan, tally);
    if (step == LineReader::Step::too_long)
        return fault(ExitCode::failed,
            fmt::format(
                "a line is longer than {} bytes; nothing after it was scanned", line_bytes_max));
    if (step == LineReader::Step::unreadable)
        return fault(ExitCode::failed, "standard input could not be read to its end");
    if (tally.refused > 0)
        return fault(ExitCode::failed,
            "some lines are not one JSON object with id and text; their answers say so");
    context.exit_code = outcome(tally.findings, tally.unexamined, options);
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
                    report.add_sealed_whole(files[i], one.member, redactor::to_string(one.reason),
                        one.reason == redactor::WholeReason::not_rewritable ? Examined::yes
                                                                            : Examined::no);
            } else if (found.error().sealed_whole) {
                report.add_findings(files[i], {});
                report.add_sealed_whole(files[i], {}, found.error().reason, Examined::no);
            } else
                report.add_error(files[i], found.error().reason);
        }
    }
    report.finish();
    if (report.failed())
        return fault(ExitCode::failed, "some files could not be read");
    context.exit_code = outcome(report.finding_count(), report.unexamined_count(), options);
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

void add_scan_command(Command root, Context& context)
{
    const Command command =
        root.add_subcommand("scan", "Find credentials in files, folders or standard input");
    const auto options = std::make_shared<ScanCommandOptions>();
    command.add_option(
        "PATH", options->paths, "Files and folders ('-': standard input, the default)");
    command
        .add_option("--input", options->input,
            "text, or ndjson: lines {\"id\":…,\"text\":…} on standard input")
        .type_name("FORM")
        .one_of({"text", "ndjson"});
    command.add_option("--format", options->format, "text, json, ndjson or sarif")
        .type_name("FORM")
        .one_of({"text", "json", "ndjson", "sarif"});
    command
        .add_option("--min-confidence", options->min_confidence,
            "low, medium (what a vault seals), high or certain")
        .type_name("LEVEL")
        .one_of({"low", "medium", "high", "certain"});
    command.add_flag("--allow-unexamined", options->allow_unexamined,
        "End with 0 where nothing was found, also if something could not be examined");
    add_rules_option(command, options->rules);
    describe(command,
        {"No output holds a byte of a credential: only where it is and of what kind. Offsets are "
         "UTF-8 bytes, the end exclusive. What cannot be examined (encrypted, damaged, too large, "
         "a picture, no known format) is named and ends with 3 as well: nobody can say that it is "
         "clean. A line's id comes back as it was written.",
            {{"Scan a folder", "scan ./project"},
                {"One JSON line per finding", "scan --format ndjson export.log"},
                {"Scan what another program writes", "scan --input ndjson --format ndjson -"}},
            {ExitCode::findings}});
    on_run(command, context, [&context, options] { return run_scan(context, *options); });
}

} // namespace cli
