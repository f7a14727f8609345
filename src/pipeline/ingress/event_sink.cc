#include "pipeline/ingress/event_sink.h"

namespace uslkit {
namespace {

class DirectWriter final : public EventWriter {
 public:
  DirectWriter(EventSink& sink, AppendListener& listener) : sink_(sink), listener_(listener) {}

  void append(std::uint32_t partition, std::span<const EventRecord> events, AckLevel level,
              void* ticket) override {
    sink_.append(partition, events, level, ticket, listener_);
  }
  void flush() override {}

 private:
  EventSink& sink_;
  AppendListener& listener_;
};

}  // namespace

std::unique_ptr<EventWriter> EventSink::writer(AppendListener& listener) {
  return std::make_unique<DirectWriter>(*this, listener);
}

}  // namespace uslkit
