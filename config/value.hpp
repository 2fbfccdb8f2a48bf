#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/connector_type.hpp"
#include "config/node.hpp"
#include "config/pem_files.hpp"
#include "config/problem.hpp"

namespace sluice::config {

/// The shared state of reading one file: the connector types, and the problems found so far.
struct Reading {
  std::string file;
  const ConnectorTypes& types;
  std::vector<Problem> problems{};
  std::vector<Problem> warnings{};  ///< allowed values that may be unintended
  PemFiles pem_files{};

  void report(Position at, std::string path, std::string message);
};

/// One value of the file while it is read, with its path. Borrows the document and the Reading.
class Value {
 public:
  Value(Reading& reading, const Node& node, std::string path)
      : reading_(&reading), node_(&node), path_(std::move(path)) {}

  [[nodiscard]] const Node& node() const noexcept { return *node_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] Reading& reading() const noexcept { return *reading_; }

  /// The entries of a mapping or the items of a list, in the order of the file.
  [[nodiscard]] std::vector<Value> children() const;

  /// The entry of a mapping.
  [[nodiscard]] std::optional<Value> find(std::string_view key) const;

  /// Whether the value has this type. If not it is a problem: "expected …, found …".
  [[nodiscard]] bool expect(Node::Type type, std::string_view expected) const;

  /// The text in a form that a message may show: quoted, or "the value" when it was interpolated.
  [[nodiscard]] std::string shown() const;

  /// Like config::did_you_mean, but empty for a value that must not be shown.
  [[nodiscard]] std::string did_you_mean(const std::vector<std::string_view>& candidates) const;

  /// Reports a problem at the value.
  void problem(std::string message) const;
  /// Reports at the value something allowed that may be unintended.
  void warning(std::string message) const;
  /// Reports at the key of the value, or at the value when it has no key.
  void key_problem(std::string message) const;
  void key_warning(std::string message) const;

 private:
  Reading* reading_;
  const Node* node_;
  std::string path_;
};

/// `parent.key`, or the key alone at the top.
[[nodiscard]] std::string join(std::string_view parent, std::string_view key);

/// The path of the child at `index`: `sinks.events` in a mapping, `routes[3]` in a list.
[[nodiscard]] std::string child_path(std::string_view parent, const Node& container,
                                     std::size_t index);

}  // namespace sluice::config
