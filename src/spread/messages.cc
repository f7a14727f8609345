#include "spread/messages.h"

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "base/check.h"

namespace uslkit::messages {
namespace {

// Plain values as they lie in memory: both ends are the same program.
template <class T>
void put(const T& value, std::string& to) {
  static_assert(std::is_trivially_copyable_v<T>);
  to.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T get(std::string_view& from) {
  static_assert(std::is_trivially_copyable_v<T>);
  USLKIT_CHECK(from.size() >= sizeof(T));
  T value;
  std::memcpy(&value, from.data(), sizeof value);
  from.remove_prefix(sizeof value);
  return value;
}

std::string_view body(std::string_view message, char kind) {
  USLKIT_CHECK(!message.empty());
  USLKIT_CHECK(message.front() == kind);
  return message.substr(1);
}

}  // namespace

std::string task(std::size_t number) {
  std::string message(1, kTask);
  put(number, message);
  return message;
}

std::size_t task_of(std::string_view message) {
  std::string_view rest = body(message, kTask);
  return get<std::size_t>(rest);
}

std::string made(const Made& made) {
  std::string message(1, kPart);
  put(made.number, message);
  put(made.part.whole, message);
  return message + made.part.value;
}

Made made_of(std::string_view message) {
  std::string_view rest = body(message, kPart);
  Made made;
  made.number = get<std::size_t>(rest);
  made.part.whole = get<bool>(rest);
  made.part.value = rest;
  return made;
}

std::string progress(const SimulateProgress& progress) {
  std::string message(1, kProgress);
  put(progress, message);
  return message;
}

SimulateProgress progress_of(std::string_view message) {
  std::string_view rest = body(message, kProgress);
  return get<SimulateProgress>(rest);
}

}  // namespace uslkit::messages
