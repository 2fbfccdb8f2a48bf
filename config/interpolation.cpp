#include "config/interpolation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "config/text_file.hpp"
#include "config/utf8.hpp"

namespace sluice::config {
namespace {

using Piece = SecretPiece::Kind;

constexpr std::string_view file_prefix = "file:";

/// Of all values that came from elsewhere together: many small `${…}` must not fill the memory.
constexpr std::size_t most_resolved = 8 << 20;

bool valid_variable(std::string_view name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  constexpr std::string_view digits = "0123456789";
  return !name.empty() && digits.find(name.front()) == std::string_view::npos &&
         std::ranges::all_of(name, [&](char letter) {
           return letters.find(letter) != std::string_view::npos ||
                  digits.find(letter) != std::string_view::npos;
         });
}

/// Walks the tree once, with the path of where it is for the messages.
class Interpolator {
 public:
  Interpolator(Reading& reading, const Environment& environment)
      : reading_(reading), environment_(environment) {}

  void walk(Node& node, const std::string& path) {
    if (node.type == Node::Type::scalar && node.text.find("${") != std::string::npos) {
      resolve(node, path);
    }
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      walk(node.children[i], child_path(path, node, i));
    }
  }

 private:
  void resolve(Node& node, const std::string& path) {
    std::string text;
    const Result<void> expanded = expand(node, text);
    if (expanded) {
      node.text = std::move(text);
    } else {
      node.type = Node::Type::refused;
      reading_.report(node.at, path, expanded.error().message);
    }
  }

  /// The node's text with every reference replaced. What a reference stands for is appended and
  /// never looked at again, so a secret may hold `${` itself.
  Result<void> expand(Node& node, std::string& text) {
    std::string_view rest = node.text;
    std::size_t in_pieces = 0;  // how much of `text` the node's pieces cover
    for (auto start = rest.find("${"); start != rest.npos; start = rest.find("${")) {
      text += rest.substr(0, start);
      const bool literal = start > 0 && rest[start - 1] == '$';
      rest.remove_prefix(start + 2);
      if (literal) {
        text += '{';
        continue;
      }
      const std::size_t end = rest.find('}');
      if (end == rest.npos) return Error{"'${' without its '}' (write $${ for a literal ${)"};
      const std::string_view reference = rest.substr(0, end);
      const std::size_t before = text.size();
      if (Result<void> appended = append(reference, text); !appended) return appended;
      node.interpolated = true;
      if (reference.starts_with(file_prefix)) {
        node.pieces.push_back({Piece::text, text.substr(in_pieces, before - in_pieces)});
        node.pieces.push_back({Piece::file, std::string{reference.substr(file_prefix.size())}});
        in_pieces = text.size();
      }
      resolved_ += text.size() - before;
      if (resolved_ > most_resolved) return Error{"resolved values exceed 8MiB in all"};
      rest.remove_prefix(end + 1);
    }
    text += rest;
    if (!node.pieces.empty()) node.pieces.push_back({Piece::text, text.substr(in_pieces)});
    if (find_invalid_utf8(text)) return Error{"what it stands for is not UTF-8 text"};
    return {};
  }

  /// `reference` is what stands between the braces.
  Result<void> append(std::string_view reference, std::string& text) const {
    if (reference.starts_with(file_prefix)) {
      return append_file(reference.substr(file_prefix.size()), text);
    }
    const std::size_t split = reference.find(":-");
    const std::string_view name = reference.substr(0, split);
    if (!valid_variable(name)) {
      return Error{"'${' must be followed by NAME}, NAME:-default} or file:PATH}"};
    }
    const std::optional<std::string> value = environment_(name);
    if (split == reference.npos && !value) {
      return Error{fmt::format("environment variable {} is not set", printable(name))};
    }
    if (split == reference.npos || (value && !value->empty())) {
      text += *value;
      return {};
    }
    const std::string_view fallback = reference.substr(split + 2);
    if (fallback.find("${") != fallback.npos) {
      return Error{fmt::format("the default of {} cannot hold another ${{", printable(name))};
    }
    text += fallback;
    return {};
  }

  static Result<void> append_file(std::string_view path, std::string& text) {
    const Result<std::string> content = read_value_file(std::string{path});
    if (!content) return content.error();
    text += *content;
    return {};
  }

  Reading& reading_;
  const Environment& environment_;
  std::size_t resolved_ = 0;
};

}  // namespace

Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string{name}.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
  };
}

void interpolate(Node& root, Reading& reading, const Environment& environment) {
  Interpolator{reading, environment}.walk(root, "");
}

}  // namespace sluice::config
