#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace redactor {

// Words to look up by a view of the text. Most lookups are for words that are not there and end at one empty place of the table.
// A word cannot be taken out. Threads: as a vector.
class WordSet {
public:
    WordSet() = default;
    WordSet(std::initializer_list<std::string_view> words)
    {
        for (const std::string_view word : words) {
            insert(word);
        }
    }

    // Nothing happens when the word is there already.
    void insert(std::string_view word)
    {
        if ((words_.size() + 1) * load_factor > places_.size()) {
            grow();
        }
        const std::uint32_t hash = hash_of(word);
        Place& place = places_[place_of(word, hash)];
        if (place.number == 0) {
            words_.emplace_back(word);
            place = {hash, static_cast<std::uint32_t>(words_.size())};
        }
    }

    bool contains(std::string_view word) const
    {
        return !places_.empty() && places_[place_of(word, hash_of(word))].number != 0;
    }

    // In the order they came.
    auto begin() const { return words_.begin(); }
    auto end() const { return words_.end(); }

private:
    static constexpr std::size_t load_factor = 2; // places for each word, at least
    static constexpr std::size_t places_min = 16;

    struct Place {
        std::uint32_t hash = 0;
        std::uint32_t number = 0; // of the word, from one; 0: free
    };

    // Of the length, the first and the last eight bytes: words that differ only between them share a hash and are told apart by
    // comparing. What a text looks up never enters the table, so no text can make its runs longer.
    static std::uint32_t hash_of(std::string_view word)
    {
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        const std::size_t size = std::min(word.size(), sizeof first);
        if (size == sizeof first) {
            std::memcpy(&first, word.data(), sizeof first);
            std::memcpy(&last, word.data() + word.size() - sizeof last, sizeof last);
        } else {
            for (std::size_t i = 0; i < size; ++i) {
                first = (first << 8U) | static_cast<unsigned char>(word[i]);
            }
        }
        std::uint64_t mixed = (first ^ word.size()) * 0x9E3779B97F4A7C15U;
        mixed = (mixed ^ (mixed >> 32U) ^ last) * 0xD6E8FEB86659FD93U;
        return static_cast<std::uint32_t>(mixed >> 32U);
    }

    // Where the word is, or the free place where it would be.
    std::size_t place_of(std::string_view word, std::uint32_t hash) const
    {
        const std::size_t mask = places_.size() - 1;
        std::size_t at = hash & mask;
        while (places_[at].number != 0 &&
               (places_[at].hash != hash || words_[places_[at].number - 1] != word)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    void grow()
    {
        const std::size_t mask = std::max(places_min, places_.size() * 2) - 1;
        places_.assign(mask + 1, {});
        for (std::size_t i = 0; i < words_.size(); ++i) {
            const std::uint32_t hash = hash_of(words_[i]);
            std::size_t at = hash & mask;
            while (places_[at].number != 0) {
                at = (at + 1) & mask;
            }
            places_[at] = {hash, static_cast<std::uint32_t>(i + 1)};
        }
    }

    std::vector<std::string> words_;
    std::vector<Place> places_; // a power of two
};

} // namespace redactor
