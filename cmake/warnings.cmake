# The warnings every target of ours is built with; each is an error. clang's -Wshadow, unlike g++'s, also means
# a friend's parameter that has the name of a field.
add_library(sluice_warnings INTERFACE)
target_compile_options(sluice_warnings INTERFACE
  -Wall -Wextra -Wpedantic $<$<CXX_COMPILER_ID:GNU>:-Wshadow> -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Werror)
