#pragma once

#include "store/approver_group_table.h"
#include "store/attachment_table.h"
#include "store/audit_table.h"
#include "store/break_glass_table.h"
#include "store/credential_table.h"
#include "store/grant_table.h"
#include "store/leaf_table.h"
#include "store/log_day_table.h"
#include "store/meta_table.h"
#include "store/node_table.h"
#include "store/person_table.h"
#include "store/policy_table.h"
#include "store/session_table.h"
#include "store/text_table.h"
#include "store/ticket_table.h"

namespace vault {

// The named queries of one connection. Every table throws StorageFault where the database fails, and conflict where a row of that name
// exists already. A row that is not there is nullopt. They hold no rules: who may do what stands in vault/src.
struct Tables {
    explicit Tables(Database& database)
        : meta{database}, persons{database}, sessions{database}, tickets{database},
          attachments{database}, credentials{database}, grants{database}, audit{database},
          nodes{database}, leaves{database}, texts{database}, policies{database},
          break_glass{database}, approver_groups{database}, log_days{database}
    {
    }
    MetaTable meta;
    PersonTable persons;
    SessionTable sessions;
    TicketTable tickets;
    AttachmentTable attachments;
    CredentialTable credentials;
    GrantTable grants;
    AuditTable audit;
    NodeTable nodes;
    LeafTable leaves;
    TextTable texts;
    PolicyTable policies;
    BreakGlassTable break_glass;
    ApproverGroupTable approver_groups;
    LogDayTable log_days;
};

} // namespace vault
