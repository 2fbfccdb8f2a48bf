# SLUICE_SANITIZE names sanitizers for the whole build; SLUICE_HARDENING is for what is shipped.
set(SLUICE_SANITIZE "" CACHE STRING "Sanitizers for every target: address,undefined or thread")
option(SLUICE_HARDENING "Fortify, stack protector, PIE, full RELRO" OFF)

if(SLUICE_SANITIZE)
  add_compile_options(-fsanitize=${SLUICE_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SLUICE_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(-Wno-maybe-uninitialized)  # sees their instrumentation, in <regex> for one
  endif()
  if(SLUICE_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  if(SLUICE_SANITIZE MATCHES "thread")
    add_compile_options(-Wno-tsan)  # noise on Asio's fences
  endif()
endif()

if(SLUICE_HARDENING)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  add_compile_options(-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  add_link_options(-pie -Wl,-z,relro,-z,now)
endif()
