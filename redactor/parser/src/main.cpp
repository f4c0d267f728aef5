// ticketvault-parser: opens one hostile document for a service that gave it a socket as descriptor 0, then ends.
//
// It holds no key, no rule and no file, and is started with an empty environment; what it says is believed by nobody.
#include "archive_file.h"
#include "open_pdf.h"
#include "sandbox.h"
#include "service_link.h"
#include "walk.h"

#include <exception>
#include <string_view>

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace {

constexpr int exit_usage = 2;
constexpr int exit_no_sandbox = 4;
constexpr int exit_out_of_memory = 5;
constexpr int exit_no_locale = 6;

// Before there is a sandbox, and only to a person: a service gives no arguments.
int explain(std::string_view argument)
{
    const bool asked = argument == "--help";
    constexpr std::string_view text =
        "ticketvault-parser is started by ticketvaultd and ticketvault, once for each document, "
        "and takes no options.\n";
    const int output = asked ? STDOUT_FILENO : STDERR_FILENO;
    const bool said =
        ::write(output, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    return asked && said ? 0 : exit_usage;
}

} // namespace

int main(int argc, char** argv)
{
    using namespace redactor;
    if (argc > 1) {
        return explain(argv[1]);
    }
    // With its service gone there is nobody to parse for.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    parser::prepare_pdf();
    if (!parser::prepare_archives()) {
        return exit_no_locale;
    }
    if (!parser::enter_sandbox()) {
        return exit_no_sandbox;
    }
    try {
        parser::ServiceLink service(STDIN_FILENO);
        const DocumentMessage document = service.receive_document();
        parser::Walk walk(service, document.limits, document.bytes.size());
        parser::Rewritten rewritten = walk.open({}, document.bytes);
        service.send_done({document.rewrite ? std::move(rewritten) : std::nullopt});
    } catch (const std::exception&) {
        ::_exit(exit_out_of_memory);
    }
    // Without destructors and exit handlers of libraries: the answer is out.
    ::_exit(0);
}
