#pragma once

#include "vault/approver_group.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace vault {

// The seats a policy keeps for one group, and who of it may take one.
struct GroupSeats {
    GroupNeed need;
    std::vector<PersonId> people; // in any order
};

struct SeatsLeft {
    std::vector<GroupNeed>
        groups;                  // with what each still needs; those that need nothing are left out
    bool too_few_people = false; // not even everybody's approval would fill the seats
};

// How far `approved` fill the seats. Each person takes one seat of one group; who sits where is chosen so that as many approvals as possible
// count, and so that the rest can still be filled where that is possible at all: a maximum matching of people and seats. An approval of who is in
// none of the groups counts nothing. At most groups x needed searches over all people.
[[nodiscard]] SeatsLeft seats_left(
    std::span<const GroupSeats> groups, std::span<const PersonId> approved);

} // namespace vault
