#include "tests/support/member.hpp"

#include <exception>
#include <iostream>

namespace sluice::test {

Member::Member(Driver& driver, const Soketi& server, const AuthEndpoint& auth, std::string user)
    : driver_{driver}, name_{driver.next_name("member")} {
  const nlohmann::json authorisation{{"endpoint", auth.url()}, {"params", {{"user_id", user}}}};
  driver_.call("member.connect",
               {{"id", name_},
                {"port", server.port()},
                {"secure", server.secure()},
                {"key", server.app().key},
                {"auth", authorisation}},
               within(start_time));
}

Member::~Member() {
  try {
    driver_.call("member.disconnect", {{"id", name_}}, within(answer_time));
  } catch (const std::exception& error) {
    std::cerr << "member: " << error.what() << '\n';
  }
}

std::vector<std::string> Member::subscribe(const std::string& channel, Deadline deadline) {
  return driver_.call("member.subscribe", {{"id", name_}, {"channel", channel}}, deadline)
      .at("members");
}

void Member::unsubscribe(const std::string& channel) {
  driver_.call("member.unsubscribe", {{"id", name_}, {"channel", channel}}, within(answer_time));
}

void Member::trigger(const std::string& channel, const std::string& event,
                     const nlohmann::json& data) {
  driver_.call("member.trigger",
               {{"id", name_}, {"channel", channel}, {"event", event}, {"data", data}},
               within(answer_time));
}

std::vector<MemberEvent> Member::wait_events(std::size_t count, Deadline deadline,
                                             std::size_t from) {
  std::vector<MemberEvent> events;
  for (const auto& item : driver_.items("member.events", name_, from, count, deadline)) {
    events.push_back({item.at("channel"), item.at("event"), item.at("data"), item.at("user_id")});
  }
  return events;
}

MemberEvent Member::wait_event(const std::string& event, Deadline deadline) {
  for (std::size_t seen = 0;;) {
    for (MemberEvent& each : wait_events(1, deadline, seen)) {
      if (each.event == event) {
        return std::move(each);
      }
      ++seen;
    }
  }
}

void Member::wait_state(const std::string& state, Deadline deadline) {
  driver_.call("member.wait_state", {{"id", name_}, {"state", state}}, deadline);
}

}  // namespace sluice::test
