#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/digest.hpp"
#include "config/named_file.hpp"
#include "config/reader.hpp"

namespace sluice::app {

/// A configuration file that is read again and again, and what was last seen in it and in the files
/// that its values name: of `${file:…}`, certificates and keys.
class ConfigFile {
 public:
  explicit ConfigFile(std::string path) : path_(std::move(path)) {}

  /// As load().
  [[nodiscard]] config::Loaded read();

  /// Of the last read(): the file and those that its values name, also when it was not a good
  /// configuration.
  [[nodiscard]] std::vector<std::string> paths() const;

  /// The first of them whose content is another now, or that can be read now and could not, or the
  /// reverse. Reads them all.
  [[nodiscard]] std::optional<std::string> changed() const;

 private:
  std::string path_;
  std::map<std::pair<std::string, config::FileKind>, config::Digest> seen_;
};

}  // namespace sluice::app
