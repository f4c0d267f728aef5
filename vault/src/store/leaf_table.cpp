#include "store/leaf_table.h"

#include "keys/key_node.h"
#include "store/statement.h"
#include "store/storage_fault.h"

namespace vault {

KeyLeaf LeafTable::take(LeafStream stream)
{
    constexpr std::uint64_t fan_out = KeyNode::fan_out;
    {
        Statement next{database_,
            "UPDATE key_stream SET used = used + 1 WHERE stream = ? AND used < ? "
            "RETURNING bucket, used",
            stream.number, fan_out};
        if (next.step()) {
            const KeyLeaf leaf{next.count(0) * fan_out + next.count(1) - 1};
            (void)next.step(); // to its end: only then is the row changed
            return leaf;
        }
    }
    const std::uint64_t bucket = buckets();
    Statement{database_, "UPDATE key_tree SET buckets = buckets + 1"}.run();
    Statement{database_,
        "INSERT INTO key_stream (stream, bucket, used) VALUES (?, ?, 1) "
        "ON CONFLICT (stream) DO UPDATE SET bucket = excluded.bucket, used = 1",
        stream.number, bucket}
        .run();
    return {bucket * fan_out};
}

std::uint64_t LeafTable::buckets() const
{
    Statement read{database_, "SELECT buckets FROM key_tree"};
    if (!read.step())
        throw StorageFault{Error{ErrorCode::corrupt, "the database names no key tree"}};
    return read.count(0);
}

void LeafTable::set_buckets(std::uint64_t buckets)
{
    Statement{database_, "UPDATE key_tree SET buckets = ?", buckets}.run();
}

std::vector<std::uint64_t> LeafTable::open_buckets() const
{
    std::vector<std::uint64_t> leaves;
    Statement read{database_, "SELECT bucket FROM key_stream"};
    while (read.step())
        leaves.push_back(read.count(0) * KeyNode::fan_out);
    return leaves;
}

void LeafTable::close_before(LeafStream hour)
{
    Statement{database_, "DELETE FROM key_stream WHERE stream > ? AND stream < ?",
        LeafStream::tickets().number, hour.number}
        .run();
}

void LeafTable::add_ending(KeyLeaf leaf)
{
    Statement{database_, "INSERT INTO key_ending (leaf) VALUES (?) ON CONFLICT (leaf) DO NOTHING",
        leaf.number}
        .run();
}

std::vector<std::uint64_t> LeafTable::endings() const
{
    std::vector<std::uint64_t> leaves;
    Statement read{database_, "SELECT leaf FROM key_ending"};
    while (read.step())
        leaves.push_back(read.count(0));
    return leaves;
}

void LeafTable::clear_endings() { Statement{database_, "DELETE FROM key_ending"}.run(); }

} // namespace vault
