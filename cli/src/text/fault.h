#pragma once

#include "text/exit_code.h"
#include "vault/error.h"

#include <expected>
#include <string>
#include <string_view>

namespace cli {

struct Context;

// Why a command could not do its work: one sentence for a person and the code to end with. The sentence never holds input or secrets;
// what a server said in it and in the type is escaped already.
struct Fault {
    ExitCode code = ExitCode::failed;
    std::string sentence;
    int http_status = 0; // of the answer that refused; 0 when there was none
    std::string type{}; // of the problem in that answer, without its urn; empty when there was none
};

template <class T>
using Answer = std::expected<T, Fault>;

[[nodiscard]] inline std::unexpected<Fault> fault(ExitCode code, std::string sentence)
{
    return std::unexpected<Fault>{Fault{code, std::move(sentence)}};
}

// What to do about such an error; empty where the error says it all.
[[nodiscard]] std::string_view advice_about(vault::ErrorCode code);

// The vault's error with what to do about it.
[[nodiscard]] Fault to_fault(const vault::Error& error);

// The same for a file with a secret that a person keeps apart from the folders: `where` names the option, or the words, it was given with.
[[nodiscard]] Fault to_secret_file_fault(const vault::Error& error, std::string_view where);

// One line on the error stream, and the exit code: words for a person, with --json the object
// {"error":…,"exit_code":…} and, where a server refused, its "status" and problem "type".
void complain(Context& context, const Fault& fault);
void complain(Context& context, ExitCode code, std::string_view sentence);

} // namespace cli
