#include "config/value.hpp"
#include "config/did_you_mean.hpp"

#include <fmt/format.h>

namespace sluice::config {

void Reading::report(Position at, std::string path, std::string message) {
  problems.push_back({file, at, std::move(path), std::move(message)});
}

std::vector<Value> Value::children() const {
  std::vector<Value> all;
  all.reserve(node_->children.size());
  for (std::size_t i = 0; i < node_->children.size(); ++i) {
    all.emplace_back(*reading_, node_->children[i], child_path(path_, *node_, i));
  }
  return all;
}

std::optional<Value> Value::find(std::string_view key) const {
  const Node* node = node_->find(key);
  if (node == nullptr) return std::nullopt;
  return Value{*reading_, *node, join(path_, key)};
}

bool Value::expect(Node::Type type, std::string_view expected) const {
  if (node_->type == type) return true;
  // A refused node was reported already; a second problem for its type would be noise.
  if (node_->type != Node::Type::refused) {
    problem(fmt::format("expected {}, found {}", expected, to_string(node_->type)));
  }
  return false;
}

std::string Value::shown() const {
  return node_->interpolated ? std::string{"the value"} : quoted(node_->text);
}

std::string Value::did_you_mean(const std::vector<std::string_view>& candidates) const {
  return node_->interpolated ? std::string{} : config::did_you_mean(node_->text, candidates);
}

void Value::problem(std::string message) const {
  reading_->report(node_->at, path_, std::move(message));
}

void Value::warning(std::string message) const {
  reading_->warnings.push_back({reading_->file, node_->at, path_, std::move(message)});
}

void Value::key_problem(std::string message) const {
  reading_->report(node_->key_place(), path_, std::move(message));
}

void Value::key_warning(std::string message) const {
  reading_->warnings.push_back({reading_->file, node_->key_place(), path_, std::move(message)});
}

std::string join(std::string_view parent, std::string_view key) {
  return parent.empty() ? printable(key) : fmt::format("{}.{}", parent, printable(key));
}

std::string child_path(std::string_view parent, const Node& container, std::size_t index) {
  if (container.type == Node::Type::sequence) return fmt::format("{}[{}]", parent, index);
  return join(parent, container.children[index].key);
}

}  // namespace sluice::config
