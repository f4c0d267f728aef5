# System headers are visible to every target, so a forbidden #include would compile. A fence is a folder of headers with the
# same names whose only line is #error; put first on a target's include path it makes the include fail with a sentence.
set(TV_FENCE_ROOT "${CMAKE_BINARY_DIR}/fences")

function(tv_build_fence name sentence)
    foreach(header IN LISTS ARGN)
        set(stub "${TV_FENCE_ROOT}/${name}/${header}")
        if(NOT EXISTS "${stub}")
            file(WRITE "${stub}" "#error \"${header}: ${sentence}\"\n")
        endif()
    endforeach()
endfunction()

find_path(TV_POCO_INCLUDE Poco/Poco.h REQUIRED)
file(GLOB_RECURSE tv_poco_headers RELATIVE "${TV_POCO_INCLUDE}" "${TV_POCO_INCLUDE}/Poco/*.h")
tv_build_fence(poco "HTTP and Poco belong to server and cli" ${tv_poco_headers})
tv_build_fence(sqlite "SQL lives in vault/src/store" sqlite3.h sqlite3ext.h)
tv_build_fence(hyperscan "Hyperscan belongs to redactor" hs.h hs/hs.h hs/hs_common.h hs/hs_compile.h hs/hs_runtime.h)
find_path(TV_RE2_INCLUDE re2/re2.h REQUIRED)
file(GLOB tv_re2_headers RELATIVE "${TV_RE2_INCLUDE}" "${TV_RE2_INCLUDE}/re2/*.h")
tv_build_fence(re2 "RE2 belongs to redactor" ${tv_re2_headers})
find_path(TV_SODIUM_INCLUDE sodium.h REQUIRED)
file(GLOB tv_sodium_headers RELATIVE "${TV_SODIUM_INCLUDE}" "${TV_SODIUM_INCLUDE}/sodium/*.h")
tv_build_fence(sodium "cryptography belongs to vault" sodium.h ${tv_sodium_headers})
