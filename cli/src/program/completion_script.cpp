#include "program/completion_script.h"

#include "options/option_values.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace cli {

namespace {

struct Node {
    std::string path; // "ticket submit"; empty for the root
    std::vector<const CLI::App*> commands;
    std::vector<const CLI::Option*> options;
    std::vector<const CLI::Option*> arguments; // by place
};

void collect(const CLI::App& command, const std::string& path, std::vector<Node>& nodes)
{
    Node node{path,
        command.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); }), {},
        {}};
    for (const CLI::Option* option : command.get_options({}))
        if (!option->get_group().empty())
            (is_positional(*option) ? node.arguments : node.options).push_back(option);
    nodes.push_back(node);
    for (const CLI::App* child : node.commands)
        collect(*child, path.empty() ? child->get_name() : path + " " + child->get_name(), nodes);
}

bool takes_path(const CLI::Option& option)
{
    constexpr std::array<std::string_view, 7> names{
        "FILE", "DIR", "PATH", "FOLDER", "BACKUP", "OLDER", "NEWER"};
    const std::string name = is_positional(option) ? option.get_name(true) : value_name(option);
    return std::ranges::find(names, name) != names.end();
}

// What an option's value can be: a closed list, or for events the beginnings, of which each stands for all that begin so.
std::vector<std::string> words_for(const CLI::Option& option)
{
    if (value_name(option) == "EVENT")
        return {event_families.begin(), event_families.end()};
    return choices_of(option);
}

std::string sh_quoted(std::string_view text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + "'";
}

std::string fish_quoted(std::string_view text)
{
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "'";
}

std::vector<std::string> words_of(const Node& node)
{
    std::vector<std::string> words;
    for (const CLI::App* command : node.commands)
        words.push_back(command->get_name());
    for (const CLI::Option* option : node.options)
        for (const std::string& name : option->get_lnames())
            words.push_back("--" + name);
    return words;
}

// The variables that bash and zsh keep of a command: its options that take paths (files), words (closed) or another value (valued), each with
// a space on both sides; and what each argument is by its place (arguments), "..." when the last may be repeated.
std::string facts_of(const Node& node)
{
    std::string files = " ";
    std::string closed = " ";
    std::string valued = " ";
    std::string arguments;
    for (const CLI::Option* option : node.options) {
        if (option->get_expected_max() == 0)
            continue;
        std::vector<std::string> names;
        for (const std::string& name : option->get_lnames())
            names.push_back("--" + name);
        for (const std::string& name : option->get_snames())
            names.push_back("-" + name);
        for (const std::string& name : names) {
            if (takes_path(*option))
                files += name + " ";
            else if (const auto words = words_for(*option); !words.empty())
                closed += fmt::format("{}={} ", name, fmt::join(words, ","));
            else
                valued += name + " ";
        }
    }
    for (const CLI::Option* argument : node.arguments) {
        const auto words = words_for(*argument);
        arguments += takes_path(*argument) ? "FILE "
                     : words.empty()       ? "- "
                                           : fmt::format("{} ", fmt::join(words, ","));
        if (argument->get_expected_max() > 1)
            arguments += "... ";
    }
    return fmt::format("files={} closed={} valued={} arguments={}", sh_quoted(files),
        sh_quoted(closed), sh_quoted(valued), sh_quoted(arguments));
}

// What both shells do: walk the line from the left, step into commands, and stand at a value of an option, at the n-th argument, or at neither.
// `kind` is then FILE, a list, or "-".
constexpr std::string_view walk = R"(
        if [[ -n "$expecting" ]]; then expecting=; continue; fi
        case "$word" in
            -*) if [[ "$files$valued" == *" $word "* || "$closed" == *" $word="* ]]; then expecting="$word"; fi; continue ;;
        esac
        if _ticketvault_facts "${path_:+$path_ }$word"; then path_="${path_:+$path_ }$word" count=0; else count=$((count + 1)); fi
    done
    kind=-
    if [[ -n "$expecting" ]]; then
        if [[ "$files" == *" $expecting "* ]]; then kind=FILE; fi
        if [[ "$closed" == *" $expecting="* ]]; then kind="${closed#* $expecting=}" kind="${kind%% *}"; fi
    else
        rest="$arguments" n=0 last=-
        while [[ -n "$rest" ]]; do
            word="${rest%% *}" rest="${rest#* }"
            if [[ "$word" == ... ]]; then kind="$last"; break; fi
            if (( n == count )); then kind="$word"; break; fi
            last="$word" n=$((n + 1))
        done
    fi
)";

