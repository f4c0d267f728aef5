#include "audit/sealed_path.h"

#include "audit/decimal.h"
#include "audit/merkle_proof.h"
#include "audit/note_lines.h"
#include "audit/proof_text.h"

#include <algorithm>

namespace vault {

namespace {

constexpr std::string_view title = "ticket-vault/sealed-path/v1\n";

// Moves past the line and gives its value; nullopt where another stands there, or its end is missing.
std::optional<std::string_view> take(std::string_view& text, std::string_view name)
{
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || !text.starts_with(name) || end <= name.size() ||
        text[name.size()] != ' ')
        return std::nullopt;
    const std::string_view value = text.substr(name.size() + 1, end - name.size() - 1);
    text.remove_prefix(end + 1);
    return value;
}

// The hash over the leaves from index << height on, by its definition: a list is short.
Hash subtree(const std::vector<Hash>& leaves, unsigned height, std::uint64_t index)
{
    TreeEdge tree;
    const std::uint64_t first = index << height;
    for (std::uint64_t at = first; at < first + (std::uint64_t{1} << height); ++at)
        tree.append(leaves[at]);
    return tree.root();
}

} // namespace

bool is_path_text(std::string_view text) { return text.starts_with(title); }

std::optional<std::string> sealed_path(
    const ProofReading& receipt, std::string_view list, const CredentialId& credential)
{
    if (!is_list_of(receipt, list))
        return std::nullopt;
    const auto sealed = NoteLines::of_body(list).all("sealed");
    const auto wanted = std::ranges::find_if(sealed,
        [&](std::string_view line) { return line.starts_with(credential.to_string() + ' '); });
    if (wanted == sealed.end())
        return std::nullopt;
    std::vector<Hash> leaves;
    for (const std::string_view line : sealed)
        leaves.push_back(leaf_hash(std::as_bytes(std::span{line})));
    const auto index = static_cast<std::uint64_t>(wanted - sealed.begin());
    std::string text{title};
    text.append("sealed ").append(*wanted);
    text.append("\nindex ").append(std::to_string(index)).append("\n");
    for (const Hash& hash : inclusion_proof(index, leaves.size(),
             [&](unsigned height, std::uint64_t at) { return subtree(leaves, height, at); }))
        text.append("path ").append(hash_text(hash)).append("\n");
    // Not where a signed line is longer than any of ours.
    return sealed_line(receipt, text) == *wanted ? std::optional{text} : std::nullopt;
}

std::optional<std::string> sealed_line(const ProofReading& receipt, std::string_view path)
{
    if (receipt.verdict != ProofVerdict::good || receipt.listed_apart == 0 ||
        path.size() >= note_bytes_max || !is_path_text(path))
        return std::nullopt;
    path.remove_prefix(title.size());
    const auto line = take(path, "sealed");
    const auto index_text = line ? take(path, "index") : std::nullopt;
    const auto index = index_text ? parse_decimal(*index_text) : std::nullopt;
    if (!index || *index >= receipt.listed_apart)
        return std::nullopt;
    std::vector<Hash> hashes;
    while (!path.empty()) {
        const auto text = take(path, "path");
        const auto hash = text ? parse_hash(*text) : std::nullopt;
        if (!hash)
            return std::nullopt;
        hashes.push_back(*hash);
    }
    const auto root = root_from_inclusion(
        leaf_hash(std::as_bytes(std::span{*line})), *index, receipt.listed_apart, hashes);
    const std::string named = std::to_string(receipt.listed_apart) + ' ';
    if (!root || NoteLines::of_body(receipt.body).one("credentials") != named + hash_text(*root))
        return std::nullopt;
    return std::string{*line};
}

} // namespace vault
