// Preloaded into a gateway: the lookup of hanging.test never returns, and two.test has two
// addresses of loopback.
#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>

#include <cstring>

namespace {

bool is(const char* name, const char* wanted) {
  return name != nullptr && std::strcmp(name, wanted) == 0;
}

int look_up(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
  static const auto real =
      reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(name, service, hints, found);
}

}  // namespace

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  while (is(name, "hanging.test")) ::pause();
  if (!is(name, "two.test")) return look_up(name, service, hints, found);
  const int error = look_up("127.0.0.2", service, hints, found);
  return error != 0 ? error : look_up("127.0.0.1", service, hints, &(*found)->ai_next);
}
