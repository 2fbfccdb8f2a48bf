# sluice_connector(NAME SOURCES … [PRIVATE …]): one broker's folder below connectors/.
# It becomes sluice::connector_NAME and is listed in the generated registry, which expects the function
# `const Connector& NAME_connector()` of namespace sluice::connectors.
function(sluice_connector name)
  cmake_parse_arguments(arg "" "" "SOURCES;PRIVATE" ${ARGN})
  list(TRANSFORM arg_SOURCES PREPEND ${name}/)
  sluice_module(connector_${name} SOURCES ${arg_SOURCES}
    DEPENDS sluice::core sluice::telemetry sluice::config PRIVATE ${arg_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY SLUICE_CONNECTORS ${name})
endfunction()
