#include "bench_texts.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

namespace redactor_bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t sample_bytes = std::size_t{16} << 20;
constexpr std::size_t file_bytes_max = std::size_t{1} << 20;

class Random {
public:
    std::size_t below(std::size_t bound)
    {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>(state_ >> 33U) % bound;
    }

private:
    std::uint64_t state_ = 42;
};

constexpr std::string_view words[] = {"printer", "second", "room", "stopped", "after", "update",
    "shows", "message", "nobody", "understands", "customer", "order", "window", "again", "the",
    "with", "from", "key", "user", "session"};

std::string repeated(std::string_view piece, std::size_t bytes)
{
    std::string out;
    out.reserve(bytes + piece.size());
    while (out.size() < bytes) {
        out += piece;
    }
    return out;
}

void append_file(const fs::path& path, std::string& out)
{
    std::ifstream in(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    constexpr std::size_t looked_at_bytes = 4096;
    if (text.size() <= file_bytes_max &&
        std::string_view(text).substr(0, looked_at_bytes).find('\0') == std::string_view::npos) {
        out += text;
    }
}

Sample read_sample(const std::string& name, const fs::path& path, std::string_view extension)
{
    Sample sample{name, {}};
    std::error_code failed;
    if (!fs::is_directory(path, failed)) {
        append_file(path, sample.text);
        return sample;
    }
    for (fs::recursive_directory_iterator
             entry(path, fs::directory_options::skip_permission_denied, failed),
        end;
        !failed && entry != end && sample.text.size() < sample_bytes; entry.increment(failed)) {
        std::error_code unknown;
        if (entry->symlink_status(unknown).type() == fs::file_type::regular &&
            entry->path().extension() != ".gz" &&
            (extension.empty() || entry->path().extension() == extension)) {
            append_file(entry->path(), sample.text);
        }
    }
    return sample;
}

std::string har_file()
{
    Random random;
    std::string out = "{\"log\":{\"version\":\"1.2\",\"entries\":[\n";
    while (out.size() < sample_bytes) {
        out += fmt::format(
            "{{\"startedDateTime\":\"2026-03-02T10:11:12Z\",\"request\":{{\"method\":\"GET\","
            "\"url\":\"https://"
            "shop.test/v1/items/{}?page={}\",\"headers\":[{{\"name\":\"Accept\",\"value\":\"*/"
            "*\"}},{{\"name\":"
            "\"Cookie\",\"value\":\"theme=dark; "
            "sid={:016x}{:016x}\"}}]}},\"response\":{{\"status\":200,\"content\":"
            "{{\"mimeType\":\"application/json\",\"text\":\"",
            random.below(100'000), random.below(9), random.below(1U << 31U),
            random.below(1U << 31U));
        for (int i = 0; i < 60; ++i) {
            out += fmt::format("{{\\\"id\\\":{},\\\"name\\\":\\\"{} {}\\\"}},",
                random.below(1U << 30U), words[random.below(std::size(words))],
                words[random.below(std::size(words))]);
        }
        out += "\"}}},\n";
    }
    return out + "{}]}}\n";
}

} // namespace

std::string log_lines(std::size_t bytes)
{
    Random random;
    std::string out;
    while (out.size() < bytes) {
        out += fmt::format(
            "2026-03-{:02}T{:02}:{:02}:{:02}Z INFO svc[{}]: id={:08x} path=/v1/orders/{} "
            "status=200 ms={} user=u{} msg=\"",
            1 + random.below(28), random.below(24), random.below(60), random.below(60),
            random.below(9999), random.below(1U << 31U), random.below(99'999), random.below(900),
            random.below(500));
        for (int i = 0; i < 6; ++i) {
            out += words[random.below(std::size(words))];
            out += ' ';
        }
        out += "\"\n";
    }
    return out;
}

std::vector<Sample> read_samples(const std::vector<std::string>& paths)
{
    std::vector<Sample> out;
    for (const std::string& path : paths) {
        out.push_back(read_sample(path, path, {}));
    }
    return out;
}

std::vector<Sample> ordinary_texts()
{
    std::vector<Sample> out = {read_sample("documentation", "/usr/share/doc", {}),
        read_sample("C and C++ headers", "/usr/include", {}),
        read_sample("Python sources", "/usr/lib/python3", ".py"),
        read_sample("Python library", "/usr/lib/python3.11", ".py")};
    std::erase_if(out, [](const Sample& sample) { return sample.text.size() < 100'000; });
    out.push_back({"log", log_lines(sample_bytes)});
    out.push_back({"HAR", har_file()});
    return out;
}

std::vector<Sample> hostile_texts()
{
    std::string line = log_lines(100'000'000);
    std::replace(line.begin(), line.end(), '\n', ' ');
    std::vector<Sample> out;
    out.push_back({"one line of 100 MB", std::move(line)});
    const std::pair<std::string_view, std::string_view> floods[] = {
        {"near misses", "ghp_ AKIA sk_live_ xoxb- AIza glpat- npm_ eyJ ya29. "},
        {"labels", "password token secret key user pin "},
        {"labels in prose", "password is not the password and the token "},
        {"assignments", "password=$x;token=$y&key="},
        {"private key heads", "-----BEGIN RSA PRIVATE KEY-----\n"},
        {"base64 in base64", "oi8vOi8v6lyovlc2vjcmv0"},
        {"services", "asana algolia airtable stripe "},
        {"one identifier", "token_"},
        {"invalid UTF-8", "\xC3\xFFpasswort\xE5\x80 ist \xF0\x9F ende "},
        {"one endless value of labels", "password="},
        {"labels in escaped JSON", "%22password%22%3A%22"},
        {"labels of ideographs", "\xE5\xAF\x86\xE7\xA0\x81\xE6\x98\xAF"},
        {"cookies without an end", "cookie:sid=aB3dE6gH9"},
        {"heads of JSON Web Tokens", "eyJhbGciOiJIUzI1NiJ9-"},
        {"addresses", "a@b.cc:"},
        {"placeholders without an end", "[sealed:password:"},
        {"passwords", "DB_PASSWORD=Tundra77pine\nnothing of interest on this line here\n"},
    };
    for (const auto& [name, piece] : floods) {
        out.push_back({std::string(name), repeated(piece, sample_bytes / 4)});
    }
    return out;
}

} // namespace redactor_bench
