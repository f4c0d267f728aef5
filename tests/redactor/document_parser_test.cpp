#include "redactor/document_parser.h"

#include "redactor/documents/parser_messages.h"
#include "support/catch.h"
#include "support/places.h"
#include "support/temporary_folder.h"

#include <filesystem>
#include <fstream>

using namespace redactor;

namespace {

const std::filesystem::path program =
    std::filesystem::path(tests::program_folder) / "ticketvault-parser";

std::optional<std::vector<Edit>> keep(const std::string&, std::string_view)
{
    return std::vector<Edit>{};
}

// A parser of the test's own, in the place of ours.
std::filesystem::path script(const tests::TemporaryFolder& folder, const std::string& body)
{
    const auto path = folder.path() / "parser";
    std::ofstream(path) << "#!/bin/sh\n" << body;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
}

WholeReason reason_with(const std::filesystem::path& path, DocumentLimits limits = {})
{
    const ParsedDocument parsed = DocumentParser(path, limits).parse("{\\rtf1 a}", true, keep);
    REQUIRE(parsed.whole.size() == 1);
    CHECK(!parsed.rewritten);
    return parsed.whole[0].reason;
}

} // namespace

TEST_CASE("DocumentParser: edits made by the caller come back in the document", "[redactor]")
{
    const ParsedDocument parsed = DocumentParser(program).parse("{\\rtf1 the key}", true,
        [](const std::string&, std::string_view text) -> std::optional<std::vector<Edit>> {
            const std::size_t at = text.find("key");
            return at == std::string_view::npos ? std::vector<Edit>{}
                                                : std::vector<Edit>{{at, at + 3, "lock"}};
        });
    CHECK(parsed.whole.empty());
    REQUIRE(parsed.rewritten);
    CHECK(*parsed.rewritten == "{\\rtf1 the lock}");
}

TEST_CASE("DocumentParser: a text nobody could examine keeps the document whole", "[redactor]")
{
    const ParsedDocument parsed = DocumentParser(program).parse("{\\rtf1 a}", true,
        [](const std::string&, std::string_view) { return std::optional<std::vector<Edit>>{}; });
    REQUIRE(!parsed.whole.empty());
    CHECK(parsed.whole[0].reason == WholeReason::not_examined);
}

TEST_CASE("DocumentParser: the check at start tells a working parser from none", "[redactor]")
{
    CHECK(DocumentParser(program).works());
    CHECK(!DocumentParser("/nonexistent/ticketvault-parser").works());
    CHECK(!DocumentParser("/bin/true").works());
}

TEST_CASE("DocumentParser: a parser that is missing, dies, lies or hangs costs the document its "
          "rewriting",
    "[redactor]")
{
    tests::TemporaryFolder folder;
    CHECK(reason_with("/nonexistent") == WholeReason::parser_failed);
    CHECK(reason_with(script(folder, "exit 0")) == WholeReason::parser_failed);
    CHECK(reason_with(script(folder, "kill -9 $$")) == WholeReason::parser_failed);
    // Announces eight exabytes of text.
    CHECK(reason_with(
              script(folder, "printf '\\004\\377\\377\\377\\377\\377\\377\\377\\177' >&0; cat")) ==
          WholeReason::parser_failed);
    // A done message whose text is longer than the message.
    CHECK(reason_with(script(folder,
              "printf '\\006\\011\\0\\0\\0\\0\\0\\0\\0\\377\\0\\0\\0\\0\\0\\0\\0x' >&0; cat")) ==
          WholeReason::parser_failed);
    DocumentLimits brief;
    brief.wall_ms_max = 0;
    CHECK(reason_with(script(folder, "cat"), brief) == WholeReason::too_slow);
}

TEST_CASE("DocumentParser: a document above the limit is not even started with", "[redactor]")
{
    DocumentLimits small;
    small.document_bytes_max = 3;
    CHECK(reason_with("/nonexistent", small) == WholeReason::too_large);
}

TEST_CASE("Messages: a payload of the wrong size is refused", "[redactor]")
{
    const std::string whole = encode(ExamineMessage{"a/b", "text"});
    const std::string payload = whole.substr(message_head_bytes);
    REQUIRE(decode_examine(payload));
    CHECK(decode_examine(payload)->text == "text");
    for (std::size_t size = 0; size < payload.size(); ++size) {
        CHECK(!decode_examine(payload.substr(0, size)));
    }
    CHECK(!decode_examine(payload + "x"));
    CHECK(!decode_head("\x63"
                       "12345678"));
    const std::string edits = encode(std::vector<Edit>{{1, 2, "x"}}).substr(message_head_bytes);
    CHECK(decode_edits(edits, 2));
    CHECK(!decode_edits(edits, 1));
}
