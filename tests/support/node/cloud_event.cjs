// What the official SDK of CloudEvents makes of a message; an error when that is no valid event.

/// The SDK is loaded for those who ask: it takes a while.
const sdk = () => require('cloudevents');

const readers = {
  kafka: ({headers, key, payload}) => sdk().Kafka.toEvent({headers, key, value: payload}),
  mqtt: ({headers, payload, content_type}) => sdk().MQTT.toEvent(
    {headers, body: payload, PUBLISH: {'Content Type': content_type}}, true),
};

function read({binding, ...message}) {
  const event = new (sdk().CloudEvent)(readers[binding](message));
  event.validate();
  return event.toJSON();
}

module.exports = {'cloud_event.read': read};
