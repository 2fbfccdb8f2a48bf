#pragma once

#include <array>
#include <string>
#include <vector>

#include "config/connector_type.hpp"
#include "config/gateway_config.hpp"

// The content of a configuration in a form that can be compared part by part and shows nothing.
namespace sluice::config {

/// A hash of values, secrets included: equal values have equal hashes. It must not be shown,
/// because a short secret could be guessed from it.
using Digest = std::array<unsigned char, 16>;

/// One key of a section.
struct KeyDigest {
  std::string path;  ///< below the section: `auth.timeout`
  Digest value;
  bool needs_restart = false;
  bool operator==(const KeyDigest&) const = default;
};

/// One connection, sink, route, source or return, or the process as a whole.
struct SectionDigest {
  std::string list;  ///< `connections`; empty for the process
  std::string name;  ///< its key, or a return's label; empty for a route and for the process
  std::vector<KeyDigest> keys;  ///< in the order of declaration, without absent keys

  /// Covers all keys together.
  [[nodiscard]] Digest fingerprint() const;
};

/// The process first, then each section in the order of the file. A `${file:…}` that is read again
/// at each use counts by its path.
[[nodiscard]] std::vector<SectionDigest> digest_sections(const Gateway& gateway,
                                                         const ConnectorTypes& types);

}  // namespace sluice::config
