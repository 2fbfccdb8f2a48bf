#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "config/gateway_config.hpp"

namespace sluice::app {

/// Where a return may read what a route writes; both by their place in the file.
struct Cycle {
  std::size_t route{};
  std::size_t back{};

  bool operator==(const Cycle&) const = default;
};

/// Whether the source may read what the sink writes to topics of this pattern:
/// `*` is any text, `+` any text of one level.
using MayRead =
    std::function<bool(const config::Source&, const config::Sink&, std::string_view topic_glob)>;

/// In the order of the routes.
[[nodiscard]] std::vector<Cycle> find_cycles(const config::Gateway& config,
                                             const MayRead& may_read);

/// Whether a record of ours that comes back this way can still be told by its mark.
[[nodiscard]] bool keeps_mark(const config::Gateway& config, const Cycle& cycle);
/// The same of any record that the sink wrote and the source may read.
[[nodiscard]] bool keeps_mark(const config::Source& source, const config::Sink& sink);

/// As far as the two settings show; always false between two kinds of broker.
[[nodiscard]] bool may_read(const config::Source& source, const config::Sink& sink,
                            std::string_view topic_glob);

}  // namespace sluice::app
