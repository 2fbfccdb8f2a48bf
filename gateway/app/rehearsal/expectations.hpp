#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/node.hpp"
#include "gateway/app/rehearsal/given_event.hpp"
#include "gateway/core/return_event.hpp"

// What the file of `sluice test` says. What an expectation does not name may be anything.
namespace sluice::app {

struct TestedEvent : GivenEvent {
  std::string connection{};  ///< empty: the only one that subscribes to the channel
};

struct ExpectedRecord {
  std::string to{};  ///< name of the sink
  std::optional<std::string> topic{};
  std::optional<std::string> key{};
  std::optional<std::string> payload{};          ///< byte for byte
  std::optional<std::string> payload_json{};     ///< the same value, whatever its spaces and order
  std::map<std::string, std::string> headers{};  ///< there may be others
  bool removes = false;                          ///< removes the row of a table
};

struct TestedMessage {
  std::string from{};  ///< name of the source
  std::string topic{};
  std::string key{};
  std::string payload{};
  std::map<std::string, std::string> headers{};
};

/// An event of the way back, or why there is none.
struct ExpectedEvent {
  std::optional<std::string> to{};  ///< name of the connection
  std::optional<std::string> channel{};
  std::optional<std::string> event{};
  std::optional<std::string> data{};
  std::optional<std::string> data_json{};
  std::optional<ReturnLoss> lost{};
};

/// Either an event and the records that it becomes, or a message and its events: all, in order.
struct Expectation {
  std::string title{};
  std::optional<TestedEvent> event{};
  std::vector<ExpectedRecord> records{};
  std::optional<TestedMessage> message{};
  std::vector<ExpectedEvent> events{};
  config::Position at{};  ///< in the file
};

struct ExpectationFile {
  std::string config{};  ///< path, from the folder of the file
  std::vector<Expectation> tests{};
};

}  // namespace sluice::app
