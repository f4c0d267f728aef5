#pragma once

#include "vault/secret.h"

#include <nlohmann/json.hpp>

#include <span>
#include <string>

namespace cli {

// Overwrites every string in a document before its memory goes back to the heap.
inline void wipe_strings(nlohmann::json& document)
{
    if (document.is_string()) {
        auto& text = document.get_ref<std::string&>();
        vault::wipe(std::as_writable_bytes(std::span{text}));
    } else if (document.is_structured()) {
        for (auto& child : document)
            wipe_strings(child);
    }
}

// A JSON document that holds a secret on its way in or out: wiped when it dies. The library gives no locked memory, so the time it lives is kept
// short.
struct WipedJson {
    nlohmann::json value;

    explicit WipedJson(nlohmann::json document) : value(std::move(document)) {}
    ~WipedJson() { wipe_strings(value); }
    WipedJson(const WipedJson&) = delete;
    WipedJson& operator=(const WipedJson&) = delete;
};

} // namespace cli
