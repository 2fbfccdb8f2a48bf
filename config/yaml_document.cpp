#include "config/yaml_document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>
#include <vector>

#include "config/invalid_utf8.hpp"
#include "config/yaml_mistakes.hpp"

namespace sluice::config {
namespace {

constexpr std::size_t deepest = 32;
constexpr std::size_t most_values = 100'000;

constexpr std::string_view no_aliases = "aliases are not allowed: quote text that begins with '*'";

/// Ends the parsing; the problem was reported already.
struct Stop {};

Position position_of(const YAML::Mark& mark) {
  return mark.is_null() ? Position{} : Position{mark.line + 1, mark.column + 1};
}

/// The parser's problem, or the mistake that its author probably made.
YamlMistake explain(const YAML::Exception& error, std::string_view text) {
  const Position at = position_of(error.mark);
  // Authors who do not know YAML's aliases write `channel: *`.
  if (error.msg == YAML::ErrorMsg::ALIAS_NOT_FOUND || error.msg == YAML::ErrorMsg::UNKNOWN_ANCHOR) {
    return {at, std::string{no_aliases}};
  }
  if (auto mistake = find_yaml_mistake(text, at)) {
    mistake->message.insert(0, "not valid YAML: ");
    return *mistake;
  }
  // The text behind a colon is a part of the file, and may be a secret.
  return {at, fmt::format("not valid YAML: {}", error.msg.substr(0, error.msg.find(": ")))};
}

/// Builds the tree from the parser's events, bottom up: a finished node joins its parent.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, Reading& reading) : text_(text), reading_(reading) {}

  [[nodiscard]] Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) stop(position_of(mark), "", "a second document begins here");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(begin(mark, Node::Type::nothing, "", anchor));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    problem(position_of(mark), std::string{no_aliases});
    add(begin(mark, Node::Type::refused, "", 0));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = begin(mark, Node::Type::scalar, tag, anchor);
    if (is_unclosed_quote(text_, static_cast<std::size_t>(mark.pos))) {
      stop(node.at, "", fmt::format("not valid YAML: {}", quote_never_closed));
    }
    node.text = value;
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(begin(mark, Node::Type::sequence, tag, anchor));
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(begin(mark, Node::Type::mapping, tag, anchor));
  }
  void OnMapEnd() override {
    refuse_duplicates(open_.back().node);
    close();
  }

 private:
  /// A list or mapping that has not ended. For a mapping, also the key that waits for its value;
  /// the key has the type `refused` when it is not text.
  struct Open {
    Node node;
    std::optional<Node> key;
  };

  Node begin(const YAML::Mark& mark, Node::Type type, const std::string& tag,
             YAML::anchor_t anchor) {
    const Position at = position_of(mark);
    if (++values_ > most_values) {
      stop(at, path(), fmt::format("the file has more than {} values", most_values));
    }
    if (anchor != 0) problem(at, "anchors are not allowed: quote text that begins with '&'");
    // Quoted text has the tag "!" too, so only the file itself shows a written tag.
    const auto offset = static_cast<std::size_t>(mark.pos);
    const bool written = offset < text_.size() && text_[offset] == '!';
    if (written || (tag.size() > 1))
      problem(at, "tags are not allowed: quote text that begins with '!'");
    Node node;
    node.type = type;
    node.at = at;
    return node;
  }

  void open(Node node) {
    if (open_.size() == deepest) {
      stop(node.at, path(), fmt::format("nested deeper than {} levels", deepest));
    }
    open_.push_back({std::move(node), std::nullopt});
  }

  void close() {
    Node done = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(done));
  }

  void add(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.type == Node::Type::sequence) {
      parent.node.children.push_back(std::move(node));
    } else if (!parent.key) {
      if (node.type != Node::Type::scalar && node.type != Node::Type::refused) {
        problem(node.at, "a key must be text");
        node.type = Node::Type::refused;
      }
      parent.key = std::move(node);
    } else {
      if (parent.key->type == Node::Type::scalar) {
        node.key = std::move(parent.key->text);
        node.key_at = parent.key->at;
        parent.node.children.push_back(std::move(node));
      }
      parent.key.reset();
    }
  }

  void refuse_duplicates(Node& mapping) {
    std::unordered_map<std::string, int> first_lines;
    std::erase_if(mapping.children, [&](const Node& child) {
      const auto [first, added] = first_lines.emplace(child.key, child.key_at.line);
      if (added) return false;
      reading_.report(child.key_at, join(path(), child.key),
                      fmt::format("duplicate key, first on line {}", first->second));
      return true;
    });
  }

  /// The path of the next node: the keys and indexes of all open nodes.
  [[nodiscard]] std::string path() const {
    std::string all;
    for (const Open& level : open_) {
      if (level.node.type == Node::Type::sequence) {
        all += fmt::format("[{}]", level.node.children.size());
      } else if (level.key) {
        all = join(all, level.key->text);
      }
    }
    return all;
  }

  void problem(Position at, std::string message) {
    reading_.report(at, path(), std::move(message));
  }

  [[noreturn]] void stop(Position at, std::string where, std::string message) {
    reading_.report(at, std::move(where), std::move(message));
    throw Stop{};
  }

  std::string_view text_;
  Reading& reading_;
  std::vector<Open> open_;
  Node root_;
  std::size_t values_ = 0;
  int documents_ = 0;
};

}  // namespace

std::optional<Node> parse_yaml(std::string_view text, Reading& reading) {
  if (text.size() > largest_file) {
    reading.report({}, "", "the file is larger than 1MiB");
    return std::nullopt;
  }
  if (const std::optional<Position> bad = find_invalid_utf8(text)) {
    reading.report(*bad, "", "not UTF-8 text");
    return std::nullopt;
  }
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  TreeBuilder builder(text, reading);
  try {
    std::istringstream stream{std::string{text}};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    YamlMistake mistake = explain(error, text);
    reading.report(mistake.at, "", std::move(mistake.message));
    return std::nullopt;
  }
  Node root = builder.take();
  if (root.type == Node::Type::nothing) {
    reading.report({}, "", "the file is empty");
    return std::nullopt;
  }
  return root;
}

}  // namespace sluice::config
