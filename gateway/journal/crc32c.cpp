#include "gateway/journal/crc32c.hpp"

#include <array>
#include <cstring>

namespace sluice::journal {
namespace {

constexpr std::uint32_t polynomial = 0x82F63B78;  // reflected

constexpr std::array<std::uint32_t, 256> table = [] {
  std::array<std::uint32_t, 256> sums{};
  for (std::uint32_t byte = 0; byte < sums.size(); ++byte) {
    std::uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? polynomial : 0);
    sums[byte] = sum;
  }
  return sums;
}();

std::uint32_t by_table(std::uint32_t sum, const unsigned char* at, std::size_t bytes) noexcept {
  for (; bytes > 0; --bytes) sum = table[(sum ^ *at++) & 0xFF] ^ (sum >> 8);
  return sum;
}

#if defined(__x86_64__)
// About twenty times as fast. Every processor since 2008 has the instruction, but the compiler must
// not assume it.
__attribute__((target("sse4.2"))) std::uint32_t by_instruction(std::uint32_t sum,
                                                               const unsigned char* at,
                                                               std::size_t bytes) noexcept {
  std::uint64_t wide = sum;
  for (; bytes >= sizeof(wide); bytes -= sizeof(wide), at += sizeof(wide)) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof(word));
    wide = __builtin_ia32_crc32di(wide, word);
  }
  sum = static_cast<std::uint32_t>(wide);
  for (; bytes > 0; --bytes) sum = __builtin_ia32_crc32qi(sum, *at++);
  return sum;
}
#endif

}  // namespace

std::uint32_t crc32c(std::uint32_t before, const void* data, std::size_t bytes) noexcept {
  const auto* const at = static_cast<const unsigned char*>(data);
#if defined(__x86_64__)
  static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
  if (has_instruction) return ~by_instruction(~before, at, bytes);
#endif
  return ~by_table(~before, at, bytes);
}

}  // namespace sluice::journal
