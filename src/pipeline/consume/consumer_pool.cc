#include "pipeline/consume/consumer_pool.h"

#include "base/check.h"
#include "pipeline/consume/crew.h"

namespace uslkit {

void ConsumerPoolOptions::check() const {
  USLKIT_CHECK(idle_poll > Duration{0});
  USLKIT_CHECK(peek_every >= Duration{0});
  USLKIT_CHECK(retry_first > Duration{0});
  USLKIT_CHECK(retry_most >= retry_first);
  USLKIT_CHECK(most_handed_over >= 1);
}

ConsumerPool::ConsumerPool(const Scenario& scenario, Log& log, StateStore& store,
                           SteadyRunClock clock, RunRecorder& recorder,
                           const ConsumerPoolOptions& options)
    : crew_(std::make_unique<Crew>(scenario, log, store, clock, recorder, options)) {}

ConsumerPool::~ConsumerPool() = default;

void ConsumerPool::start() { crew_->start(); }
void ConsumerPool::hold(bool held) { crew_->hold(held); }
bool ConsumerPool::stop(Duration limit) { return crew_->stop(limit); }
void ConsumerPool::tick(TimePoint now) { crew_->tick(now); }
void ConsumerPool::kill(TimePoint now, double share, std::size_t fault) {
  crew_->kill(now, share, fault);
}
void ConsumerPool::restart(TimePoint now, std::size_t fault) { crew_->restart(now, fault); }
void ConsumerPool::scale_to(TimePoint now, std::int64_t wanted, Duration full_stop) {
  crew_->scale_to(now, wanted, full_stop);
}
void ConsumerPool::set_conditions(const ActiveControls& active, TimePoint now) {
  crew_->set_conditions(active, now);
}
ConsumerMeters ConsumerPool::meters(TimePoint now) { return crew_->meters(now); }
std::vector<ControlEvent> ConsumerPool::take_events() { return crew_->take_events(); }

}  // namespace uslkit
