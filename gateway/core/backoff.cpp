#include "gateway/core/backoff.hpp"

#include <algorithm>

namespace sluice {

Duration Backoff::next(Random& random) {
  return Duration(std::uniform_int_distribution<Duration::rep>(0, longest_next().count())(random));
}

Duration Backoff::longest_next() noexcept {
  constexpr unsigned doublings = 20;  // by then every sensible maximum is reached
  const auto ceiling =
      std::min<Duration::rep>(max_.count(), initial_.count() << std::min(attempts_, doublings));
  attempts_ = std::min(attempts_ + 1, doublings);
  return Duration(ceiling);
}

}  // namespace sluice
