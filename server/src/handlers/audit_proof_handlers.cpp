#include "access/answers.h"
#include "access/tile_path.h"
#include "handlers/byte_bridge.h"
#include "handlers/handlers.h"
#include "json/writer.h"

#include <charconv>
#include <utility>

namespace server {

namespace {

constexpr std::uint64_t size_max = (1ULL << 53) - 1; // exact in JSON

http::Response bytes_or_error(vault::Expected<std::string> bytes)
{
    return bytes ? http::respond(200, "application/octet-stream", std::move(*bytes))
                 : answer_error(bytes.error());
}

} // namespace

// 200 a C2SP tlog-proof · 404 beyond the end, or not an entry of one's own ticket.
http::Response prove_entry(Application& application, Call& call)
{
    std::uint64_t seq = 0;
    std::from_chars(call.id_text.data(), call.id_text.data() + call.id_text.size(), seq);
    auto proof = application.vault.audit_proof(call.actor(), seq);
    return proof ? http::respond(200, "text/plain; charset=utf-8", std::move(*proof))
                 : answer_error(proof.error());
}

// 200 both roots and the path between them; without `second`, to the newest checkpoint · 422 sizes out of order or beyond the log.
http::Response prove_consistency(Application& application, Call& call)
{
    const auto head = application.vault.checkpoint();
    if (!head) {
        return answer_error(head.error());
    }
    const std::uint64_t first = call.query_number("first", 0, size_max, 0);
    const std::uint64_t second = call.query_number("second", 0, size_max, head->size);
    if (call.fault) {
        return answer_field_fault(*call.fault);
    }
    const auto proof = application.vault.audit_consistency(first, second);
    if (!proof) {
        return answer_error(proof.error());
    }
    json::Writer out{4096};
    out.begin_object().number("first", proof->first).number("second", proof->second);
    out.text("first_root", vault::hash_text(proof->first_root))
        .text("second_root", vault::hash_text(proof->second_root));
    out.begin_array("path");
    for (const vault::Hash& hash : proof->path) {
        out.element(vault::hash_text(hash));
    }
    out.end_array().end_object();
    return json_response(200, out.take());
}

// 200 the tile's hashes, 32 bytes each · 404 where the log does not reach.
http::Response send_hash_tile(Application& application, Call& call)
{
    const auto place = parse_tile_path(call.id_text);
    return place ? bytes_or_error(application.vault.hash_tile(*place)) : not_found();
}

// 200 the tile's entries, each behind its length · 404 where the log does not reach.
http::Response send_entry_tile(Application& application, Call& call)
{
    const auto place = parse_bundle_path(call.id_text);
    return place ? bytes_or_error(application.vault.entry_tile(call.actor(), *place)) : not_found();
}

// 200 the whole log as a signed bundle, streamed. The export is an entry before the first byte leaves.
http::Response export_audit(Application& application, Call& call)
{
    auto source = bridge([vault = &application.vault, actor = call.actor()](
                             const ByteSink& sink) { return vault->export_audit(actor, sink); },
        std::nullopt);
    if (!source) {
        return answer_error(source.error());
    }
    return download(std::move(*source), "text/plain; charset=utf-8", "audit.bundle");
}

} // namespace server
