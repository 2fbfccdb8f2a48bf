#include <cstddef>
#include <cstdint>
#include <utility>

#include "gateway/channels/subscription/members.hpp"
#include "gateway/channels/wire/messages.hpp"
#include "gateway/text/json_syntax.hpp"
#include "tests/fuzz/require.hpp"

namespace sluice::channels {
namespace {

void require_sound(const Members& members) {
  for (const auto& [id, info] : members.all()) {
    FUZZ_REQUIRE(!id.empty());
    FUZZ_REQUIRE(info.empty() || text::is_json(info));
  }
}

/// Lines, each the `data` of a message: a snapshot where it starts with `=`, a join with `+`, a
/// departure with `-`.
void fuzz(std::string_view script) {
  Members members;
  while (!script.empty()) {
    const auto end = std::min(script.find('\n'), script.size());
    const auto line = script.substr(0, end);
    script.remove_prefix(std::min(end + 1, script.size()));
    if (line.empty()) continue;
    const auto data = line.substr(1);
    if (line[0] == '=') {
      if (auto snapshot = read_presence_snapshot(data)) members.replace(std::move(*snapshot));
    } else if (auto member = read_member(data)) {
      const auto id = member->user_id;
      const bool joins = line[0] == '+';
      const bool there = members.contains(id);
      if (joins) members.add(std::move(*member));
      if (!joins) FUZZ_REQUIRE(members.remove(id) == there);
      FUZZ_REQUIRE(members.contains(id) == joins);
    }
    require_sound(members);
  }
}

}  // namespace
}  // namespace sluice::channels

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sluice::channels::fuzz({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
