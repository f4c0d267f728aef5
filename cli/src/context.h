#pragma once

#include "text/exit_code.h"
#include "vault/world.h"

#include <filesystem>
#include <iosfwd>
#include <string_view>

namespace cli {

// What a command sees of the world outside its options. Streams are injected so that tests run commands in-process.
//
// Data goes to `out`, words for people to `err`. With `json` a command writes exactly one JSON document to `out` (scan's ndjson
// and other explicit formats aside). A command sets `exit_code`; it never calls exit().
// Threads: used from the main thread only.
struct Context {
    Context(std::istream& input, std::ostream& output, std::ostream& errors, vault::World outside)
        : in{input}, out{output}, err{errors}, world{outside}
    {
    }

    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    // Clock, random source and file gate for the commands that open a vault themselves.
    vault::World world;

    // Set by --json, which every command has (command_line.cpp adds it where a command did not).
    bool json = false;
    ExitCode exit_code = ExitCode::ok;

    // Whether a person watches: prompts, progress, colour and relative times depend on these. False in tests.
    bool in_is_terminal = false;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
    // out is a terminal, TERM is not "dumb" and NO_COLOR is not set.
    bool colour = false;

    // $XDG_CONFIG_HOME/ticketvault, else ~/.config/ticketvault; empty when the environment names neither. Not made until needed.
    std::filesystem::path config_folder;
};

} // namespace cli
