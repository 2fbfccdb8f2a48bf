#include "gateway/relay/letter.hpp"

#include <simdjson.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "gateway/relay/letter_names.hpp"
#include "gateway/text/base64.hpp"
#include "gateway/text/utf8.hpp"

namespace sluice::relay {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view fact_prefix = "sluice-";
constexpr std::string_view key_header = "sluice-key";

std::uint32_t length(std::size_t bytes) noexcept {
  return static_cast<std::uint32_t>(bytes);
}

std::size_t size_of(const Header& header) noexcept {
  return Headers::overhead + header.name.size() + header.value.size();
}

std::size_t size_of(const std::vector<Header>& headers) noexcept {
  std::size_t bytes = 0;
  for (const Header& header : headers) bytes += size_of(header);
  return bytes;
}

std::vector<Header> headers_of(const Letter& letter, LetterForm form) {
  std::vector<Header> facts = letter.facts;
  if (form == LetterForm::plain_headers && !letter.key.empty()) {
    facts.push_back({key_header, letter.key});
  }
  std::vector<Header> headers;
  for (const Header& header : letter.headers) {
    const bool replaced = std::ranges::find(facts, header.name, &Header::name) != facts.end();
    if (!replaced) headers.push_back(header);
  }
  headers.insert(headers.end(), facts.begin(), facts.end());
  return headers;
}

bool is_plain(const Header& header) noexcept {
  return text::why_not_plain(header.name).empty() && text::why_not_plain(header.value).empty();
}

/// The first bytes of a text, without part of a character. The same for other bytes.
std::string_view first_bytes(std::string_view text, std::size_t bytes) noexcept {
  if (bytes >= text.size()) return text;
  constexpr unsigned marks = 0xc0;
  constexpr unsigned continues = 0x80;
  std::size_t end = bytes;
  while (end > 0 && end + 4 > bytes &&
         (static_cast<unsigned char>(text[end]) & marks) == continues) {
    --end;
  }
  return text.substr(0, end);
}

/// A record that is ready to be offered, but for its topic.
struct Content {
  std::string_view key;
  std::string_view payload;
  std::vector<Header> headers;
  ContentType content_type;
  Change change;
};

void offer(const Content& content, const DeadLetterTopic& to, WallTime received_at, Outbox& outbox,
           Outbox::Settled settled, Outbox::Safe safe) {
  const Shape shape{.topic = length(to.topic.size()),
                    .key = length(content.key.size()),
                    .payload = length(content.payload.size()),
                    .headers = length(size_of(content.headers))};
  text::Writer out = outbox.begin(shape.size());
  out.append(to.topic);
  out.append(content.key);
  out.append(content.payload);
  for (const Header& header : content.headers) out.add_header(header);
  outbox.commit(shape,
                {.received_at = received_at,
                 .content_type = content.content_type,
                 .change = content.change,
                 .dead_letter = DeadLetterMark::is_letter},
                std::move(settled), std::move(safe));
}

std::string envelope_of(const Letter& letter, std::string_view payload) {
  Json json = Json::object();
  for (const Header& fact : letter.facts) {
    json[std::string{fact.name.substr(fact_prefix.size())}] = fact.value;
  }
  if (payload.size() < letter.payload.size()) json["truncated"] = letter.payload.size();
  json["key"] = letter.key;
  json["headers"] = Json::array();
  for (const Header& header : letter.headers) {
    json["headers"].push_back({{"name", header.name}, {"value", header.value}});
  }
  if (letter.is_null) {
    json["payload"] = nullptr;
  } else if (simdjson::validate_utf8(payload.data(), payload.size())) {
    json["payload"] = payload;
  } else {
    json["payload_base64"] = text::base64(payload);
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void offer_envelope(const Letter& letter, const DeadLetterTopic& to, Outbox& outbox,
                    Outbox::Settled settled, Outbox::Safe safe) {
  std::string_view payload = letter.payload;
  std::string envelope = envelope_of(letter, payload);
  while (!payload.empty() && to.topic.size() + envelope.size() > outbox.record_bytes_max()) {
    payload = first_bytes(payload, payload.size() / 2);
    envelope = envelope_of(letter, payload);
  }
  offer({{}, envelope, {}, ContentType::json, Change::append}, to, letter.received_at, outbox,
        std::move(settled), std::move(safe));
}

void offer_with_headers(const Letter& letter, std::vector<Header> headers,
                        const DeadLetterTopic& to, Outbox& outbox, Outbox::Settled settled,
                        Outbox::Safe safe) {
  const bool has_keys = to.form == LetterForm::headers;
  const std::string_view key = has_keys ? letter.key : std::string_view{};
  std::string_view payload = letter.payload;
  const std::string whole_size = std::to_string(payload.size());
  const std::size_t others = to.topic.size() + key.size() + size_of(headers);
  const std::size_t room = outbox.record_bytes_max();
  if (others + payload.size() > room) {
    headers.push_back({truncated_header, whole_size});
    const std::size_t besides = others + size_of(headers.back());
    payload = first_bytes(payload, room - std::min(room, besides));
  }
  // A null stays null at a broker that knows null; elsewhere it would end a state.
  const Change change = letter.is_null && has_keys ? Change::remove : Change::append;
  offer({key, payload, std::move(headers), letter.content_type, change}, to, letter.received_at,
        outbox, std::move(settled), std::move(safe));
}

}  // namespace

void offer_letter(const Letter& letter, const DeadLetterTopic& to, Outbox& outbox,
                  Outbox::Settled settled, Outbox::Safe safe) {
  std::vector<Header> headers = headers_of(letter, to.form);
  const bool has_headers =
      to.form == LetterForm::headers ||
      (to.form == LetterForm::plain_headers && std::ranges::all_of(headers, is_plain));
  if (has_headers) {
    offer_with_headers(letter, std::move(headers), to, outbox, std::move(settled), std::move(safe));
  } else {
    offer_envelope(letter, to, outbox, std::move(settled), std::move(safe));
  }
}

bool can_be_cut(const Record& record) noexcept {
  return record.facts.dead_letter == DeadLetterMark::is_letter && !record.headers.empty() &&
         !record.payload.empty();
}

Shape write_cut(const Record& letter, text::Writer& out) {
  const std::string_view payload = first_bytes(letter.payload, letter.payload.size() / 2);
  out.append(letter.topic);
  out.append(letter.key);
  out.append(payload);
  const std::size_t before = out.size();
  bool is_cut_already = false;
  for (const Header& header : letter.headers) {
    is_cut_already = is_cut_already || header.name == truncated_header;
    out.add_header(header);
  }
  if (!is_cut_already) {
    out.add_header({truncated_header, std::to_string(letter.payload.size())});
  }
  return {.topic = length(letter.topic.size()),
          .key = length(letter.key.size()),
          .payload = length(payload.size()),
          .headers = length(out.size() - before)};
}

}  // namespace sluice::relay
