#pragma once

#include "audit/derived_states.h"

namespace vault {

// What no state shows and still cannot have happened: `impossible` hears of it. A look at the states before the entry; derive() takes the entry at its
// word nevertheless. Which events are looked at, and how, stands in the table of impossible_events.cpp.
void look_for_impossible(
    const DerivedStates& states, const EntryView& entry, const Impossible& impossible);

} // namespace vault
