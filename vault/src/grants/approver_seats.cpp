#include "grants/approver_seats.h"

#include <algorithm>
#include <map>

namespace vault {

namespace {

// Who sits in which group. A person who has a seat keeps one, but may be moved to another group for somebody's sake: an augmenting path
// (Kuhn, 1955), searched depth first with each group looked at once.
class Seating {
public:
    explicit Seating(std::span<const GroupSeats> groups) : groups_{groups} {}

    // One more for the group, of `people` or, null, of everybody; false where nobody can be found for it.
    bool take_seat(std::size_t group, const std::vector<PersonId>* people)
    {
        tried_.assign(groups_.size(), false);
        return find_person(group, people);
    }

    [[nodiscard]] std::uint32_t taken(std::size_t group, const std::vector<PersonId>& by) const
    {
        return static_cast<std::uint32_t>(std::ranges::count_if(seats_, [&](const auto& seat) {
            return seat.second == group && std::ranges::binary_search(by, seat.first);
        }));
    }

private:
    bool find_person(std::size_t group, const std::vector<PersonId>* people)
    {
        tried_[group] = true;
        const auto may_sit = [&](const PersonId& person) {
            return people == nullptr || std::ranges::binary_search(*people, person);
        };
        // Nobody is moved while somebody is free.
        for (const PersonId& person : groups_[group].people)
            if (may_sit(person) && seats_.emplace(person, group).second)
                return true;
        for (const PersonId& person : groups_[group].people) {
            const auto seat = seats_.find(person);
            if (seat == seats_.end() || tried_[seat->second])
                continue;
            if (find_person(seat->second, people)) {
                seat->second = group;
                return true;
            }
        }
        return false;
    }

    std::span<const GroupSeats> groups_;
    std::map<PersonId, std::size_t> seats_;
    std::vector<bool> tried_;
};

} // namespace

SeatsLeft seats_left(std::span<const GroupSeats> groups, std::span<const PersonId> approved)
{
    std::vector<PersonId> given{approved.begin(), approved.end()};
    std::ranges::sort(given);
    Seating seating{groups};
    // First those who approved, then whoever else could: who sits is only moved, so no approval loses its seat to somebody who may never come.
    std::vector<std::uint32_t> open;
    for (std::size_t group = 0; group < groups.size(); ++group) {
        open.push_back(groups[group].need.needed);
        while (open[group] != 0 && seating.take_seat(group, &given))
            --open[group];
    }
    SeatsLeft left;
    for (std::size_t group = 0; group < groups.size(); ++group)
        for (; open[group] != 0; --open[group])
            left.too_few_people |= !seating.take_seat(group, nullptr);
    for (std::size_t group = 0; group < groups.size(); ++group) {
        const GroupNeed& need = groups[group].need;
        if (const auto taken = seating.taken(group, given); taken < need.needed)
            left.groups.push_back({need.group, need.needed - taken});
    }
    return left;
}

} // namespace vault
