#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/auth_endpoint.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/soketi.hpp"

namespace sluice::test {

/// An event as pusher-js hands it to an application.
struct MemberEvent {
  std::string channel;
  std::string event;
  nlohmann::json data;  ///< pusher-js has parsed it where it is JSON
  std::string user_id;
};

/// Another client of the Channels server, through the official `pusher-js` package. It reconnects
/// by itself as that does. Connected when the constructor returns.
class Member {
 public:
  /// `user` is who it is on presence channels.
  Member(Driver& driver, const Soketi& server, const AuthEndpoint& auth, std::string user);
  ~Member();
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  /// Returns when the server has acknowledged, with the members' ids of a presence channel.
  std::vector<std::string> subscribe(const std::string& channel,
                                     Deadline deadline = within(answer_time));
  void unsubscribe(const std::string& channel);

  /// A client event; its name starts with `client-`.
  void trigger(const std::string& channel, const std::string& event, const nlohmann::json& data);

  /// Every event from number `from` on, pusher's own included, as soon as there are at least
  /// `count` of them.
  std::vector<MemberEvent> wait_events(std::size_t count, Deadline deadline = within(answer_time),
                                       std::size_t from = 0);
  /// The first event of that name, already there or still to come.
  MemberEvent wait_event(const std::string& event, Deadline deadline = within(answer_time));

  /// `connected` and so on, by pusher-js's names.
  void wait_state(const std::string& state, Deadline deadline = within(start_time));

 private:
  Driver& driver_;
  std::string name_;
};

}  // namespace sluice::test
