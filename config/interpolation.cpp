#include "config/interpolation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "config/invalid_utf8.hpp"
#include "config/text_file.hpp"

namespace sluice::config {
namespace {

using Piece = SecretPiece::Kind;

constexpr std::string_view file_prefix = "file:";

/// The limit for all resolved values together: many small `${…}` must not fill the memory.
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

/// The position of the `}` that closes the reference at the start of the text; npos when there is
/// none.
std::size_t end_of_reference(std::string_view text) {
  std::size_t open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '}' && open-- == 0) return i;
    if (text[i] == '$' && text.substr(i + 1).starts_with('{')) ++open;
  }
  return std::string_view::npos;
}

/// Walks the tree once, and keeps the current path for the messages.
class Interpolator {
 public:
  Interpolator(Reading& reading, const Environment& environment, const FileObserver& on_file)
      : reading_(reading), environment_(environment), on_file_(on_file) {}

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
    found_empty_.clear();
    node_ = &node;
    path_ = &path;
    Result<void> expanded = expand(node, text);
    // A value that is empty by mistake would look like a key that is left out.
    if (expanded && text.empty() && !found_empty_.empty()) expanded = Error{found_empty_};
    if (expanded) {
      node.text = std::move(text);
    } else {
      node.type = Node::Type::refused;
      reading_.report(node.at, path, expanded.error().message);
    }
  }

  /// The node's text with every reference replaced. The replacement is appended and not scanned
  /// again, so a secret may itself contain `${`.
  Result<void> expand(Node& node, std::string& text) {
    std::string_view rest = node.text;
    std::size_t in_pieces = 0;  // the length of `text` that the node's pieces cover
    for (auto start = rest.find("${"); start != rest.npos; start = rest.find("${")) {
      text += rest.substr(0, start);
      const bool literal = start > 0 && rest[start - 1] == '$';
      rest.remove_prefix(start + 2);
      if (literal) {
        text += '{';
        continue;
      }
      const std::size_t end = end_of_reference(rest);
      if (end == rest.npos) return Error{"'${' without its '}' (write $${ for a literal ${)"};
      const std::string_view reference = rest.substr(0, end);
      const std::size_t before = text.size();
      node.interpolated = true;
      if (reference.starts_with(file_prefix)) {
        std::string file;
        if (Result<void> found = append_path(reference.substr(file_prefix.size()), file); !found) {
          return found;
        }
        if (Result<void> appended = append_file(file, text); !appended) return appended;
        node.pieces.push_back({Piece::text, text.substr(in_pieces, before - in_pieces)});
        node.pieces.push_back({Piece::file, std::move(file)});
        in_pieces = text.size();
      } else if (Result<void> appended = append_variable(reference, text); !appended) {
        return appended;
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

  /// `reference` is the text between the braces.
  Result<void> append_variable(std::string_view reference, std::string& text) {
    const std::size_t split = reference.find(":-");
    const std::string_view name = reference.substr(0, split);
    if (!valid_variable(name)) {
      return Error{"'${' must be followed by NAME}, NAME:-default} or file:PATH}"};
    }
    const std::optional<std::string> value = value_of(name);
    const bool has_default = split != reference.npos;
    if (!value && !has_default) {
      return Error{fmt::format("environment variable {} is not set", printable(name))};
    }
    if (value && !value->empty()) {
      text += *value;
      return {};
    }
    if (!has_default) {
      found_empty_ = fmt::format(
          "environment variable {0} is empty (write ${{{0}:-}} if it may be)", printable(name));
      return {};
    }
    const std::string_view fallback = reference.substr(split + 2);
    if (fallback.find("${") != fallback.npos) {
      return Error{fmt::format("the default of {} cannot hold another ${{", printable(name))};
    }
    text += fallback;
    return {};
  }

  std::optional<std::string> value_of(std::string_view name) {
    std::optional<std::string> value = environment_(name);
    if (value && cut_line_end(*value)) {
      reading_.warnings.push_back(
          {reading_.file, node_->at, *path_,
           fmt::format("environment variable {} ends with a line break, which is left out",
                       printable(name))});
    }
    return value;
  }

  /// The path of a file may contain variables, as in `${file:${CREDENTIALS_DIRECTORY}/token}`.
  Result<void> append_path(std::string_view rest, std::string& path) {
    for (auto start = rest.find("${"); start != rest.npos; start = rest.find("${")) {
      path += rest.substr(0, start);
      rest.remove_prefix(start + 2);
      const std::size_t end = end_of_reference(rest);  // found: the whole reference has its end
      if (Result<void> appended = append_variable(rest.substr(0, end), path); !appended) {
        return appended;
      }
      rest.remove_prefix(end + 1);
    }
    path += rest;
    return {};
  }

  Result<void> append_file(const std::string& path, std::string& text) {
    const Result<std::string> content = read_file(FileKind::value, path);
    if (on_file_) on_file_(FileKind::value, path, content);
    if (!content) return content.error();
    if (content->empty()) found_empty_ = fmt::format("file {} is empty", quoted(path));
    text += *content;
    return {};
  }

  Reading& reading_;
  const Environment& environment_;
  const FileObserver& on_file_;
  std::size_t resolved_ = 0;
  // The value that is being resolved: its node, its path, and the variable or file that was empty.
  const Node* node_ = nullptr;
  const std::string* path_ = nullptr;
  std::string found_empty_;
};

}  // namespace

Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string{name}.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
  };
}

void interpolate(Node& root, Reading& reading, const Environment& environment,
                 const FileObserver& on_file) {
  Interpolator{reading, environment, on_file}.walk(root, "");
}

}  // namespace sluice::config
