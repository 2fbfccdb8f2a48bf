#include "config/node.hpp"

#include <algorithm>

namespace sluice::config {

const Node* Node::find(std::string_view wanted) const noexcept {
  if (type != Type::mapping) return nullptr;
  const auto found = std::ranges::find(children, wanted, &Node::key);
  return found == children.end() ? nullptr : &*found;
}

std::string_view to_string(Node::Type type) noexcept {
  switch (type) {
    case Node::Type::nothing:
      return "nothing";
    case Node::Type::scalar:
      return "text";
    case Node::Type::sequence:
      return "a list";
    case Node::Type::mapping:
      return "a mapping";
    case Node::Type::refused:
      return "something refused";
  }
  return {};
}

}  // namespace sluice::config
