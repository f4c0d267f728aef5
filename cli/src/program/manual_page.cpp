#include "program/manual_page.h"

#include "options/command_help.h"
#include "options/usage_error.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace cli {

namespace {

// roff takes a backslash anywhere, and a dot or quote at the start of a line, for itself.
std::string roff(std::string_view text)
{
    std::string out;
    bool line_start = true;
    for (const char c : text) {
        if (line_start && (c == '.' || c == '\''))
            out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
        line_start = c == '\n';
    }
    return out;
}

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
        [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

std::string option_section(std::string_view title, const std::vector<OptionHelp>& rows)
{
    std::string out;
    for (const auto& row : rows)
        out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(row.names), roff(row.text));
    return out.empty() ? out : fmt::format(".SH {}\n{}", title, out);
}

// The footer made by describe(): a line ending in ':' heads a block of indented lines, anything else is prose.
std::string footer_sections(const std::string& footer)
{
    std::string out;
    std::istringstream lines{footer};
    bool block = false;
    bool prose = false;
    for (std::string line; std::getline(lines, line);) {
        if (block && !line.starts_with("  ")) {
            out += ".fi\n";
            block = false;
        }
        if (line.empty())
            continue;
        if (line.ends_with(':') && !line.starts_with(' ')) {
            out += fmt::format(".SH {}\n.nf\n", upper(line.substr(0, line.size() - 1)));
            block = true;
            continue;
        }
        if (!block && !prose) {
            out += ".PP\n";
            prose = true;
        }
        out += roff(block ? line.substr(2) : line) + "\n";
    }
    return block ? out + ".fi\n" : out;
}

std::string see_also(const CLI::App& command)
{
    std::vector<std::string> pages;
    if (command.get_parent() != nullptr)
        pages.push_back(manual_page_name(full_name(*command.get_parent())));
    for (const CLI::App* child :
        command.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); }))
        pages.push_back(manual_page_name(full_name(*child)));
    std::string out = ".SH SEE ALSO\n";
    for (std::size_t i = 0; i < pages.size(); ++i)
        out += fmt::format(".BR {} (1){}\n", roff(pages[i]), i + 1 < pages.size() ? "," : "");
    return pages.empty() ? std::string{} : out;
}

} // namespace

std::string manual_page_name(std::string_view name)
{
    std::string out{name};
    std::replace(out.begin(), out.end(), ' ', '-');
    return out;
}

std::string manual_page(const CLI::App& command)
{
    const std::string name = manual_page_name(full_name(command));
    std::string out = fmt::format(
        ".TH {} 1 \"\" \"Ticket Vault {}\" \"Ticket Vault\"\n", roff(upper(name)), TV_VERSION);
    out += fmt::format(".SH NAME\n{} \\- {}\n", roff(name), roff(command.get_description()));
    out += fmt::format(".SH SYNOPSIS\n.B {}\n", roff(usage_line(command)));
    out += fmt::format(".SH DESCRIPTION\n{}.\n", roff(command.get_description()));
    const std::string sections = footer_sections(command.get_footer());
    // Prose of the footer belongs to the description; its headed blocks follow the options.
    const auto first_heading = sections.starts_with(".SH") ? 0 : sections.find("\n.SH");
    out += sections.substr(0, first_heading == std::string::npos ? sections.size()
                              : first_heading == 0               ? 0
                                                                 : first_heading + 1);
    std::vector<OptionHelp> commands;
    for (const CLI::App* child :
        command.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); }))
        commands.push_back({child->get_name(), child->get_description()});
    out += option_section("COMMANDS", commands);
    out += option_section("ARGUMENTS", option_helps(command, true));
    out += option_section("OPTIONS", option_helps(command, false));
    if (first_heading != std::string::npos)
        out += sections.substr(first_heading == 0 ? 0 : first_heading + 1);
    return out + see_also(command);
}

} // namespace cli
