#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "config/gateway_config.hpp"

namespace sluice::app {

/// Raises the process's limit of open descriptors to the hard limit, and returns what it is then.
std::size_t raise_descriptor_limit() noexcept;

/// The hard limit.
[[nodiscard]] std::size_t hard_descriptor_limit() noexcept;

/// About how many descriptors the gateway has open at a busy time: two a connection, as the old
/// socket may end beside the new one, and what its brokers and endpoints take.
[[nodiscard]] std::size_t descriptors_needed(const config::Gateway& config, std::size_t shards);

/// How many of `limit` may be open when a connection opens its socket: the others are for brokers,
/// journals and the admin server, who would lose records or be blind without them.
[[nodiscard]] std::size_t descriptors_for_connections(const config::Gateway& config,
                                                      std::size_t shards, std::size_t limit);

/// A warning where that is more than `limit`.
[[nodiscard]] std::optional<std::string> descriptor_warning(const config::Gateway& config,
                                                            std::size_t shards, std::size_t limit);

}  // namespace sluice::app
