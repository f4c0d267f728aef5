#include "json/fields.h"

#include <algorithm>
#include <utility>

namespace server::json {

namespace {

bool has_shape(std::string_view text, TextShape shape)
{
    if (shape == TextShape::value) {
        return true;
    }
    return std::ranges::none_of(text, [shape](char letter) {
        const auto code = static_cast<unsigned char>(letter);
        const bool line_layout = letter == '\t' || letter == '\n' || letter == '\r';
        return code == 0x7F || (code < 0x20 && !(shape == TextShape::lines && line_layout));
    });
}

FieldBounds at_least(std::size_t count) { return {count, std::nullopt}; }

FieldBounds at_most(std::size_t count) { return {std::nullopt, count}; }

} // namespace

Fields::Fields(const Value& value, Fault& fault, std::string pointer)
    : value_{&value}, fault_{&fault}, pointer_{std::move(pointer)}
{
    if (value.kind != Kind::object) {
        keep("an object is expected here", pointer_);
    }
}

std::string Fields::pointer_to(http::Literal name) const
{
    return pointer_ + "/" + std::string{name.text()};
}

void Fields::keep(http::Literal detail, std::string pointer, FieldBounds bounds)
{
    if (!*fault_) {
        *fault_ = FieldFault{detail, std::move(pointer), bounds};
    }
}

void Fields::refuse(http::Literal name, http::Literal detail) { keep(detail, pointer_to(name)); }

void Fields::refuse(http::Literal name, http::Literal detail, FieldBounds bounds)
{
    keep(detail, pointer_to(name), bounds);
}

const Value* Fields::find(http::Literal name, Kind kind, http::Literal wrong_type, bool required)
{
    asked_.push_back(name.text());
    const auto found = std::ranges::find(value_->members, name.text(), &Member::name);
    if (found == value_->members.end()) {
        if (required) {
            refuse(name, "this member is required");
        }
        return nullptr;
    }
    if (found->value.kind != kind) {
        keep(wrong_type, pointer_to(name));
        return nullptr;
    }
    return &found->value;
}

std::optional<std::string_view> Fields::optional_text(http::Literal name, const TextRule& rule)
{
    const Value* value = find(name, Kind::string, "a text is expected here", false);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (value->text.size() < rule.bytes_min) {
        refuse(name, "this text is too short", at_least(rule.bytes_min));
        return std::nullopt;
    }
    if (value->text.size() > rule.bytes_max) {
        refuse(name, "this text is too long", at_most(rule.bytes_max));
        return std::nullopt;
    }
    if (!has_shape(value->text, rule.shape)) {
        refuse(name, "this text holds a control character");
        return std::nullopt;
    }
    return value->text;
}

std::string_view Fields::text(http::Literal name, const TextRule& rule)
{
    const bool was_clean = !*fault_;
    const auto found = optional_text(name, rule);
    if (!found && was_clean && !*fault_) {
        refuse(name, "this member is required");
    }
    return found.value_or(std::string_view{});
}

vault::Secret Fields::secret(http::Literal name, const TextRule& rule)
{
    const std::string_view value = text(name, rule);
    return *fault_ ? vault::Secret{} : vault::Secret::copy_of(value);
}

std::optional<std::int64_t> Fields::optional_integer(http::Literal name, const IntegerRule& rule)
{
    const Value* value = find(name, Kind::integer, "a whole number is expected here", false);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (value->integer < rule.min || value->integer > rule.max) {
        refuse(name, "this number is out of range",
            {static_cast<std::uint64_t>(rule.min), static_cast<std::uint64_t>(rule.max)});
        return std::nullopt;
    }
    return value->integer;
}

std::int64_t Fields::integer_or(http::Literal name, const IntegerRule& rule, std::int64_t otherwise)
{
    return optional_integer(name, rule).value_or(otherwise);
}

std::int64_t Fields::integer(http::Literal name, const IntegerRule& rule)
{
    if (std::ranges::find(value_->members, name.text(), &Member::name) == value_->members.end()) {
        asked_.push_back(name.text());
        refuse(name, "this member is required");
        return rule.min;
    }
    return integer_or(name, rule, rule.min);
}

std::optional<bool> Fields::optional_flag(http::Literal name)
{
    const Value* value = find(name, Kind::boolean, "true or false is expected here", false);
    return value == nullptr ? std::nullopt : std::optional{value->boolean};
}

bool Fields::flag_or(http::Literal name, bool otherwise)
{
    return optional_flag(name).value_or(otherwise);
}

bool Fields::flag(http::Literal name)
{
    const Value* value = find(name, Kind::boolean, "true or false is expected here", true);
    return value != nullptr && value->boolean;
}

std::optional<Fields> Fields::optional_object(http::Literal name)
{
    const Value* value = find(name, Kind::object, "an object is expected here", false);
    if (value == nullptr) {
        return std::nullopt;
    }
    return Fields{*value, *fault_, pointer_to(name)};
}

std::vector<Fields> Fields::objects(http::Literal name, std::size_t count_max)
{
    return optional_objects(name, count_max).value_or(std::vector<Fields>{});
}

std::optional<std::vector<Fields>> Fields::optional_objects(
    http::Literal name, std::size_t count_max)
{
    const Value* value = find(name, Kind::array, "a list is expected here", false);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (value->items.size() > count_max) {
        refuse(name, "this list is too long", at_most(count_max));
        return std::nullopt;
    }
    std::vector<Fields> out;
    for (std::size_t index = 0; index < value->items.size(); ++index) {
        out.emplace_back(
            value->items[index], *fault_, pointer_to(name) + "/" + std::to_string(index));
    }
    return out;
}

std::optional<std::vector<std::string_view>> Fields::optional_texts(
    http::Literal name, std::size_t count_max, const TextRule& rule)
{
    const Value* value = find(name, Kind::array, "a list is expected here", false);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (value->items.size() > count_max) {
        refuse(name, "this list is too long", at_most(count_max));
        return std::nullopt;
    }
    std::vector<std::string_view> texts;
    for (const Value& item : value->items) {
        if (item.kind != Kind::string || item.text.size() < rule.bytes_min ||
            item.text.size() > rule.bytes_max || !has_shape(item.text, rule.shape)) {
            refuse(name, "this list has an item that is not the text expected here");
            return std::nullopt;
        }
        texts.push_back(item.text);
    }
    return texts;
}

void Fields::finish()
{
    for (const Member& member : value_->members) {
        if (std::ranges::find(asked_, member.name) == asked_.end()) {
            // The name is the sender's and may be anything: only the place is told.
            keep("this object has a member that is not known here", pointer_);
            return;
        }
    }
}

} // namespace server::json
