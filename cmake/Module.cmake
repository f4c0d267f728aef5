# One call per module, program and test, so that every target gets the same flags, paths and fences.

# Every target of ours passes here, also with no fence at all: tests/does_not_compile checks what each was given.
function(tv_apply_fences target)
    set_property(GLOBAL APPEND PROPERTY TV_FENCED_TARGETS ${target})
    set_property(TARGET ${target} PROPERTY TV_FENCES "${ARGN}")
    foreach(fence IN LISTS ARGN)
        target_include_directories(${target} BEFORE PRIVATE "${TV_FENCE_ROOT}/${fence}")
    endforeach()
endfunction()

# Reading the standard library's headers was most of what a file of ours took to compile. A target reads them once. A source still includes what it
# uses: the tidy preset builds without this.
option(TV_PRECOMPILE "Precompile the headers that most sources use" ON)
function(tv_precompile target)
    if(TV_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE <algorithm> <array> <chrono> <expected> <filesystem> <functional> <map> <memory> <optional> <span>
            <string> <string_view> <system_error> <utility> <variant> <vector> ${ARGN})
    endif()
endfunction()

# tv_add_module(<name> SOURCES … USES <our modules> LIBRARIES <imported targets> FORBIDS <fences>)
#
# A static library. include/ is what others see; src/ is private. LIBRARIES are linked PRIVATE: a module whose public header
# needs a third-party type is one that leaks it. PRECOMPILES: heavy headers of theirs that many of its sources use.
function(tv_add_module name)
    cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES;FORBIDS;PRECOMPILES" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}/include" PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/src")
    target_compile_definitions(${name} PRIVATE TV_VERSION="${PROJECT_VERSION}")
    target_link_libraries(${name} PUBLIC ${ARG_USES} PRIVATE ${ARG_LIBRARIES} tv_warnings tv_build)
    tv_precompile(${name} ${ARG_PRECOMPILES})
    tv_apply_fences(${name} ${ARG_FORBIDS})
endfunction()

# tv_add_program(<name> SOURCES … USES … LIBRARIES … FORBIDS …): an executable in <build>/bin.
function(tv_add_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES;FORBIDS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/src")
    target_compile_definitions(${name} PRIVATE TV_VERSION="${PROJECT_VERSION}")
    target_link_libraries(${name} PRIVATE ${ARG_USES} ${ARG_LIBRARIES} tv_warnings tv_build)
    tv_apply_fences(${name} ${ARG_FORBIDS})
endfunction()

# tv_add_tests(<name> SOURCES … USES … LIBRARIES …): one Catch2 program, one ctest entry. It may look into the private headers of
# the modules it uses: tests mirror the modules. Tests are optimised less than what they test, since they are compiled more often than run.
function(tv_add_tests name)
    cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES;PRECOMPILES" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
    foreach(module IN LISTS ARG_USES)
        if(IS_DIRECTORY "${CMAKE_SOURCE_DIR}/${module}/src")
            target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/${module}/src")
        endif()
    endforeach()
    target_link_libraries(${name} PRIVATE ${ARG_USES} ${ARG_LIBRARIES} test_main tv_warnings tv_build)
    # g++ 12 sees copies beyond a string's own buffer where there are none, and says so of a header that is precompiled.
    target_compile_options(${name} PRIVATE $<$<CONFIG:RelWithDebInfo>:-Og>
        $<$<AND:$<BOOL:${TV_PRECOMPILE}>,$<CXX_COMPILER_ID:GNU>>:-Wno-array-bounds;-Wno-stringop-overflow>)
    tv_precompile(${name} "${CMAKE_SOURCE_DIR}/tests/support/catch.h" ${ARG_PRECOMPILES})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    add_test(NAME ${name} COMMAND ${name})
endfunction()
