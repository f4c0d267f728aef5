#include "terminal/prompts.h"

#include "terminal/text_file.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <istream>
#include <optional>
#include <ostream>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace cli {

namespace {

// The process's terminal with echo off, put back at the end, also when a signal asks the program to stop: signals wait until then.
class SilentTerminal {
public:
    SilentTerminal() : file_{::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)}
    {
        if (file_ < 0 || ::tcgetattr(file_, &before_) != 0)
            return;
        sigset_t wait;
        sigemptyset(&wait);
        for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP})
            sigaddset(&wait, number);
        ::sigprocmask(SIG_BLOCK, &wait, &mask_);
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silent.c_lflag |= ECHONL | ICANON;
        // Ctrl-C and Ctrl-Z arrive as characters while signals are held back; Ctrl-C ends the line, or nobody would see it before Enter.
        silent.c_lflag &= ~static_cast<tcflag_t>(ISIG);
        silent.c_cc[VEOL] = before_.c_cc[VINTR];
        ready_ = ::tcsetattr(file_, TCSAFLUSH, &silent) == 0;
    }
    ~SilentTerminal()
    {
        if (ready_) {
            ::tcsetattr(file_, TCSAFLUSH, &before_);
            ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
        }
        if (file_ >= 0)
            ::close(file_);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;

    [[nodiscard]] bool ready() const noexcept { return ready_; }

    Answer<vault::Secret> read_line(std::string_view prompt, std::string_view what) const
    {
        // The kernel's own limit for a line and its end; it drops the rest.
        constexpr std::size_t bytes_max = 4096;
        constexpr std::byte ctrl_c{3};
        static_cast<void>(!::write(file_, prompt.data(), prompt.size()));
        vault::Secret buffer{bytes_max};
        const ssize_t got = ::read(file_, buffer.mutable_bytes().data(), bytes_max);
        std::size_t size = got > 0 ? static_cast<std::size_t>(got) : 0;
        for (std::size_t i = 0; i < size; ++i)
            if (buffer.reveal()[i] == ctrl_c)
                return fault(ExitCode::failed, "interrupted");
        if (size > 0 && buffer.reveal()[size - 1] == std::byte{'\n'})
            --size;
        if (size == 0)
            return fault(ExitCode::failed, fmt::format("{} is empty", what));
        if (size + 1 >= bytes_max)
            return fault(ExitCode::usage,
                fmt::format("{} is longer than a terminal takes; give it in a file", what));
        return vault::Secret::copy_of(buffer.reveal().first(size));
    }

    // Whether more was pasted, with or without another line end. Of what arrives in pieces, those that are here.
    [[nodiscard]] bool more_waits() const
    {
        termios raw{};
        if (::tcgetattr(file_, &raw) != 0)
            return false;
        raw.c_lflag &= ~static_cast<tcflag_t>(ICANON); // else only whole lines are counted
        int bytes = 0;
        return ::tcsetattr(file_, TCSANOW, &raw) == 0 && ::ioctl(file_, FIONREAD, &bytes) == 0 &&
               bytes > 0;
    }

private:
    int file_;
    bool ready_ = false;
    termios before_{};
    sigset_t mask_{};
};

std::string no_terminal(std::string_view what, std::string_view option)
{
    return fmt::format(
        "there is no terminal to ask for {}; give {} FILE ('-' for standard input)", what, option);
}

std::string prompt_for(std::string_view what)
{
    std::string prompt{what.starts_with("the ") ? what.substr(4) : what};
    prompt[0] =
        static_cast<char>(prompt[0] >= 'a' && prompt[0] <= 'z' ? prompt[0] - 32 : prompt[0]);
    return prompt;
}

enum class Asked : std::uint8_t { once, twice, whole };

Answer<vault::Secret> ask(
    const Context& context, std::string_view what, std::string_view option, Asked asked)
{
    std::optional<SilentTerminal> shown;
    if (context.err_is_terminal)
        shown.emplace();
    if (!shown || !shown->ready())
        return fault(ExitCode::usage, no_terminal(what, option));
    const SilentTerminal& terminal = *shown;
    auto first = terminal.read_line(prompt_for(what) + ": ", what);
    if (first && asked == Asked::whole && terminal.more_waits())
        return fault(ExitCode::usage,
            fmt::format("{} has more than one line; give it with {} FILE", what, option));
    if (!first || asked != Asked::twice)
        return first;
    const auto second = terminal.read_line("The same again: ", what);
    if (!second)
        return fault(second.error().code, second.error().sentence);
    if (!vault::same_bytes(first->reveal(), second->reveal()))
        return fault(ExitCode::failed, "the two do not match");
    return first;
}

} // namespace

Answer<vault::Secret> obtain_secret(
    Context& context, const std::string& file, std::string_view what, std::string_view option)
{
    return file.empty() ? ask(context, what, option, Asked::once)
                        : read_secret_file(context, file, what);
}

Answer<vault::Secret> obtain_new_secret(
    Context& context, const std::string& file, std::string_view what, std::string_view option)
{
    return file.empty() ? ask(context, what, option, Asked::twice)
                        : read_secret_file(context, file, what);
}

Answer<vault::Secret> obtain_value(Context& context, const std::string& file, std::string_view what,
    std::string_view option, std::size_t bytes_max)
{
    return file.empty() ? ask(context, what, option, Asked::whole)
                        : read_whole_secret(context, file, what, bytes_max);
}

Answer<std::string> ask_line(Context& context, std::string_view question, std::string_view option)
{
    if (!context.in_is_terminal || !context.err_is_terminal)
        return fault(
            ExitCode::usage, fmt::format("there is no terminal to ask on; give {}", option));
    context.err << question << ": " << std::flush;
    std::string line;
    if (!std::getline(context.in, line) || line.empty())
        return fault(ExitCode::failed, "nothing was typed");
    return line;
}

bool ask_yes(Context& context, std::string_view question)
{
    if (!context.in_is_terminal || !context.err_is_terminal)
        return false;
    context.err << question << " (yes/no) " << std::flush;
    std::string line;
    return static_cast<bool>(std::getline(context.in, line)) && line == "yes";
}

} // namespace cli
