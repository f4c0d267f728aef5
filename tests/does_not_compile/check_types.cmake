# Compiles each row of cases.txt and expects what it says. Run by ctest:
#     cmake -DCXX=… "-DINCLUDES=…|…" -DHERE=… -P check_types.cmake
# The control must compile, so that a broken command line or header is not taken for a guard that holds, and a
# refused file must be refused for the reason written beside it.
file(STRINGS "${HERE}/cases.txt" rows)
set(passed 0)
set(failed 0)
foreach(row IN LISTS rows)
    if(row MATCHES "^#" OR row STREQUAL "")
        continue()
    endif()
    # file | "compiles" or a regular expression of the compiler's complaint
    if(NOT row MATCHES "^([^|]*)\\|(.*)$")
        message(FATAL_ERROR "cases.txt: not a row: ${row}")
    endif()
    string(STRIP "${CMAKE_MATCH_1}" source)
    string(STRIP "${CMAKE_MATCH_2}" expected)
    set(flags "")
    string(REPLACE "|" ";" INCLUDES "${INCLUDES}")
    foreach(folder IN LISTS INCLUDES)
        list(APPEND flags "-I${folder}")
    endforeach()
    execute_process(COMMAND "${CXX}" -std=c++23 -fsyntax-only ${flags} "${HERE}/${source}"
        RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE complaint)
    if((expected STREQUAL "compiles" AND result EQUAL 0) OR
       (NOT expected STREQUAL "compiles" AND NOT result EQUAL 0 AND complaint MATCHES "${expected}"))
        math(EXPR passed "${passed} + 1")
    else()
        math(EXPR failed "${failed} + 1")
        message("${source}: expected '${expected}', the compiler answered ${result}\n${complaint}")
    endif()
endforeach()
message("${passed} passed, ${failed} failed")
if(failed GREATER 0 OR passed EQUAL 0)
    message(FATAL_ERROR "a guard of the compiler does not hold")
endif()
