// Asio and Beast as a library: the only file that compiles their code without template arguments.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
