#include "completion_script.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <vector>

namespace cli {

namespace {

struct Node {
    std::string path; // "ticket submit"; empty for the root
    std::vector<const CLI::App*> commands;
    std::vector<const CLI::Option*> options;
};

void collect(const CLI::App& command, const std::string& path, std::vector<Node>& nodes)
{
    Node node{path,
        command.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); }), {}};
    for (const CLI::Option* option : command.get_options({}))
        if (!option->get_lnames().empty() && !option->get_group().empty())
            node.options.push_back(option);
    nodes.push_back(node);
    for (const CLI::App* child : node.commands)
        collect(*child, path.empty() ? child->get_name() : path + " " + child->get_name(), nodes);
}

std::string words_of(const Node& node)
{
    std::string words;
    for (const CLI::App* command : node.commands)
        words += command->get_name() + " ";
    for (const CLI::Option* option : node.options)
        for (const std::string& name : option->get_lnames())
            words += "--" + name + " ";
    if (!words.empty())
        words.pop_back();
    return words;
}

bool takes_path(const CLI::Option& option)
{
    return option.get_type_name() == "FILE" || option.get_type_name() == "DIR";
}

// Single quotes in sh, with every quote left out: descriptions are ours.
std::string shell_quoted(std::string_view text)
{
    std::string out = "'";
    for (const char c : text)
        if (c != '\'' && c != '[' && c != ']' && c != ':')
            out += c;
    return out + "'";
}

// The path of commands is found by dropping words until a known path remains; options and their values do not count.
std::string bash_script(const std::vector<Node>& nodes)
{
    std::string paths;
    std::string valued;
    for (const auto& node : nodes) {
        paths += fmt::format("        {}) words='{}' ;;\n",
            node.path.empty() ? "''" : shell_quoted(node.path), words_of(node));
        for (const CLI::Option* option : node.options)
            if (takes_path(*option) &&
                valued.find("--" + option->get_lnames().front() + "|") == std::string::npos)
                valued += "--" + option->get_lnames().front() + "|";
    }
    if (!valued.empty())
        valued.pop_back();
    return fmt::format(R"(# ticketvault completion for bash
_ticketvault_words()
{{
    words=
    case "$1" in
{}        *) return 1 ;;
    esac
}}
_ticketvault()
{{
    local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}" path= words= word
    COMPREPLY=()
    case "$previous" in
        {}) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
    esac
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        if _ticketvault_words "${{path:+$path }}$word"; then path="${{path:+$path }}$word"; fi
    done
    _ticketvault_words "$path"
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    if [[ ${{#COMPREPLY[@]}} -eq 0 && "$current" != -* ]]; then
        compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}}
complete -F _ticketvault ticketvault
)",
        paths, valued.empty() ? "--" : valued);
}

std::string zsh_script(const std::vector<Node>& nodes)
{
    std::string cases;
    for (const auto& node : nodes) {
        std::string rows;
        for (const CLI::App* command : node.commands)
            rows += fmt::format(
                " '{}:{}", command->get_name(), shell_quoted(command->get_description()).substr(1));
        for (const CLI::Option* option : node.options)
            rows += fmt::format(" '--{}:{}", option->get_lnames().front(),
                shell_quoted(option->get_description()).substr(1));
        cases += fmt::format("        {}) entries=({} ) ;;\n",
            node.path.empty() ? "''" : shell_quoted(node.path), rows);
    }
    return fmt::format(R"(#compdef ticketvault
# ticketvault completion for zsh
_ticketvault_entries()
{{
    entries=()
    case "$1" in
{}        *) return 1 ;;
    esac
}}
_ticketvault()
{{
    local commands= word
    local -a entries
    for word in "${{(@)words[2,CURRENT-1]}}"; do
        if _ticketvault_entries "${{commands:+$commands }}$word"; then commands="${{commands:+$commands }}$word"; fi
    done
    _ticketvault_entries "$commands"
    _describe ticketvault entries || _files
}}
if [[ "$funcstack[1]" == _ticketvault ]]; then _ticketvault "$@"; else compdef _ticketvault ticketvault; fi
)",
        cases);
}

std::string fish_script(const std::vector<Node>& nodes)
{
    std::string out = R"(# ticketvault completion for fish
function __ticketvault_at
    set -l typed
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; or set -a typed $word
    end
    set -l wanted (string split -n ' ' -- "$argv[1]")
    test (count $typed) -ge (count $wanted); or return 1
    test "$argv[2]" = exact; and test (count $typed) -ne (count $wanted); and return 1
    test (count $wanted) -eq 0; or test "$typed[1..(count $wanted)]" = "$wanted"
end
complete -c ticketvault -f
)";
    for (const auto& node : nodes) {
        for (const CLI::App* command : node.commands)
            out += fmt::format(
                "complete -c ticketvault -n '__ticketvault_at \"{}\" exact' -a {} -d {}\n",
                node.path, command->get_name(), shell_quoted(command->get_description()));
        if (node.commands.empty() && !node.path.empty())
            for (const CLI::Option* option : node.options)
                out += fmt::format(
                    "complete -c ticketvault -n '__ticketvault_at \"{}\"' -l {}{} -d {}\n",
                    node.path, option->get_lnames().front(),
                    takes_path(*option)               ? " -r -F"
                    : option->get_expected_max() != 0 ? " -x"
                                                      : "",
                    shell_quoted(option->get_description()));
    }
    return out;
}

} // namespace

std::string completion_script(const CLI::App& root, std::string_view shell)
{
    std::vector<Node> nodes;
    collect(root, "", nodes);
    if (shell == "bash")
        return bash_script(nodes);
    return shell == "zsh" ? zsh_script(nodes) : fish_script(nodes);
}

} // namespace cli
