#include "gateway/channels/wire/envelope.hpp"

#include <simdjson.h>

#include <deque>
#include <string>

#include "gateway/text/json_string.hpp"
#include "gateway/text/json_syntax.hpp"

namespace sluice::channels {
namespace ondemand = simdjson::ondemand;

namespace {

/// A document that was larger gives its scratch memory back, several times its size.
constexpr std::size_t document_to_keep = 256 * 1024;

}  // namespace

struct EnvelopeParser::Parser {
  ondemand::parser json;
  std::deque<std::string> mended;  ///< texts of the last frame that simdjson cannot unescape
};

EnvelopeParser::EnvelopeParser() : parser_(std::make_unique<Parser>()) {}
EnvelopeParser::~EnvelopeParser() = default;

namespace {

std::string_view trimmed(std::string_view token) {
  while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') token.remove_suffix(1);
  return token;
}

/// A lone surrogate is legal JSON and becomes U+FFFD, as it does in `data`; simdjson refuses it.
simdjson::error_code read_string(ondemand::value value, std::deque<std::string>& mended,
                                 std::string_view& out) {
  const auto token = trimmed(value.raw_json_token());
  const auto error = value.get_string().get(out);
  if (error != simdjson::STRING_ERROR) return error;
  auto& room = mended.emplace_back(token.size(), '\0');
  text::Writer writer(room);
  if (!text::unescape(token, writer)) return error;
  out = writer.written();
  return simdjson::SUCCESS;
}

simdjson::error_code read_text(ondemand::value value, std::deque<std::string>& mended,
                               std::string_view& out) {
  ondemand::json_type type{};
  if (auto error = value.type().get(type)) return error;
  if (type != ondemand::json_type::string) return simdjson::SUCCESS;
  return read_string(value, mended, out);
}

/// `user_id` is text in the protocol and a number on some servers; 1 and "1" are the same user.
simdjson::error_code read_user_id(ondemand::value value, std::deque<std::string>& mended,
                                  std::string_view& out) {
  ondemand::json_type type{};
  if (auto error = value.type().get(type)) return error;
  if (type == ondemand::json_type::string) return read_string(value, mended, out);
  if (type != ondemand::json_type::number) return simdjson::SUCCESS;
  out = trimmed(value.raw_json_token());
  return text::is_json(out) ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
}

/// The token of `data` as sent. simdjson on demand checks only the parts that it reads, so this
/// function checks the skipped parts: no later stage may receive broken JSON. The escapes of a
/// string are left out, because their check would double the cost of a frame, and each reader that
/// unescapes the string finds the error.
simdjson::error_code read_data(ondemand::value value, std::string_view& out) {
  ondemand::json_type type{};
  if (auto error = value.type().get(type)) return error;
  if (type == ondemand::json_type::string) {
    out = trimmed(value.raw_json_token());
    return simdjson::SUCCESS;
  }
  std::string_view text;
  if (auto error = simdjson::to_json_string(value).get(text)) return error;
  out = trimmed(text);
  return text::is_json(out) ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
}

}  // namespace

bool EnvelopeParser::parse(std::string_view frame, Envelope& out) {
  out = {};
  if (!parser_->mended.empty()) parser_->mended.clear();
  if (parser_->json.capacity() > document_to_keep && frame.size() <= document_to_keep) {
    parser_->json = ondemand::parser();
  }
  const auto fail = [this](simdjson::error_code error) {
    problem_ = simdjson::error_message(error);
    return false;
  };
  ondemand::document document;
  if (auto error = parser_->json
                       .iterate(simdjson::padded_string_view(frame.data(), frame.size(),
                                                             frame.size() + padding))
                       .get(document)) {
    return fail(error);
  }
  ondemand::object object;
  if (auto error = document.get_object().get(object)) return fail(error);
  for (auto field : object) {
    std::string_view key;
    ondemand::value value;
    if (auto error = field.unescaped_key().get(key)) return fail(error);
    if (auto error = field.value().get(value)) return fail(error);
    simdjson::error_code error = simdjson::SUCCESS;
    if (key == "event") {
      out.event = {};
      error = read_text(value, parser_->mended, out.event);
    } else if (key == "channel") {
      out.channel = {};
      error = read_text(value, parser_->mended, out.channel);
    } else if (key == "data") {
      error = read_data(value, out.data);
    } else if (key == "user_id") {
      out.user_id = {};
      error = read_user_id(value, parser_->mended, out.user_id);
    }
    if (error) return fail(error);
  }
  const char* rest = nullptr;
  if (!document.current_location().get(rest)) return fail(simdjson::TRAILING_CONTENT);
  if (out.event.empty()) {
    problem_ = "no text field 'event'";
    return false;
  }
  return true;
}

}  // namespace sluice::channels
