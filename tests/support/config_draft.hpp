#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sluice::test {

/// One section of a configuration that a test writes: keys and values as a user writes them
/// between braces.
class ConfigSection {
 public:
  /// Adds keys, for example `qos: 1, window: 50`.
  ConfigSection& with(std::string keys);
  /// Sets one key to a text, which is quoted here; replaces the key's former value.
  void set(const std::string& key, const std::string& text);

  [[nodiscard]] std::string yaml() const;

 private:
  std::vector<std::pair<std::string, std::string>> keys_;  ///< the first is empty after with()
};

/// A configuration that a test writes section by section. References to sections stay valid.
class ConfigDraft {
 public:
  /// The section of that name in `connections`, `sinks` or `sources`; new where there is none.
  ConfigSection& named(const std::string& list, const std::string& name);
  /// One more item of `routes` or `returns`.
  ConfigSection& item(const std::string& list);
  /// A key of the top level, for example `shards: 1`.
  void key(std::string line) { keys_.push_back(std::move(line)); }

  [[nodiscard]] std::string yaml() const;

 private:
  std::vector<std::string> keys_;
  std::map<std::string, std::deque<std::pair<std::string, ConfigSection>>> named_;
  std::map<std::string, std::deque<ConfigSection>> items_;
};

}  // namespace sluice::test
