#include "program/command_line.h"
#include "terminal/descriptor_input.h"
#include "text/fault.h"
#include "vault/standard_descriptors.h"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <istream>
#include <poll.h>
#include <string_view>
#include <unistd.h>

namespace {

std::string_view environment(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

std::filesystem::path config_folder()
{
    if (const auto base = environment("XDG_CONFIG_HOME"); base.starts_with('/'))
        return std::filesystem::path{base} / "ticketvault";
    if (const auto home = environment("HOME"); home.starts_with('/'))
        return std::filesystem::path{home} / ".config" / "ticketvault";
    return {};
}

// `head` has read enough and closed the pipe: that is nobody's fault and no reason for words.
bool reader_went_away()
{
    pollfd out{STDOUT_FILENO, POLLOUT, 0};
    return ::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

} // namespace

int main(int argc, char* argv[])
{
    // A reader that went away ends the program through the stream's state, not by a signal in the middle of a request.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    vault::hold_standard_descriptors();

    vault::SystemClock clock;
    vault::SystemRandom random;
    vault::SystemFiles files;
    cli::DescriptorInput input{STDIN_FILENO};
    std::istream in{&input};
    in.tie(&std::cout); // whoever waits for an answer before the next line gets it
    cli::Context context{in, std::cout, std::cerr, {clock, random, files}};
    context.in_is_terminal = ::isatty(STDIN_FILENO) == 1;
    context.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
    context.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
    context.colour =
        context.out_is_terminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
    context.config_folder = config_folder();
    const cli::ExitCode code = cli::run_command_line({argv + 1, argv + argc}, context);
    if (!std::cout && !reader_went_away())
        cli::complain(context, code, "standard output could not be written");
    return cli::number(code);
}
