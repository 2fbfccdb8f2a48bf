#include "config/documentation.hpp"

#include <string_view>

#include "config/declaration.hpp"
#include "config/describer.hpp"
#include "config/printer.hpp"
#include "config/schema_writer.hpp"

namespace sluice::config {
namespace {

/// The form of the file and of its values, which no table of keys shows.
constexpr std::string_view introduction = R"(# Configuration

<!-- Generated from the declarations in config/ and connectors/. Do not edit. -->

One YAML file configures a gateway. It is strict: an unknown key, a wrong type, a number out of
range or a name that leads nowhere is refused, all of them at once, each as
`file:line:column: path: what is wrong`.

```yaml
connections:
  market:
    cluster: eu
    key: ${PUSHER_KEY}
    auth: {secret: "${PUSHER_SECRET}"}
    channels: [trades, private-orders]
sinks:
  events: {type: kafka, brokers: ["kafka:9092"]}
routes:
  - match: {connection: market, channel: "private-*"}
    to: events
    topic: channels.{connection}
```

## Values

| Type | How it is written |
|---|---|
| text | quotes make no difference, and numbers need none: `key: 1e5` is the text `1e5` |
| secret text | as text; shown as `***` wherever the configuration is shown |
| whole number | `42` |
| duration | `250ms`, `15s`, `2m`, `1h` |
| size | bytes, or `64KiB`, `64MiB`, `1GiB` |

| In any value | Stands for |
|---|---|
| `${NAME}` | the environment variable, which must be set, without its last line break |
| `${NAME:-default}` | the same, or the default when it is unset or empty |
| `${file:/run/secrets/name}` | the file's content without its last line break, at most 64 KiB; the path may hold variables, as in `${file:${CREDENTIALS_DIRECTORY}/name}` |
| `$${` | a literal `${` |

These are resolved after the YAML was parsed, so what they stand for is never read as YAML. Within
`{ }` or `[ ]` they need quotes, as YAML has its own use for braces there. Keys are taken as they
are. Names of connections, sinks, sources and returns are 1 to 64 of `a-z`, `0-9`, `_` and `-`.

A gateway reads its file and the files of `${file:…}` again when they change, at SIGHUP and at
`POST /api/v1/reload`: [what can change without a restart](operations.md#changing-the-configuration-without-a-restart).
The environment stays what it was when the process started. A key that is marked with "A change
needs a restart" concerns the process as a whole, any other the part that it stands in:
`sluice diff OLD NEW` shows which parts of two files differ.

Not allowed: anchors, aliases, tags, duplicate keys, a second document, more than 1 MiB, more than
32 levels, more than 100,000 values.

## Keys
)";

}  // namespace

std::string describe(const ConnectorTypes& types) {
  Describer describer(types);
  Gateway defaults;
  fields(describer, defaults);
  return std::string{introduction} + describer.markdown();
}

std::string json_schema(const ConnectorTypes& types) {
  SchemaWriter writer(types);
  Gateway defaults;
  fields(writer, defaults);
  return writer.text();
}

// `fields` takes a non-const reference, because a reader changes the members; printing needs a
// copy.
std::string print(const Gateway& gateway, const ConnectorTypes& types) {
  Printer printer(types);
  Gateway copy = gateway;
  fields(printer, copy);
  return printer.text();
}

}  // namespace sluice::config
