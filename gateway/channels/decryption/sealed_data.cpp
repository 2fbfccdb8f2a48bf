#include "gateway/channels/decryption/sealed_data.hpp"

#include <simdjson.h>

#include <string>

#include "gateway/channels/wire/envelope.hpp"

namespace sluice::channels {
namespace ondemand = simdjson::ondemand;

struct SealedDataReader::Parsers {
  ondemand::parser token;
  ondemand::parser object;
  std::string text;  ///< the content of the token, padded
};

SealedDataReader::SealedDataReader() : parsers_(std::make_unique<Parsers>()) {}
SealedDataReader::~SealedDataReader() = default;
SealedDataReader::SealedDataReader(SealedDataReader&&) noexcept = default;

namespace {

/// A message that was larger gives its scratch memory back.
constexpr std::size_t message_to_keep = 256 * 1024;

simdjson::padded_string_view padded(std::string_view text) {
  return simdjson::padded_string_view(text.data(), text.size(),
                                      text.size() + EnvelopeParser::padding);
}

/// Views into the parser, valid until its next parse.
struct Fields {
  std::string_view nonce;
  std::string_view ciphertext;
};

bool read_fields(ondemand::parser& parser, std::string_view text, Fields& out) {
  ondemand::document document;
  ondemand::object object;
  if (parser.iterate(padded(text)).get(document)) return false;
  if (document.get_object().get(object)) return false;
  for (auto field : object) {
    std::string_view key;
    if (field.unescaped_key().get(key)) return false;
    if (key == "nonce" && field.value().get_string().get(out.nonce)) return false;
    if (key == "ciphertext" && field.value().get_string().get(out.ciphertext)) return false;
  }
  const char* rest = nullptr;
  return document.current_location().get(rest) != simdjson::SUCCESS;  // nothing follows
}

}  // namespace

bool SealedDataReader::read(std::string_view data, SecretBox& out) {
  const bool good = read_box(data, out);
  if (data.size() > message_to_keep) parsers_ = std::make_unique<Parsers>();
  return good;
}

bool SealedDataReader::read_box(std::string_view data, SecretBox& out) {
  if (data.starts_with('"')) {
    ondemand::document document;
    std::string_view text;
    if (parsers_->token.iterate(padded(data)).get(document)) return false;
    if (document.get_string().get(text)) return false;
    const auto size = text.size();
    parsers_->text.assign(text).append(EnvelopeParser::padding, ' ');
    data = std::string_view(parsers_->text).substr(0, size);
  }
  Fields fields;
  return read_fields(parsers_->object, data, fields) &&
         read_secretbox(fields.nonce, fields.ciphertext, out);
}

}  // namespace sluice::channels
