#include "gateway/text/json_tree.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>
#include <vector>

namespace sluice::text {
namespace {

using Json = nlohmann::json;

/// Makes a tree of what the parser finds. A number that came as a double is kept as its text: an
/// integer of twenty digits, or a price, is not to change on its way through a double.
class Builder final : public Json::json_sax_t {
 public:
  Json take() { return std::move(root_); }

  bool null() override { return add(nullptr) != nullptr; }
  bool boolean(bool value) override { return add(value) != nullptr; }
  bool number_integer(std::int64_t value) override { return add(value) != nullptr; }
  bool number_unsigned(std::uint64_t value) override { return add(value) != nullptr; }
  bool number_float(double, const std::string& written) override { return add(written) != nullptr; }
  bool string(std::string& value) override { return add(std::move(value)) != nullptr; }
  bool binary(Json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return false;
  }

 private:
  Json* add(Json value) {
    Json* place = &root_;
    if (!open_.empty()) {
      Json& parent = *open_.back();
      place = parent.is_array() ? &parent.emplace_back(nullptr) : &parent[key_];
    }
    *place = std::move(value);
    return place;
  }
  bool open(Json container) {
    open_.push_back(add(std::move(container)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  Json root_;
  std::vector<Json*> open_;  ///< the containers around what comes next, outermost first
  std::string key_;
};

/// The parser takes a byte order mark for nothing and a NUL for the end: neither is JSON's.
bool parser_would_overlook(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos;
}

}  // namespace

struct JsonTree::Root {
  Json value;
};

std::optional<JsonTree> JsonTree::parse(std::string_view text) {
  Builder builder;
  if (parser_would_overlook(text) || !Json::sax_parse(text, &builder)) return std::nullopt;
  return JsonTree{std::make_unique<Root>(Root{builder.take()})};
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
    // Nothing there.
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
