#include "base/byte_source.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/input_error.h"

namespace uslkit {
namespace {

std::string pattern(std::size_t size) {
  std::string text(size, ' ');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 23);
  return text;
}

// Everything, in reads of `step` bytes.
std::string all_of(ByteSource& source, std::size_t step) {
  std::string text;
  std::string buffer(step, ' ');
  for (std::size_t count = source.read(buffer); count > 0; count = source.read(buffer)) {
    text.append(buffer, 0, count);
  }
  return text;
}

// A scratch file that leaves with the test.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& text) {
    std::string name =
        (std::filesystem::temp_directory_path() / "uslkit-byte-source-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    REQUIRE(descriptor >= 0);
    ::close(descriptor);
    name_ = name;
    std::ofstream(name_, std::ios::binary) << text;
  }
  ~ScratchFile() { std::filesystem::remove(name_); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
};

std::string message_of_opening(const std::string& name) {
  try {
    static_cast<void>(ByteSource::open(name));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("bytes come out as they went in, whatever the size, the step and the look at the head") {
  constexpr std::size_t kHead = ByteSource::kHeadBytes;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, kHead - 1, kHead, kHead + 1, 3 * kHead + 7}) {
    const std::string text = pattern(size);
    for (const std::size_t step : {std::size_t{997}, kHead, 2 * kHead}) {
      CAPTURE(size);
      CAPTURE(step);
      ByteSource source = ByteSource::from_text(text);
      const std::string head(source.head());
      CHECK(head == text.substr(0, kHead));
      CHECK(all_of(source, step) == text);
      CHECK(source.head() == head);
      CHECK(source.bytes() == static_cast<std::int64_t>(size));
      CHECK(source.sha256() == sha256_hex(text));
    }
  }
}

TEST_CASE("a file, a text and a function of the same bytes are the same source") {
  const std::string text = pattern(200'000);
  const ScratchFile file(text);
  ByteSource from_file = ByteSource::open(file.name());
  CHECK(from_file.read_all() == text);
  CHECK(from_file.sha256() == sha256_hex(text));
  std::size_t at = 0;
  ByteSource from_function = ByteSource::from_function(
      [&](std::span<char> buffer) {  // seven bytes at a time, as a slow pipe would
        const std::size_t count = std::min({std::size_t{7}, buffer.size(), text.size() - at});
        std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at), count, buffer.begin());
        at += count;
        return count;
      },
      "slow");
  CHECK(all_of(from_function, 4096) == text);
  CHECK(from_function.sha256() == sha256_hex(text));
}

TEST_CASE("draining counts and hashes what nobody read") {
  const std::string text = pattern(300'000);
  ByteSource source = ByteSource::from_text(text);
  std::array<char, 10> few{};
  CHECK(source.read(few) == 10);
  source.drain();
  CHECK(source.read(few) == 0);
  CHECK(source.bytes() == 300'000);
  CHECK(source.sha256() == sha256_hex(text));
}

TEST_CASE("a source that cannot be opened says so") {
  CHECK(message_of_opening("no/such/file.csv") ==
        "no/such/file.csv: error: found no such file\n"
        "  allowed: the name of a readable file, or - for stdin");
  CHECK(message_of_opening(".") ==
        ".: error: found a directory\n"
        "  allowed: a file, or - for stdin\n"
        "  hint: name the files in it, such as dir/*.csv");
}

TEST_CASE("a source larger than its limit is refused, one of just the limit is not") {
  const ScratchFile file(pattern(1000));
  ByteSource fits = ByteSource::open(file.name(), {.max_bytes = 1000});
  CHECK(fits.read_all().size() == 1000);
  ByteSource too_large = ByteSource::open(file.name(), {.max_bytes = 999});
  CHECK_THROWS_AS(static_cast<void>(too_large.read_all()), InputError);
  ByteSource whole = ByteSource::from_text(pattern(1000), "big.json");
  std::string message;
  try {
    static_cast<void>(whole.read_all(999));
  } catch (const InputError& error) {
    message = error.what();
  }
  CHECK(message ==
        "big.json: error: found more than 999 bytes\n"
        "  allowed: at most 999 bytes in this format, which is read whole");
}

}  // namespace uslkit
