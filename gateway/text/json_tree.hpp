#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::text {

/// A parsed JSON text in which values can be found by JSON pointer. Immutable.
class JsonTree {
 public:
  /// Empty when `text` is not exactly one JSON text, in UTF-8 without a byte order mark.
  [[nodiscard]] static std::optional<JsonTree> parse(std::string_view text);

  JsonTree(JsonTree&&) noexcept;
  JsonTree& operator=(JsonTree&&) noexcept;
  ~JsonTree();

  /// The text of the string, number or boolean at `pointer`: a string's content, or the others as
  /// written. Empty for null, objects and arrays, and when there is no such value.
  [[nodiscard]] std::optional<std::string> text_at(const std::string& pointer) const;

 private:
  struct Root;
  explicit JsonTree(std::unique_ptr<const Root> root);

  std::unique_ptr<const Root> root_;
};

/// Whether `pointer` is a JSON pointer (RFC 6901).
[[nodiscard]] bool is_json_pointer(const std::string& pointer);

}  // namespace sluice::text
