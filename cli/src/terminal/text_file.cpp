#include "terminal/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <istream>
#include <span>

namespace cli {

namespace {

constexpr std::size_t secret_line_bytes_max = 4096;

// The operating system's words for errno, which hold no input.
std::string because(std::string_view what, std::string_view act)
{
    return fmt::format("{} could not be {}: {}", what, act, std::strerror(errno));
}

// Not opened for "-". Unbuffered: no copy is left behind.
Answer<std::ifstream> open_unbuffered(const std::string& path, std::string_view what)
{
    std::ifstream file;
    if (path == "-")
        return file;
    errno = 0;
    file.rdbuf()->pubsetbuf(nullptr, 0);
    file.open(path, std::ios::binary);
    if (!file)
        return fault(ExitCode::failed, because(what, "opened"));
    return file;
}

// One line byte by byte, so that no buffer of ours keeps the rest.
Answer<vault::Secret> read_line(std::istream& in, std::string_view what)
{
    vault::Secret buffer{secret_line_bytes_max};
    std::size_t size = 0;
    for (int c = in.get(); c != std::istream::traits_type::eof() && c != '\n'; c = in.get()) {
        if (size == secret_line_bytes_max)
            return fault(ExitCode::failed,
                fmt::format("{} is longer than {} bytes", what, secret_line_bytes_max));
        buffer.mutable_bytes()[size++] = static_cast<std::byte>(c);
    }
    if (in.bad())
        return fault(ExitCode::failed, fmt::format("{} could not be read", what));
    if (size > 0 && buffer.reveal()[size - 1] == std::byte{'\r'})
        --size;
    if (size == 0)
        return fault(ExitCode::failed, fmt::format("{} is empty", what));
    return vault::Secret::copy_of(buffer.reveal().first(size));
}

} // namespace

Answer<std::string> read_text_start(
    Context& context, const std::string& path, std::string_view what, std::size_t bytes_max)
{
    std::ifstream file;
    if (path != "-") {
        errno = 0;
        std::error_code ignored;
        if (std::filesystem::is_directory(path, ignored))
            return fault(ExitCode::failed, fmt::format("{} is a folder, not a file", what));
        file.open(path, std::ios::binary);
        if (!file)
            return fault(ExitCode::failed, because(what, "opened"));
    }
    std::istream& in = path == "-" ? context.in : file;
    std::string text;
    std::array<char, 65536> chunk{};
    while (text.size() < bytes_max && (in.read(chunk.data(), chunk.size()) || in.gcount() > 0))
        text.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
    vault::wipe(std::as_writable_bytes(std::span{chunk}));
    if (in.bad())
        return fault(ExitCode::failed, fmt::format("{} could not be read to its end", what));
    text.resize(std::min(text.size(), bytes_max));
    return text;
}

Answer<std::string> read_text_file(
    Context& context, const std::string& path, std::string_view what, std::size_t bytes_max)
{
    auto text = read_text_start(context, path, what, bytes_max + 1);
    if (text && text->size() > bytes_max)
        return fault(ExitCode::failed, fmt::format("{} is longer than {} bytes", what, bytes_max));
    return text;
}

Answer<vault::Secret> read_whole_secret(
    Context& context, const std::string& path, std::string_view what, std::size_t bytes_max)
{
    auto file = open_unbuffered(path, what);
    if (!file)
        return std::unexpected{file.error()};
    std::istream& in = path == "-" ? context.in : *file;
    constexpr std::size_t line_end_bytes_max = 2;
    vault::Secret buffer{bytes_max + line_end_bytes_max};
    std::size_t size = 0;
    int c = in.get();
    for (; c != std::istream::traits_type::eof() && size < buffer.size(); c = in.get())
        buffer.mutable_bytes()[size++] = static_cast<std::byte>(c);
    if (in.bad())
        return fault(ExitCode::failed, fmt::format("{} could not be read", what));
    const auto ends_with = [&](char last) {
        return size > 0 && buffer.reveal()[size - 1] == static_cast<std::byte>(last);
    };
    if (ends_with('\n')) {
        --size;
        if (ends_with('\r'))
            --size;
    }
    if (size > bytes_max || c != std::istream::traits_type::eof())
        return fault(ExitCode::failed, fmt::format("{} is longer than {} bytes", what, bytes_max));
    if (size == 0)
        return fault(ExitCode::failed, fmt::format("{} is empty", what));
    return vault::Secret::copy_of(buffer.reveal().first(size));
}

Answer<vault::Secret> read_secret_file(
    Context& context, const std::string& path, std::string_view what)
{
    auto lines = read_secret_and_note(context, path, what, Stdin::shared);
    if (!lines)
        return std::unexpected{lines.error()};
    return std::move(lines->secret);
}

Answer<SecretAndNote> read_secret_and_note(
    Context& context, const std::string& path, std::string_view what, Stdin input)
{
    auto file = open_unbuffered(path, what);
    if (!file)
        return std::unexpected{file.error()};
    std::istream& in = path == "-" ? context.in : *file;
    auto secret = read_line(in, what);
    if (!secret)
        return std::unexpected{secret.error()};
    SecretAndNote lines{std::move(*secret), ""};
    if (path == "-" && input == Stdin::shared)
        return lines;
    for (int c = in.get(); c != std::istream::traits_type::eof() && c != '\n' &&
                           lines.note.size() <= secret_line_bytes_max;
        c = in.get())
        lines.note += static_cast<char>(c);
    while (lines.note.ends_with('\r') || lines.note.ends_with(' '))
        lines.note.pop_back();
    return lines;
}

} // namespace cli
