#include "cli/progress.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "report/human_number.h"
#include "report/safe_text.h"

namespace uslkit {
namespace {

constexpr std::chrono::milliseconds kPatience{500};
constexpr std::chrono::milliseconds kFrame{100};
constexpr std::chrono::seconds kLine{3};
constexpr int kBarCells = 24;
constexpr const char* kWipeLine = "\r\x1b[K";

double share_of(const ProgressState& state) {
  if (state.total_bytes <= 0) return 0;
  return std::min(1.0, static_cast<double>(state.bytes) / static_cast<double>(state.total_bytes));
}

std::int64_t size_of(const std::string& file) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(file, unknown) || unknown) return 0;
  const std::uintmax_t bytes = std::filesystem::file_size(file, unknown);
  return unknown ? 0 : static_cast<std::int64_t>(bytes);
}

}  // namespace

std::string bytes_text(double bytes) {
  const std::string text = si_number(bytes);
  const bool prefixed = !text.empty() && std::isalpha(static_cast<unsigned char>(text.back())) != 0;
  const std::size_t digits = prefixed ? text.size() - 1 : text.size();
  return fmt::format("{} {}B", text.substr(0, digits), text.substr(digits));
}

std::string progress_text(const ProgressState& state) {
  const std::string name = state.source == "-" ? "standard input" : safe_text(state.source);
  std::string text =
      fmt::format("reading {}: {}", name, bytes_text(static_cast<double>(state.bytes)));
  const double share = share_of(state);
  if (share > 0) {
    text += fmt::format(" of {} ({:.0f} %)", bytes_text(static_cast<double>(state.total_bytes)),
                        100 * share);
  }
  if (!(state.elapsed_s > 0)) return text;
  const double rate = static_cast<double>(state.bytes) / state.elapsed_s;
  text += fmt::format(", {}/s", bytes_text(rate));
  if (share > 0)
    text += fmt::format(", {:.0f} s left", std::ceil(state.elapsed_s * (1 / share - 1)));
  return text;
}

std::string progress_bar(std::optional<double> share, int width) {
  if (!share || width < 3) return "";
  const int inside = width - 2;
  const int filled = static_cast<int>(std::min(1.0, *share) * inside);
  std::string bar(static_cast<std::size_t>(inside), ' ');
  std::fill_n(bar.begin(), filled, '=');
  if (filled < inside) bar[static_cast<std::size_t>(filled)] = '>';
  return "[" + bar + "]";
}

ProgressLine::ProgressLine(const Talk& talk)
    : silent_(talk.quiet()), animated_(animation_wanted()) {
  start();
}

ProgressLine::~ProgressLine() { wipe(); }

void ProgressLine::start() {
  wipe();
  started_ = Clock::now();
  next_ = started_ + (animated_ ? Clock::duration(kPatience) : Clock::duration(kLine));
}

std::optional<double> ProgressLine::due() {
  if (silent_) return std::nullopt;
  const Clock::time_point now = Clock::now();
  if (now < next_) return std::nullopt;
  next_ = now + (animated_ ? Clock::duration(kFrame) : Clock::duration(kLine));
  return std::chrono::duration<double>(now - started_).count();
}

void ProgressLine::show(std::optional<double> share, const std::string& text) {
  if (!animated_) return say_error(text);
  const std::string bar = progress_bar(share, kBarCells);
  write_talk(kWipeLine + (bar.empty() ? text : bar + " " + text));
  drawn_ = true;
}

void ProgressLine::wipe() {
  if (drawn_) write_talk(kWipeLine);
  drawn_ = false;
}

double ProgressLine::elapsed_s() const {
  return std::chrono::duration<double>(Clock::now() - started_).count();
}

void ReadProgress::on_bytes(std::string_view source, std::int64_t bytes) {
  if (state_.source != source || bytes < state_.bytes) {
    state_ = {.source = std::string(source), .total_bytes = size_of(std::string(source))};
    line_.start();
  }
  state_.bytes = bytes;
  const std::optional<double> elapsed_s = line_.due();
  if (!elapsed_s) return;
  state_.elapsed_s = *elapsed_s;
  const bool known = state_.total_bytes > 0;
  line_.show(known ? std::optional<double>(share_of(state_)) : std::nullopt, progress_text(state_));
}

}  // namespace uslkit
