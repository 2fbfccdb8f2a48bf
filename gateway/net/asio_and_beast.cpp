// Asio and Beast as a library: the one file that compiles what does not depend on template
// arguments.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
