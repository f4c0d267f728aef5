#include "commands.h"

#include "context.h"
#include "options/command.h"
#include "options/command_help.h"
#include "program/completion_script.h"
#include "text/json_text.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>

namespace cli {

void add_completion_command(Command root, Context& context)
{
    const Command command =
        root.add_subcommand("completion", "Print a completion script for a shell");
    const auto shell = std::make_shared<std::string>();
    command.add_option("SHELL", *shell, "bash, zsh or fish")
        .required()
        .one_of({"bash", "zsh", "fish"});
    describe(command,
        {"The script is made from the commands of this program, so it always fits.",
            {{"Complete in this bash session",
                 "completion bash > ~/.local/share/bash-completion/completions/ticketvault"},
                {"For fish", "completion fish > ~/.config/fish/completions/ticketvault.fish"}},
            {}});
    command.callback([root, &context, shell] {
        const std::string script = completion_script(root.app(), *shell);
        if (context.json)
            print_json(context, {{"shell", *shell}, {"script", script}});
        else
            context.out << script;
    });
}

} // namespace cli