std::string bash_script(const std::vector<Node>& nodes)
{
    std::string cases;
    for (const auto& node : nodes)
        cases += fmt::format("        {}) words={} {} ;;\n", sh_quoted(node.path),
            sh_quoted(fmt::format("{}", fmt::join(words_of(node), " "))), facts_of(node));
    return fmt::format(R"(# ticketvault completion for bash
_ticketvault_facts()
{{
    case "$1" in
{}        *) return 1 ;;
    esac
}}
_ticketvault()
{{
    local current="${{COMP_WORDS[COMP_CWORD]}}" path_= words files closed valued arguments word expecting= kind rest last n count=0
    COMPREPLY=()
    _ticketvault_facts ''
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do{}
    if [[ "$kind" == FILE && ( -n "$expecting" || "$current" != -* ) ]]; then
        compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current"); return
    fi
    if [[ "$kind" != - && "$kind" != FILE ]]; then words="${{kind//,/ }}"
    elif [[ -n "$expecting" ]]; then return; fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}}
complete -F _ticketvault ticketvault
)",
        cases, walk);
}

// The text of a description may hold colons; only its name may not.
std::string zsh_script(const std::vector<Node>& nodes)
{
    std::string cases;
    for (const auto& node : nodes) {
        std::string rows;
        const auto add = [&](const std::string& name, const std::string& text) {
            rows += fmt::format(" {}", sh_quoted(fmt::format("{}:{}", name, text)));
        };
        for (const CLI::App* command : node.commands)
            add(command->get_name(), command->get_description());
        for (const CLI::Option* option : node.options)
            for (const std::string& name : option->get_lnames())
                add("--" + name, option->get_description());
        cases += fmt::format(
            "        {}) entries=({} ) {} ;;\n", sh_quoted(node.path), rows, facts_of(node));
    }
    return fmt::format(R"(#compdef ticketvault
# ticketvault completion for zsh
_ticketvault_facts()
{{
    case "$1" in
{}        *) return 1 ;;
    esac
}}
_ticketvault()
{{
    local path_= files closed valued arguments word expecting= kind rest last n count=0
    local -a entries
    _ticketvault_facts ''
    for word in "${{(@)words[2,CURRENT-1]}}"; do{}
    if [[ "$kind" == FILE && ( -n "$expecting" || "$words[CURRENT]" != -* ) ]]; then _files
    elif [[ "$kind" != - && "$kind" != FILE ]]; then compadd -- "${{(@s:,:)kind}}"
    elif [[ -z "$expecting" ]]; then _describe ticketvault entries
    fi
}}
if [[ "$funcstack[1]" == _ticketvault ]]; then _ticketvault "$@"; else compdef _ticketvault ticketvault; fi
)",
        cases, walk);
}

// What follows -l NAME or the condition: files, words, another value, or nothing.
std::string fish_value(const CLI::Option& option)
{
    if (takes_path(option))
        return " -r -F";
    if (const auto words = words_for(option); !words.empty())
        return " -x -a " + fish_quoted(fmt::format("{}", fmt::join(words, " ")));
    return option.get_expected_max() != 0 ? " -x" : "";
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
    set -l depth (count $wanted)
    test (count $typed) -ge $depth; or return 1
    test "$argv[2]" = exact; and test (count $typed) -ne $depth; and return 1
    test $depth -eq 0; or test "$typed[1..$depth]" = "$wanted"
end
complete -c ticketvault -f
)";
    for (const auto& node : nodes) {
        for (const CLI::App* command : node.commands)
            out += fmt::format(
                "complete -c ticketvault -n '__ticketvault_at \"{}\" exact' -a {} -d {}\n",
                node.path, command->get_name(), fish_quoted(command->get_description()));
        if (!node.commands.empty() || node.path.empty())
            continue;
        const std::string there =
            fmt::format("complete -c ticketvault -n '__ticketvault_at \"{}\"'", node.path);
        for (const CLI::Option* option : node.options)
            for (const std::string& name : option->get_lnames())
                out += fmt::format("{} -l {}{} -d {}\n", there, name, fish_value(*option),
                    fish_quoted(option->get_description()));
        for (const CLI::Option* argument : node.arguments)
            if (takes_path(*argument))
                out += there + " -F\n";
            else if (const auto words = choices_of(*argument); !words.empty())
                out += fmt::format(
                    "{} -a {}\n", there, fish_quoted(fmt::format("{}", fmt::join(words, " "))));
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
