# Two interface targets: tv_warnings for our own code, tv_build for everything compiled here (sanitizers, hardening).
add_library(tv_warnings INTERFACE)
target_compile_options(tv_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -Wcast-qual -Wformat=2 -Wimplicit-fallthrough -Wundef $<$<BOOL:${TV_WERROR}>:-Werror>)

add_library(tv_build INTERFACE)
if(TV_SANITIZE)
    string(REPLACE "," ";" tv_sanitizers "${TV_SANITIZE}")
    foreach(sanitizer IN LISTS tv_sanitizers)
        target_compile_options(tv_build INTERFACE -fsanitize=${sanitizer})
        target_link_options(tv_build INTERFACE -fsanitize=${sanitizer})
    endforeach()
    # g++ 12 takes the instrumentation for reads of what was never written, and for copies beyond what is there.
    target_compile_options(tv_build INTERFACE -fno-omit-frame-pointer -fno-sanitize-recover=all
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread>)
else()
    # Hardening as Debian 12 builds its own packages, with stack clashes, bounds of the library and full RELRO on top. FORTIFY needs -O1 or more.
    target_compile_options(tv_build INTERFACE
        -fstack-protector-strong -fstack-clash-protection $<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},x86_64>:-fcf-protection>
        $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2> -D_GLIBCXX_ASSERTIONS)
    target_link_options(tv_build INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(TV_FUZZERS)
    target_compile_options(tv_build INTERFACE -fsanitize=fuzzer-no-link)
    target_link_options(tv_build INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(TV_COVERAGE)
    target_compile_options(tv_build INTERFACE --coverage -fprofile-update=atomic)
    target_link_options(tv_build INTERFACE --coverage)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()
