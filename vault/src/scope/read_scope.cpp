#include "scope/read_scope.h"

#include "scope/person_seal.h"
#include "store/storage_fault.h"

namespace vault {

Secret ReadScope::key(KeyLeaf leaf) const
{
    auto opened = keys_.open(leaf);
    if (opened)
        return std::move(*opened);
    if (opened.error().code() == ErrorCode::gone)
        throw StorageFault{Error{ErrorCode::corrupt, "a key the database needs is not there"}};
    throw StorageFault{opened.error()};
}

Secret ReadScope::content_key(const TicketRecord& ticket) const { return key(ticket.content_leaf); }

Secret ReadScope::log_key(const TicketRecord& ticket) const { return key(ticket.log_leaf); }

std::optional<Secret> ReadScope::log_key(LogDay day) const
{
    const auto leaf = tables.log_days.find(day);
    return leaf ? std::optional{key(*leaf)} : std::nullopt;
}

std::string ReadScope::text(
    const Bytes& envelope, const Secret& key, std::string_view object, std::string_view field) const
{
    auto opened = open_text(envelope, key, {store, object, field});
    if (!opened)
        throw StorageFault{opened.error()};
    return std::move(*opened);
}

Profile ReadScope::profile(const PersonId& person) const
{
    const auto found = tables.persons.find(person);
    if (!found)
        return {};
    const std::string id = person.to_string();
    const Secret opener = key(found->profile_leaf);
    return parse_profile(text(found->profile_ct, opener, id, "profile"));
}

} // namespace vault
