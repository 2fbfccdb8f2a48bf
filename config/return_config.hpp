#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/choice_names.hpp"
#include "config/connector_type.hpp"
#include "config/fields.hpp"
#include "config/scalar_types.hpp"

// The configuration of the way back: the brokers that are read, and the use of their messages.
// config/return_declaration.hpp declares it.
namespace sluice::config {

/// The limits for messages of a source under way; a full window pauses the source.
struct Window {
  std::int64_t max_messages = 50;
  Bytes max_bytes{16 * 1024 * 1024};
};

struct Source {
  std::string name;
  std::string type;
  Window window;
  ConnectorSettingsPtr settings;  ///< as read by the connector of this type
};

/// Globs; empty: any.
struct ReturnMatch {
  std::string topic;
  std::string key;
  std::map<std::string, std::string> headers;
};

enum class OwnRecords : std::uint8_t { skip, send };
constexpr auto enum_names(const OwnRecords*) {
  return std::to_array<EnumName<OwnRecords>>(
      {{"skip", OwnRecords::skip}, {"send", OwnRecords::send}});
}

/// The topic of records or messages that can never be sent.
struct DeadLetter {
  std::string to;  ///< name of a sink
  std::string topic;
};

struct Return {
  std::string label;  ///< written as `name`; `return-N` when the file has none
  std::string from;
  ReturnMatch match;
  std::vector<std::string> to;
  std::string channel;  ///< template
  std::string event;    ///< template
  BinaryPolicy binary = BinaryPolicy::refuse;
  std::string wrap_text{};  ///< name of the field; empty: no wrapping
  PublishMode publish = PublishMode::client_event;
  std::optional<Duration> ttl;
  Duration patience{60'000};
  bool latest_only = false;
  OwnRecords own_records = OwnRecords::skip;
  std::optional<DeadLetter> dead_letter;
};

/// The label of the return at `index` in the file; the default label when the file has none.
[[nodiscard]] std::string label_of(const Return& back, std::size_t index);

}  // namespace sluice::config
