#include "base/sha256.h"

#include <doctest/doctest.h>

namespace uslkit {

// Source: FIPS 180-4 examples (NIST, "Secure Hash Standard" example values).
TEST_CASE("the published digests are reproduced") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("a digest depends on the bytes, not on the pieces they came in, and may be asked twice") {
  Sha256 hash;
  hash.update("a");
  CHECK(hash.hex() == sha256_hex("a"));
  hash.update("b");
  hash.update("c");
  CHECK(hash.hex() == sha256_hex("abc"));
  CHECK(hash.hex() == sha256_hex("abc"));
}

}  // namespace uslkit
