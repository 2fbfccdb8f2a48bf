#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/delivery.hpp"
#include "gateway/core/event.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/kind_set.hpp"
#include "gateway/core/route_choices.hpp"
#include "gateway/relay/channel_patterns.hpp"
#include "gateway/relay/cloud_event.hpp"
#include "gateway/relay/event_template.hpp"

namespace sluice::relay {

/// A header of a route's records; `value` is a template.
struct HeaderRule {
  std::string name;
  std::string value;
};

/// The two templates of a CloudEvent.
struct CloudEventTexts {
  std::string source;
  std::string type;
};

/// A route as written in the configuration, not yet checked.
struct RouteRule {
  std::string connection{};  ///< the name of a connection; empty: any
  ChannelPatterns channels{};
  std::string event_glob{};  ///< empty: any
  KindSet kinds = KindSet::usual();
  SinkId sink{};
  std::string topic{};
  std::string key{};  ///< empty: records have no key
  std::vector<HeaderRule> headers{};
  std::string origin{};  ///< the value of origin_header; empty: the records have no such header
  Format format = Format::raw;
  DataShape data = DataShape::as_sent;
  /// The attributes of CloudEvents; required when the format makes them.
  std::optional<CloudEventTexts> cloud_event{};
  /// The prefix of attributes that are headers at this sink. Empty: its records have no headers.
  std::optional<std::string> header_prefix = std::string{};
  bool table = false;                         ///< a join is an upsert, a departure a removal
  bool own_member = true;                     ///< the gateway's own row is among them
  DeadLetterMark dead_letter{};               ///< of the topic for rejected records
  StateName state_name = StateName::key;      ///< the name of a table's row at the sink
  Values topic_values = Values::as_they_are;  ///< as the sink's topics require
  bool allow_unconfined_topic = false;  ///< lets peers choose the topic from its first character
};

/// A header, ready to render.
struct RouteHeader {
  std::string name;
  EventTemplate value;
};

/// A route, checked and with compiled templates. Immutable.
struct Route {
  std::string connection;
  ChannelPatterns channels;
  std::string event_glob;  ///< empty: any event, without a comparison
  KindSet kinds;
  SinkId sink{};
  EventTemplate topic;
  EventTemplate key;
  std::vector<RouteHeader> headers;
  Format format{};
  DataShape data{};
  CloudEventRule cloud_event;
  bool table{};
  bool own_member{};
  DeadLetterMark dead_letter{};
  StateName state_name{};
};

}  // namespace sluice::relay
