#pragma once

// Catch2 2.13 (Debian 12) and 3.x have different headers for the same macros; this is the only place that knows.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
