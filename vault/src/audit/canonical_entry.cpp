#include "audit/canonical_json.h"
#include "audit/event.h"
#include "crypto/base64.h"
#include "vault/assert.h"

namespace vault {

namespace {

// Members must be added in canonical order; names here are ASCII, so that order is plain.
class ObjectWriter {
public:
    explicit ObjectWriter(std::string& out) : out_{out} { out_ += '{'; }

    void text(std::string_view name, std::string_view value)
    {
        start(name);
        append_json_string(out_, value);
    }
    void number(std::string_view name, std::int64_t value)
    {
        TV_ASSERT(value >= -json_integer_max && value <= json_integer_max);
        start(name);
        out_ += std::to_string(value);
    }
    template <class Value>
    void id(std::string_view name, const std::optional<Value>& value)
    {
        if (value)
            text(name, value->to_string());
    }
    void start(std::string_view name)
    {
        TV_ASSERT(last_ < name);
        if (!last_.empty())
            out_ += ',';
        append_json_string(out_, name);
        out_ += ':';
        last_ = name;
    }
    void end() { out_ += '}'; }

private:
    std::string& out_;
    std::string_view last_;
};

void append_privates(std::string& out, const std::vector<PrivateField>& fields)
{
    out += '[';
    bool first = true;
    for (const PrivateField& field : fields) {
        if (!first)
            out += ',';
        first = false;
        ObjectWriter object{out};
        object.text("box", to_base64(field.box));
        object.text("field", field.field);
        object.text("subject", field.subject);
        object.end();
    }
    out += ']';
}

} // namespace

std::string canonical_entry(std::uint64_t seq, const EntryFields& fields)
{
    std::string out;
    out.reserve(512);
    ObjectWriter entry{out};
    if (!fields.account.empty())
        entry.text("account", fields.account);
    if (!fields.act.empty())
        entry.text("act", fields.act);
    entry.id("actor", fields.actor);
    entry.id("attachment", fields.attachment);
    entry.text("authn", to_string(fields.authn));
    entry.text("boot", fields.boot);
    if (!fields.certificates.empty())
        entry.text("certificates", fields.certificates);
    entry.id("credential", fields.credential);
    if (fields.duration_ms)
        entry.number("duration_ms", *fields.duration_ms);
    entry.text("event", to_string(fields.event));
    if (fields.expires_at)
        entry.number("expires_at", fields.expires_at->ms);
    entry.id("grant", fields.grant);
    if (!fields.commitment.empty())
        entry.text("kc", fields.commitment);
    entry.text("outcome", fields.refused ? "refused" : "ok");
    entry.id("person", fields.person);
    if (!fields.policy.empty())
        entry.text("policy", fields.policy);
    if (!fields.privates.empty()) {
        entry.start("private");
        append_privates(out, fields.privates);
    }
    if (!fields.reason_code.empty())
        entry.text("reason_code", fields.reason_code);
    if (fields.actor)
        entry.text("role", to_string(fields.role));
    if (!fields.sealed.empty())
        entry.text("sealed", fields.sealed);
    entry.number("seq", static_cast<std::int64_t>(seq));
    entry.id("ticket", fields.ticket);
    entry.number("time", fields.time.ms);
    if (fields.told)
        entry.number("told", fields.told->ms);
    if (fields.unseals)
        entry.number("unseals", *fields.unseals);
    if (fields.unseals_left)
        entry.number("unseals_left", *fields.unseals_left);
    entry.number("v", 1);
    if (!fields.why.empty())
        entry.text("why", fields.why);
    entry.end();
    return out;
}

} // namespace vault
