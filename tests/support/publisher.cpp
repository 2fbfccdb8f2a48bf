#include "tests/support/publisher.hpp"

namespace sluice::test {

Publisher::Publisher(Driver& driver, const Soketi& server, const std::string& master_key)
    : driver_{driver}, name_{driver.next_name("publisher")} {
  const ChannelsApp& app = server.app();
  driver_.call("publisher.open",
               {{"id", name_},
                {"port", server.port()},
                {"secure", server.secure()},
                {"app", {{"id", app.id}, {"key", app.key}, {"secret", app.secret}}},
                {"master_key", master_key.empty() ? app.encryption_master_key : master_key}},
               within(answer_time));
}

void Publisher::trigger(const std::vector<std::string>& channels, const std::string& event,
                        const nlohmann::json& data, Deadline deadline) {
  driver_.call("publisher.trigger",
               {{"id", name_}, {"channels", channels}, {"event", event}, {"data", data}}, deadline);
}

void Publisher::trigger(const std::string& channel, const std::string& event,
                        const nlohmann::json& data, Deadline deadline) {
  trigger(std::vector{channel}, event, data, deadline);
}

void Publisher::send_to_user(const std::string& user_id, const std::string& event,
                             const nlohmann::json& data) {
  driver_.call("publisher.send_to_user",
               {{"id", name_}, {"user_id", user_id}, {"event", event}, {"data", data}},
               within(answer_time));
}

void Publisher::terminate_user(const std::string& user_id) {
  driver_.call("publisher.terminate_user", {{"id", name_}, {"user_id", user_id}},
               within(answer_time));
}

void Publisher::trigger_batch(const std::vector<Publication>& events, Deadline deadline) {
  auto list = nlohmann::json::array();
  for (const Publication& each : events) {
    list.push_back({{"channel", each.channel}, {"name", each.event}, {"data", each.data}});
  }
  driver_.call("publisher.trigger_batch", {{"id", name_}, {"events", list}}, deadline);
}

void Publisher::trigger_unquoted(const std::string& channel, const std::string& event,
                                 const nlohmann::json& data, Deadline deadline) {
  const nlohmann::json body{
      {"name", event}, {"channels", nlohmann::json::array({channel})}, {"data", data}};
  driver_.call("publisher.post", {{"id", name_}, {"path", "/events"}, {"body", body}}, deadline);
}

}  // namespace sluice::test
