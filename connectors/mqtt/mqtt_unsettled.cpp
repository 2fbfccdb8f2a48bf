#include "connectors/mqtt/mqtt_unsettled.hpp"

#include <chrono>
#include <utility>

namespace sluice::connectors {

MqttUnsettled::MqttUnsettled(std::unique_ptr<Inbox> inbox)
    : keeper_(inbox ? std::make_shared<MqttKeeper>(std::move(inbox)) : nullptr) {}

MqttUnsettled::~MqttUnsettled() {
  if (keeper_) keeper_->close();
}

MqttUnsettled::Ticketed MqttUnsettled::add(const mqtt::const_message_ptr& message,
                                           Inbox::Number number) {
  const Ticket ticket{next_ticket_++};
  MqttArrival arrival(message, std::chrono::system_clock::now());
  const auto entry = entries_.emplace(ticket.sequence, Entry{std::move(arrival), number}).first;
  return {.message = entry->second.arrival->view(), .ticket = ticket};
}

std::optional<MqttUnsettled::Ticketed> MqttUnsettled::next_recovered() {
  if (!keeper_) return {};
  const auto recovered = keeper_->inbox().next_recovered();
  if (!recovered) return {};
  const Ticket ticket{next_ticket_++};
  entries_.emplace(ticket.sequence, Entry{{}, recovered->number});
  return Ticketed{.message = recovered->message, .ticket = ticket};
}

bool MqttUnsettled::has_recovered() const noexcept {
  return keeper_ && keeper_->inbox().has_recovered();
}

void MqttUnsettled::settle(Ticket ticket) noexcept {
  const auto found = entries_.find(ticket.sequence);
  if (found == entries_.end()) return;
  const Inbox::Number number = found->second.number;
  entries_.erase(found);
  settle(number);
}

void MqttUnsettled::settle(Inbox::Number number) noexcept {
  if (number > 0) keeper_->inbox().settle(number);
}

bool MqttUnsettled::has_room() const noexcept {
  return !keeper_ || keeper_->inbox().has_room();
}

}  // namespace sluice::connectors
