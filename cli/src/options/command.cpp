#include "options/command.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace cli {

const Option& Option::type_name(const std::string& name) const
{
    option_->type_name(name);
    return *this;
}

const Option& Option::required(bool needed) const
{
    option_->required(needed);
    return *this;
}

const Option& Option::excludes(Option other) const
{
    option_->excludes(other.option_);
    return *this;
}

const Option& Option::one_of(const std::vector<std::string>& words) const
{
    option_->check(CLI::IsMember(words));
    return *this;
}

const Option& Option::between(std::uint64_t least, std::uint64_t most) const
{
    option_->check(CLI::Range(least, most));
    return *this;
}

const Option& Option::check(
    std::function<bool(const std::string&)> good, const std::string& kind) const
{
    // The text of a validator's failure is never shown: usage_error.cpp says in our own words what is expected.
    option_->check(CLI::Validator{[good = std::move(good)](const std::string& text) {
                                      return good(text) ? std::string{}
                                                        : std::string{"not allowed"};
                                  },
        kind});
    return *this;
}

const Option& Option::one_value() const
{
    option_->allow_extra_args(false);
    return *this;
}

const Option& Option::separated_by(char separator) const
{
    option_->delimiter(separator);
    return *this;
}

bool Option::given() const { return option_->count() != 0; }

Command Command::add_subcommand(const std::string& name, const std::string& description) const
{
    return Command{*app_->add_subcommand(name, description)};
}

Option Command::add_option(
    const std::string& name, std::string& target, const std::string& description) const
{
    return Option{app_->add_option(name, target, description)};
}

Option Command::add_option(
    const std::string& name, std::vector<std::string>& target, const std::string& description) const
{
    return Option{app_->add_option(name, target, description)};
}

Option Command::add_option(
    const std::string& name, std::uint16_t& target, const std::string& description) const
{
    return Option{app_->add_option(name, target, description)};
}

Option Command::add_option(
    const std::string& name, std::uint64_t& target, const std::string& description) const
{
    return Option{app_->add_option(name, target, description)};
}

Option Command::add_option(const std::string& name, std::optional<std::uint64_t>& target,
    const std::string& description) const
{
    return Option{app_->add_option(name, target, description)};
}

Option Command::add_option(const std::string& name,
    const std::function<void(const std::string&)>& take, const std::string& description) const
{
    return Option{app_->add_option_function<std::string>(name, take, description)};
}

Option Command::add_flag(
    const std::string& name, bool& target, const std::string& description) const
{
    return Option{app_->add_flag(name, target, description)};
}

void Command::callback(std::function<void()> action) const { app_->callback(std::move(action)); }

void Command::subcommand_optional() const { app_->require_subcommand(0, 1); }

bool Command::subcommand_given() const { return !app_->get_subcommands().empty(); }

const Command& Command::hidden() const
{
    app_->group("");
    return *this;
}

void Command::footer(const std::string& text) const { app_->footer(text); }

bool Command::has_option(const std::string& name) const
{
    return app_->get_option_no_throw(name) != nullptr;
}

std::size_t Command::times_given(std::string_view value) const
{
    std::size_t times = 0;
    for (const CLI::Option* option : app_->get_options({}))
        times += static_cast<std::size_t>(std::ranges::count(option->results(), value));
    return times;
}

} // namespace cli
