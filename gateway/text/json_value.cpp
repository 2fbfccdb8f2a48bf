#include "gateway/text/json_value.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "gateway/text/json_string.hpp"
#include "gateway/text/json_syntax.hpp"

namespace sluice::text {
namespace {

using Json = nlohmann::json;

/// Makes a value from the events of the parser. nlohmann's own builder with a callback would work,
/// but it searches a container for discarded elements at the end of each element.
class Builder final : public Json::json_sax_t {
 public:
  explicit Builder(Fractions fractions) : fractions_(fractions) {}

  Json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(std::int64_t value) override { return add(value); }
  bool number_unsigned(std::uint64_t value) override { return add(value); }
  bool number_float(double value, const std::string& written) override {
    return fractions_ == Fractions::as_double ? add(value) : add(written);
  }
  bool string(std::string& value) override { return add(std::move(value)); }
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
  [[nodiscard]] bool too_deep() const noexcept { return left_out_ > 0; }

  Json& put(Json value) {
    Json* place = &root_;
    if (!open_.empty()) {
      Json& parent = *open_.back();
      place = parent.is_array() ? &parent.emplace_back(nullptr) : &parent[std::move(key_)];
    }
    *place = std::move(value);
    return *place;
  }
  bool add(Json value) {
    if (!too_deep()) put(std::move(value));
    return true;
  }
  bool open(Json container) {
    if (too_deep() || open_.size() == json_depth_max) {
      ++left_out_;
    } else {
      open_.push_back(&put(std::move(container)));
    }
    return true;
  }
  bool close() {
    if (too_deep()) {
      --left_out_;
    } else {
      open_.pop_back();
    }
    return true;
  }

  Fractions fractions_;
  Json root_;
  std::vector<Json*> open_;   ///< the containers around the next element, outermost first
  std::size_t left_out_ = 0;  ///< the number of containers around it that are too deep
  std::string key_;
};

/// The parser skips a byte order mark and ends at a NUL: JSON allows neither.
bool parser_would_overlook(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos;
}

/// The parser refuses lone surrogates, which JSON allows. Both escapes have the same length.
std::string without_lone_surrogates(std::string_view text, std::size_t first) {
  constexpr std::string_view replacement = R"(\ufffd)";
  std::string mended(text);
  for (auto at = first; at != std::string_view::npos;
       at = find_lone_surrogate(text, at + replacement.size())) {
    mended.replace(at, replacement.size(), replacement);
  }
  return mended;
}

}  // namespace

Json parse_json(std::string_view text, Fractions fractions) {
  Builder builder(fractions);
  if (parser_would_overlook(text)) return Json::value_t::discarded;
  const auto lone = find_lone_surrogate(text, 0);
  const bool sound = lone == std::string_view::npos
                         ? Json::sax_parse(text, &builder)
                         : Json::sax_parse(without_lone_surrogates(text, lone), &builder);
  return sound ? builder.take() : Json(Json::value_t::discarded);
}

}  // namespace sluice::text
