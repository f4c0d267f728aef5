#include "support/canonicalize.h"

#include "audit/canonical_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace tests {

namespace {

constexpr std::size_t depth_max = 8;

// Writes each finished value as canonical text; an object's members wait in their frame until it closes and can be sorted.
// Floating point, integers of 2^53 and more, null, duplicate names and deep nesting are refused: no entry holds them.
class Canonicalizer final : public nlohmann::json_sax<nlohmann::json> {
public:
    [[nodiscard]] std::string take_result() { return std::move(result_); }

    bool null() override { return false; }
    bool boolean(bool value) override { return value_done(value ? "true" : "false"); }
    bool number_integer(number_integer_t value) override
    {
        return value >= -vault::json_integer_max && value_done(std::to_string(value));
    }
    bool number_unsigned(number_unsigned_t value) override
    {
        return value <= static_cast<number_unsigned_t>(vault::json_integer_max) &&
               value_done(std::to_string(value));
    }
    bool number_float(number_float_t, const string_t&) override { return false; }
    bool string(string_t& value) override
    {
        std::string text;
        vault::append_json_string(text, value);
        return value_done(std::move(text));
    }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(true); }
    bool start_array(std::size_t) override { return open(false); }
    bool key(string_t& name) override
    {
        frames_.back().members.push_back({std::move(name), {}});
        return true;
    }
    bool end_object() override
    {
        Frame frame = close();
        std::ranges::sort(frame.members,
            [](const Member& a, const Member& b) { return vault::json_name_less(a.name, b.name); });
        const auto twice = std::ranges::adjacent_find(frame.members, {}, &Member::name);
        if (twice != frame.members.end())
            return false;
        std::string text = "{";
        for (const Member& member : frame.members) {
            if (text.size() > 1)
                text += ',';
            vault::append_json_string(text, member.name);
            text += ':';
            text += member.value;
        }
        return value_done(text += '}');
    }
    bool end_array() override
    {
        const Frame frame = close();
        std::string text = "[";
        for (const Member& member : frame.members) {
            if (text.size() > 1)
                text += ',';
            text += member.value;
        }
        return value_done(text += ']');
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override
    {
        return false;
    }

private:
    struct Member {
        std::string name; // empty in arrays
        std::string value;
    };
    struct Frame {
        bool object = false;
        std::vector<Member> members;
    };

    bool open(bool object)
    {
        frames_.push_back({object, {}});
        return frames_.size() <= depth_max;
    }
    Frame close()
    {
        Frame frame = std::move(frames_.back());
        frames_.pop_back();
        return frame;
    }
    bool value_done(std::string text)
    {
        if (frames_.empty())
            result_ = std::move(text);
        else if (frames_.back().object)
            frames_.back().members.back().value = std::move(text);
        else
            frames_.back().members.push_back({{}, std::move(text)});
        return true;
    }

    std::vector<Frame> frames_;
    std::string result_;
};

} // namespace

std::optional<std::string> canonicalize(std::string_view json)
{
    Canonicalizer reader;
    if (!nlohmann::json::sax_parse(json, &reader))
        return std::nullopt;
    return reader.take_result();
}

} // namespace tests
