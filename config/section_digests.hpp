#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/connector_type.hpp"
#include "config/digest.hpp"
#include "config/gateway_config.hpp"

// The content of a configuration in a form that can be compared part by part and shows nothing.
namespace sluice::config {

/// One key of a section. A PEM file counts as two: its name, and what it contains.
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

/// Whether the path of a KeyDigest is that of what a file contains.
[[nodiscard]] bool is_content(std::string_view path);

/// The process first, then each section in the order of the file. A `${file:…}` that is read again
/// at each use counts by its path.
[[nodiscard]] std::vector<SectionDigest> digest_sections(const Gateway& gateway,
                                                         const ConnectorTypes& types);

}  // namespace sluice::config
