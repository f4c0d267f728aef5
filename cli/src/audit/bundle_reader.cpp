#include "audit/bundle_reader.h"

#include "audit/file_kind.h"
#include "terminal/line_reader.h"

#include <algorithm>
#include <string>

namespace cli {

namespace {

// Enough of them to tell what the file is.
std::string first_lines(LineReader& lines, const std::string& first)
{
    constexpr int lines_told = 3; // a checkpoint's
    std::string text = first;
    std::string line;
    for (int i = 1; i < lines_told && lines.next(line) == LineReader::Step::line; ++i)
        text += '\n' + line;
    return text;
}

} // namespace

Answer<vault::AuditVerdict> read_bundle(
    std::istream& in, const vault::VerifierKey& key, const vault::VerifyProgress& progress)
{
    constexpr std::size_t line_bytes_max = 1024 * 1024; // far above an entry's bounds
    vault::BundleVerifier verifier{key};
    LineReader lines{in, line_bytes_max};
    std::string line;
    std::uint64_t done = 0;
    auto step = lines.next(line);
    if (step != LineReader::Step::unreadable && line != bundle_title)
        return fault(
            ExitCode::bad_proof, not_what_was_asked("an exported log", first_lines(lines, line)));
    bool is_signed = false;
    const auto take = [&] {
        is_signed = line.starts_with(bundle_signed);
        return verifier.line(line);
    };
    for (; step == LineReader::Step::line && !lines.is_open() && take(); step = lines.next(line))
        if (progress)
            progress(std::min(done++, verifier.entries_announced()), verifier.entries_announced());
    // What lacks the end of its last line was cut, if only by a byte. Behind the signature nothing may stand, a line or less than one.
    if (step == LineReader::Step::line && lines.is_open() && is_signed)
        static_cast<void>(verifier.line(line));
    if (step == LineReader::Step::unreadable)
        return fault(ExitCode::failed, "the bundle could not be read to its end");
    if (step == LineReader::Step::too_long)
        static_cast<void>(verifier.line(line)); // no line of the grammar: the verdict says so
    return verifier.finish();
}

} // namespace cli
