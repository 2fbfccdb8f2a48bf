# sluice_module(NAME SOURCES … [DEPENDS …] [PRIVATE …]): one folder, one library target sluice::NAME.
# DEPENDS are modules of ours (public), PRIVATE are third-party libraries only this folder uses.
function(sluice_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  if(arg_SOURCES)
    add_library(sluice_${name} STATIC ${arg_SOURCES})
    target_include_directories(sluice_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(sluice_${name} PUBLIC ${arg_DEPENDS} PRIVATE sluice_warnings ${arg_PRIVATE})
  else()
    add_library(sluice_${name} INTERFACE)
    target_include_directories(sluice_${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(sluice_${name} INTERFACE ${arg_DEPENDS})
  endif()
  add_library(sluice::${name} ALIAS sluice_${name})
endfunction()

# sluice_test(NAME SOURCES … DEPENDS …): one GoogleTest program, each of its tests known to ctest.
# LABELS sorts it: unit (run side by side), integration or deploy (on real parts, one at a time); a test that
# runs longer than TIMEOUT seconds has failed.
function(sluice_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE sluice_warnings ${arg_DEPENDS} sluice::test_main)
  set(serial OFF)
  if("unit" IN_LIST arg_LABELS)
    add_dependencies(unit_tests ${name})
  else()
    set(serial ON)
    add_dependencies(${name} sluice)
  endif()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} RUN_SERIAL ${serial})
endfunction()
