#pragma once

#include "scope/read_scope.h"
#include "vault/grant.h"

namespace vault {

// `content_key` null: a reader who may not see the reason.
[[nodiscard]] GrantView view_of(
    const ReadScope& scope, const GrantRecord& grant, const Secret* content_key);
// Who sees reasons: those who see the ticket's texts, and auditors.
[[nodiscard]] GrantView view_for(
    const ReadScope& scope, const Actor& by, const GrantRecord& grant, const TicketRecord& ticket);

} // namespace vault
