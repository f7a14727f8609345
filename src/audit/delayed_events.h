// delayed_events: which events of a surge wait how long, in the fluid limit of model/fluid_surge.h.
#pragma once

#include "model/fluid_surge.h"

namespace uslkit {

// Events are served in the order of their arrival, so that an event of time t waits until the
// consumers have served everything that arrived before it. The wait rises until the event that
// is served just when scaling is done, and falls from there.

// The longest wait: the age of the oldest unread event when scaling is done. +infinity where the
// backlog never drains.
[[nodiscard]] double longest_wait(const Surge& surge);

// How many events wait longer than `delay` >= 0; +infinity where the backlog never drains.
[[nodiscard]] double events_delayed(const Surge& surge, double delay);

}  // namespace uslkit
