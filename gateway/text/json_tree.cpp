#include "gateway/text/json_tree.hpp"

#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "gateway/text/json_value.hpp"

namespace sluice::text {

using Json = nlohmann::json;

struct JsonTree::Root {
  Json value;
};

std::optional<JsonTree> JsonTree::parse(std::string_view text) {
  Json value = parse_json(text, Fractions::as_written);
  if (value.is_discarded()) return std::nullopt;
  return JsonTree{std::make_unique<Root>(Root{std::move(value)})};
}

JsonTree::JsonTree(std::unique_ptr<const Root> root) : root_(std::move(root)) {}
JsonTree::JsonTree(JsonTree&&) noexcept = default;
JsonTree& JsonTree::operator=(JsonTree&&) noexcept = default;
JsonTree::~JsonTree() = default;

std::optional<std::string> JsonTree::text_at(const std::string& pointer) const {
  try {
    const Json& value = root_->value.at(Json::json_pointer{pointer});
    if (value.is_string()) return value.get<std::string>();
    if (value.is_primitive() && !value.is_null()) return value.dump();
  } catch (const Json::exception&) {
    // There is no such value.
  }
  return std::nullopt;
}

bool is_json_pointer(const std::string& pointer) {
  try {
    std::ignore = Json::json_pointer{pointer};
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

}  // namespace sluice::text
