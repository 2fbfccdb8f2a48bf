#include "gateway/channels/subscription/gap.hpp"

#include <fmt/format.h>

#include <chrono>

#include "gateway/core/timestamp.hpp"

namespace sluice::channels {

Duration length(const Gap& gap, Moment to) {
  return std::chrono::duration_cast<Duration>(to.time - gap.from.time);
}

std::string gap_data(const Gap& gap, Moment to) {
  auto data = fmt::format(R"({{"from":"{}","to":"{}","duration_ms":{},"reason":"{}")",
                          timestamp(gap.from.wall), timestamp(to.wall), length(gap, to).count(),
                          to_string(gap.reason));
  if (gap.loss) data += fmt::format(R"(,"loss":"{}")", to_string(*gap.loss));
  return data += '}';
}

std::string in_words(const Gap& gap, Moment to) {
  auto words =
      fmt::format("not subscribed for {} ms: {}", length(gap, to).count(), to_string(gap.reason));
  if (gap.loss) words += fmt::format(", {}", to_string(*gap.loss));
  return words;
}

}  // namespace sluice::channels
