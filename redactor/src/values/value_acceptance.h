#pragma once

#include <optional>
#include <string_view>

#include "redactor/finding.h"
#include "rules/label.h"
#include "values/source_text.h"
#include "values/value_reader.h"

namespace redactor {

// How the value is bound to its label.
struct ValueContext {
    LabelClass label_class = LabelClass::password;
    bool weak_label = false; // a bare key, code or token
    std::string_view identifier;
    bool ends_with_label = false; // db_password, dbpassword; not password_file
    bool colon = false;
    bool spaced = false; // blanks around = : source code or ini
    bool name_quoted = false;
    bool begins_line = false;
    bool ends_line = false;
    bool in_map = false; // { a: b, … } or a=b&c=d or a=b;c=d
};

// Of a value that its place frames by itself: a cell, the text between tags, a member of a record.
ValueContext framed_context(const SourceText& source, const Identifier& identifier);

// A password label makes a secret of any literal that no veto speaks against; secret, key and token labels only of what
// looks random. Nothing = leave it in clear.
std::optional<Confidence> accept_value(
    const SourceText& source, const Value& value, const ValueContext& context);

} // namespace redactor
