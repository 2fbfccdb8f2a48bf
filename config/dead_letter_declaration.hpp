#pragma once

#include "config/fields.hpp"
#include "config/return_config.hpp"

// The section for dead letters, of routes and of returns. See config/declaration.hpp.
namespace sluice::config {

template <class Visitor>
void fields(Visitor& visit, DeadLetter& dead_letter) {
  visit("to", dead_letter.to, "Name of a sink.", Required{});
  visit("topic", dead_letter.topic,
        "Topic of the dead letters. A letter has the key, payload and headers of its record or "
        "message, and headers `sluice-…` with the reason, the topic and more; MQTT 3.1.1 has no "
        "headers and gets one JSON object. See docs/payloads.md.",
        Required{}, Example{"sluice.dead"});
}

}  // namespace sluice::config
