const {CloudEvent, Kafka, MQTT} = require('cloudevents');

// What the official SDK of CloudEvents makes of a message; an error when that is no valid event.

const readers = {
  kafka: ({headers, key, payload}) => Kafka.toEvent({headers, key, value: payload}),
  mqtt: ({headers, payload, content_type}) => MQTT.toEvent(
    {headers, body: payload, PUBLISH: {'Content Type': content_type}}, true),
};

function read({binding, ...message}) {
  const event = new CloudEvent(readers[binding](message));
  event.validate();
  return event.toJSON();
}

module.exports = {'cloud_event.read': read};
