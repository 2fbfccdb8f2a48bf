#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/driver.hpp"
#include "tests/support/soketi.hpp"

namespace sluice::test {

struct Publication {
  std::string channel;
  std::string event;
  nlohmann::json data;
};

/// Publishes through the official `pusher` package. Each call returns when the server has taken
/// the event.
class Publisher {
 public:
  /// Encrypts what encrypted channels get, with this key or else the app's.
  Publisher(Driver& driver, const Soketi& server, const std::string& master_key = {});

  /// A JSON string is published as its text, anything else as its JSON text: `data` on the wire
  /// is a string either way.
  void trigger(const std::vector<std::string>& channels, const std::string& event,
               const nlohmann::json& data, Deadline deadline = within(answer_time));
  void trigger(const std::string& channel, const std::string& event, const nlohmann::json& data,
               Deadline deadline = within(answer_time));

  /// To one user, on all connections on which it is signed in.
  void send_to_user(const std::string& user_id, const std::string& event,
                    const nlohmann::json& data);
  /// Closes all these connections.
  void terminate_user(const std::string& user_id);

  /// At most ten.
  void trigger_batch(const std::vector<Publication>& events,
                     Deadline deadline = within(answer_time));

  /// With `data` on the wire as it is here: an object, a number, null.
  void trigger_unquoted(const std::string& channel, const std::string& event,
                        const nlohmann::json& data, Deadline deadline = within(answer_time));

 private:
  Driver& driver_;
  std::string name_;
};

}  // namespace sluice::test
