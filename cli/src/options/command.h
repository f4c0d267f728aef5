#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace cli {

// What the commands use of CLI11 to say what they take. It stands behind two handles, so that CLI11, which is all headers, is compiled in a few
// files and not again with every command. Copies of a handle mean the same thing; it lives as long as the tree of commands. One thread.

// An option, flag or argument of a command. Each call gives the same one back, so that calls can follow one another.
class Option {
public:
    explicit Option(CLI::Option* option) noexcept : option_{option} {}

    // What stands for its value in the help: "FILE".
    const Option& type_name(const std::string& name) const;
    const Option& required(bool needed = true) const;
    // A usage error where both are given.
    const Option& excludes(Option other) const;
    // Only these words, which help and completions show.
    const Option& one_of(const std::vector<std::string>& words) const;
    // Only these numbers, both ends included.
    const Option& between(std::uint64_t least, std::uint64_t most) const;
    // Only what `good` accepts. `kind` tells option_values.h what the value is of ("tkt_"); may be empty.
    const Option& check(
        std::function<bool(const std::string&)> good, const std::string& kind = {}) const;
    // One that may be given again takes one value each time, not every word that follows.
    const Option& one_value() const;
    // Its values stand in one word, with this between them.
    const Option& separated_by(char separator) const;
    // In the line that was parsed, with any value.
    [[nodiscard]] bool given() const;

private:
    CLI::Option* option_;
};

// A command, or a resource that has commands. `name` of an option: "-o,--output", "--user"; without a dash it is an argument, by its place.
// What they write to must live until the command has run.
class Command {
public:
    explicit Command(CLI::App& app) noexcept : app_{&app} {}

    [[nodiscard]] Command add_subcommand(
        const std::string& name, const std::string& description) const;
    Option add_option(
        const std::string& name, std::string& target, const std::string& description) const;
    Option add_option(const std::string& name, std::vector<std::string>& target,
        const std::string& description) const;
    Option add_option(
        const std::string& name, std::uint16_t& target, const std::string& description) const;
    Option add_option(
        const std::string& name, std::uint64_t& target, const std::string& description) const;
    Option add_option(const std::string& name, std::optional<std::uint64_t>& target,
        const std::string& description) const;
    // `take` gets the text that check() let pass.
    Option add_option(const std::string& name, const std::function<void(const std::string&)>& take,
        const std::string& description) const;
    Option add_flag(const std::string& name, bool& target, const std::string& description) const;

    // Runs when it was chosen.
    void callback(std::function<void()> action) const;
    // It does something by itself, too; otherwise one of its commands must follow.
    void subcommand_optional() const;
    [[nodiscard]] bool subcommand_given() const;
    // Left out of help and completions.
    const Command& hidden() const;
    // What the help says below the options.
    void footer(const std::string& text) const;

    [[nodiscard]] bool has_option(const std::string& name) const;
    // How often an option or argument of this command was given this value.
    [[nodiscard]] std::size_t times_given(std::string_view value) const;

    // For what reads the whole tree: help, manual, completions.
    [[nodiscard]] CLI::App& app() const noexcept { return *app_; }

private:
    CLI::App* app_;
};

} // namespace cli
