#include "engine/opened_values.h"

#include <algorithm>
#include <new>

namespace vault {

namespace {

template <class Dead>
void erase_where(std::list<OpenedValues::Opened>& values, std::size_t& bytes, Dead&& dead)
{
    for (auto at = values.begin(); at != values.end();) {
        if (!dead(*at)) {
            ++at;
            continue;
        }
        bytes -= at->value.size();
        at = values.erase(at);
    }
}

} // namespace

void OpenedValues::drop_oldest()
{
    bytes_ -= values_.front().value.size();
    values_.pop_front();
}

void OpenedValues::expect(Opened without_value)
{
    const std::lock_guard lock{mutex_};
    without_value.expected = true;
    add(std::move(without_value));
}

void OpenedValues::keep(Opened opened)
{
    const std::lock_guard lock{mutex_};
    const auto place = std::ranges::find_if(values_, [&](const Opened& one) {
        return one.expected && one.grant == opened.grant && one.session == opened.session;
    });
    if (place == values_.end())
        return;
    values_.erase(place);
    erase_where(values_, bytes_,
        [&](const Opened& one) { return !one.expected && one.grant == opened.grant; });
    add(std::move(opened));
}

void OpenedValues::add(Opened opened)
{
    while (!values_.empty() &&
           (bytes_ + opened.value.size() > bytes_max || values_.size() >= count_max))
        drop_oldest();
    bytes_ += opened.value.size();
    values_.push_back(std::move(opened));
}

const OpenedValues::Opened* OpenedValues::find_locked(
    const GrantId& grant, const SessionId& session, Instant now) const
{
    for (const Opened& one : values_)
        if (!one.expected && one.grant == grant && one.session == session && now < one.until)
            return &one;
    return nullptr;
}

std::optional<Secret> OpenedValues::find(
    const GrantId& grant, const SessionId& session, Instant now) const
{
    const std::lock_guard lock{mutex_};
    const Opened* found = find_locked(grant, session, now);
    return found != nullptr ? std::optional{found->value.clone()} : std::nullopt;
}

bool OpenedValues::holds(const GrantId& grant, const SessionId& session, Instant now) const
{
    const std::lock_guard lock{mutex_};
    return find_locked(grant, session, now) != nullptr;
}

void OpenedValues::forget(const GrantId& grant)
{
    const std::lock_guard lock{mutex_};
    erase_where(values_, bytes_, [&](const Opened& one) { return one.grant == grant; });
}

void OpenedValues::forget(const SessionId& session)
{
    const std::lock_guard lock{mutex_};
    erase_where(values_, bytes_, [&](const Opened& one) { return one.session == session; });
}

void OpenedValues::forget(const PersonId& agent)
{
    const std::lock_guard lock{mutex_};
    erase_where(values_, bytes_, [&](const Opened& one) { return one.agent == agent; });
}

void OpenedValues::forget(const CredentialId& credential)
{
    const std::lock_guard lock{mutex_};
    erase_where(values_, bytes_, [&](const Opened& one) { return one.credential == credential; });
}

void OpenedValues::forget_over(Instant now)
{
    const std::lock_guard lock{mutex_};
    erase_where(values_, bytes_, [&](const Opened& one) { return one.until <= now; });
}

std::size_t OpenedValues::count() const
{
    const std::lock_guard lock{mutex_};
    return values_.size();
}

} // namespace vault
