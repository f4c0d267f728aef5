#include "log/log.h"

#include <algorithm>
#include <unistd.h>
#include <utility>

namespace server::log {

namespace {

bool is_numeric_address(std::string_view text)
{
    return !text.empty() && text.size() <= 45 && std::ranges::all_of(text, [](char letter) {
        return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f') ||
               (letter >= 'A' && letter <= 'F') || letter == '.' || letter == ':';
    });
}

// Values are literals, ids and addresses, so of JSON's escapes the quote and the backslash are enough.
void append_quoted(std::string& line, std::string_view text)
{
    line += '"';
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            line += '\\';
        }
        line += letter;
    }
    line += '"';
}

std::string json_line(std::string_view time, Level level, std::string_view event,
    std::span<const Field> fields, bool addresses)
{
    std::string line = "{\"time\":\"";
    line.append(time).append("\",\"level\":\"").append(to_string(level)).append("\",\"event\":");
    append_quoted(line, event);
    for (const Field& field : fields) {
        if (field.is_address() && !addresses) {
            continue;
        }
        line += ',';
        append_quoted(line, field.name());
        line += ':';
        if (field.quoted()) {
            append_quoted(line, field.value());
        } else {
            line += field.value();
        }
    }
    line += "}\n";
    return line;
}

std::string text_line(std::string_view time, Level level, std::string_view event,
    std::span<const Field> fields, bool addresses)
{
    std::string line{time};
    line.append(" ").append(to_string(level)).append(": ").append(event);
    for (const Field& field : fields) {
        if (field.is_address() && !addresses) {
            continue;
        }
        line.append(" ").append(field.name()).append("=");
        if (field.value().find(' ') != std::string::npos) {
            append_quoted(line, field.value());
        } else {
            line += field.value();
        }
    }
    line += '\n';
    return line;
}

} // namespace

std::string_view to_string(Level level) noexcept
{
    constexpr std::string_view words[] = {"debug", "info", "warning", "error"};
    return words[static_cast<std::size_t>(level)];
}

Field::Field(http::Literal name, Address value)
    : name_{name}, value_{is_numeric_address(value.text) ? value.text : "invalid"}, quoted_{true},
      address_{true}
{
}

void write_to_stderr(std::string_view line)
{
    // A log that cannot be written must not stop the service, and there is nowhere to tell it.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

Log::Log(Options options, const vault::Clock& clock, Sink sink)
    : options_{options}, clock_{clock}, sink_{std::move(sink)}
{
}

void Log::write(Level level, http::Literal event, std::initializer_list<Field> fields)
{
    if (level < options_.level) {
        return;
    }
    const std::string time = vault::to_rfc3339(clock_.now());
    const std::span<const Field> all{fields.begin(), fields.size()};
    const std::string line = options_.format == Format::json
                                 ? json_line(time, level, event.text(), all, options_.addresses)
                                 : text_line(time, level, event.text(), all, options_.addresses);
    const std::lock_guard lock{mutex_};
    sink_(line);
}

} // namespace server::log
