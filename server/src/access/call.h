#pragma once

#include "access/route.h"
#include "vault/assert.h"
#include "vault/vault.h"
#include "json/fields.h"

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

namespace server {

inline constexpr std::uint64_t page_rows_max = 200;

// One request on its way through a handler: allowed by the table, its ids well-formed, its query known, its JSON parsed.
struct Call {
    const http::Request& request;
    const Route& route;
    Caller caller;
    std::string_view id_text;          // of the one {…} segment or address; empty without one
    const json::Value* body = nullptr; // Body::json only
    http::BodyReader& raw_body;        // Body::raw only
    json::Fields::Fault fault;         // filled by fields()

    // The signed-in person; rows that let nobody in must ask first.
    [[nodiscard]] const vault::Actor& actor() const
    {
        TV_ASSERT(caller.actor.has_value());
        return *caller.actor;
    }
    template <class Id>
    [[nodiscard]] Id id() const
    {
        const auto parsed = Id::parse(id_text);
        TV_ASSERT(parsed.has_value());
        return *parsed;
    }
    [[nodiscard]] json::Fields fields()
    {
        TV_ASSERT(body != nullptr);
        return json::Fields{*body, fault};
    }

    // Query parameters. A bad value is kept in `fault` with the parameter's name.
    [[nodiscard]] std::string_view query(std::string_view name) const;
    [[nodiscard]] std::uint64_t query_number(
        http::Literal name, std::uint64_t min, std::uint64_t max, std::uint64_t otherwise);
    template <class Id>
    [[nodiscard]] std::optional<Id> query_id(http::Literal name)
    {
        const std::string_view text = query(name.text());
        if (text.empty()) {
            return std::nullopt;
        }
        auto parsed = Id::parse(text);
        if (!parsed) {
            refuse_query(name, "this parameter is no id of that kind");
        }
        return parsed;
    }
    void refuse_query(http::Literal name, http::Literal detail);
    // limit and cursor.
    [[nodiscard]] vault::Page page();
};

} // namespace server
