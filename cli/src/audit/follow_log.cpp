#include "audit/follow_log.h"

#include "audit/audit_log_view.h"
#include "service/api_client.h"
#include "text/json_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>

namespace cli {

namespace {

constexpr std::chrono::seconds period{1};
constexpr std::chrono::seconds wait_max{30};
constexpr std::uint64_t followed_at_first = 10; // as tail(1)
constexpr std::uint64_t burst_max = 10000;

void print_followed(Context& context, const nlohmann::json& rows)
{
    for (const auto& row : rows) {
        if (context.json)
            context.out << json_line(row) << '\n';
        else
            print_entry_line(context, row);
    }
    context.out.flush();
}

// Of a checkpoint: its second line.
std::uint64_t size_of_log(std::string_view checkpoint)
{
    std::uint64_t size = 0;
    const auto line = checkpoint.substr(std::min(checkpoint.find('\n'), checkpoint.size() - 1) + 1);
    std::from_chars(line.data(), line.data() + line.size(), size);
    return size;
}

// Lost and back, each told once.
class Connection {
public:
    explicit Connection(Context& context) : context_{context} {}

    // False: it was never there, or another answers in its place, so that the fault is the answer.
    bool wait_behind(const Fault& fault)
    {
        if (!reached_ || fault.code != ExitCode::unreachable || fault.type == untrusted_certificate)
            return false;
        if (wait_ == std::chrono::seconds{})
            tell(fault.sentence + "; trying again until it is back");
        wait_ = std::clamp(wait_ * 2, period, wait_max);
        std::this_thread::sleep_for(wait_);
        return true;
    }
    void answered()
    {
        reached_ = true;
        if (wait_ != std::chrono::seconds{})
            tell("the server is back; what it wrote meanwhile follows");
        wait_ = {};
    }

private:
    void tell(const std::string& sentence)
    {
        if (context_.json)
            context_.err << json_line({{"notice", sentence}}) << '\n';
        else
            context_.err << "ticketvault: " << sentence << '\n';
        context_.err.flush();
    }

    Context& context_;
    bool reached_ = false;
    std::chrono::seconds wait_{}; // before the last attempt; none while the server answers
};

} // namespace

Answer<void> follow_log(Context& context, AuditSource& source, EntryQuery query)
{
    Connection connection{context};
    // Before the first look: where to go on if nothing matches yet, so that no burst is cut to the newest of it.
    const auto head = source.checkpoint();
    if (!head)
        return std::unexpected{head.error()};
    std::uint64_t wanted = query.before ? followed_at_first : burst_max;
    while (context.out.good()) {
        const auto entries = source.rows(query, wanted);
        if (!entries && connection.wait_behind(entries.error()))
            continue;
        if (!entries)
            return std::unexpected{entries.error()};
        connection.answered();
        const auto& rows = list_at(*entries, "data");
        print_followed(context, rows);
        if (query.before)
            query.from = size_of_log(*head);
        query.before.reset();
        wanted = burst_max;
        if (!rows.empty())
            query.from = std::max(query.from, number_at(rows.back(), "seq") + 1);
        if (entries->contains("next_from"))
            query.from = std::max(query.from, number_at(*entries, "next_from"));
        else
            std::this_thread::sleep_for(period);
    }
    return {};
}

} // namespace cli
