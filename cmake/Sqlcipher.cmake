# SQLCipher 4.14.0 on SQLite 3.51.3, compiled as a static library.
#
# Debian's own is 3.4.1 on SQLite 3.15.2, and every SQLite below 3.51.3 can corrupt a database in a WAL-reset race. The
# amalgamation comes out of the npm package @journeyapps/sqlcipher (BSD-3-Clause), fetched by the npm client as the machine
# has it configured and refused unless its SHA-512 is the one pinned here. Nothing of it is kept in the repository.
set(TV_SQLCIPHER_PACKAGE "@journeyapps/sqlcipher@6.0.0")
set(TV_SQLCIPHER_TARBALL "journeyapps-sqlcipher-6.0.0.tgz")
# Hex form of the npm integrity sha512-YmWSQIR4cnv+5L38lYJoS/dIF/+bEZBaACATbeTyq4XKjMHcxdIlFnElBLiIqa9rwseOIimIYjudgOOCovud3Q==
set(TV_SQLCIPHER_SHA512 "626592408478727bfee4bdfc9582684bf74817ff9b11905a0020136de4f2ab85ca8cc1dcc5d22516712504b888a9af6bc2c78e222988623b9d80e382a2fb9ddd")
set(TV_SQLCIPHER_CACHE "${CMAKE_SOURCE_DIR}/.fetched" CACHE PATH "Where fetched sources are kept between builds")

set(tv_sqlcipher_archive "${TV_SQLCIPHER_CACHE}/${TV_SQLCIPHER_TARBALL}")
if(NOT EXISTS "${tv_sqlcipher_archive}")
    find_program(TV_NPM npm REQUIRED)
    file(MAKE_DIRECTORY "${TV_SQLCIPHER_CACHE}/incoming")
    message(STATUS "Fetching ${TV_SQLCIPHER_PACKAGE} with npm")
    execute_process(COMMAND "${TV_NPM}" pack --loglevel=error "${TV_SQLCIPHER_PACKAGE}"
        WORKING_DIRECTORY "${TV_SQLCIPHER_CACHE}/incoming" RESULT_VARIABLE tv_npm_result OUTPUT_QUIET ERROR_VARIABLE tv_npm_error)
    if(NOT tv_npm_result EQUAL 0)
        message(FATAL_ERROR "npm could not fetch ${TV_SQLCIPHER_PACKAGE}: ${tv_npm_error}")
    endif()
    # Renamed only when complete, so that an interrupted download is never taken for the package.
    file(RENAME "${TV_SQLCIPHER_CACHE}/incoming/${TV_SQLCIPHER_TARBALL}" "${tv_sqlcipher_archive}")
endif()
file(SHA512 "${tv_sqlcipher_archive}" tv_sqlcipher_digest)
if(NOT tv_sqlcipher_digest STREQUAL TV_SQLCIPHER_SHA512)
    file(REMOVE "${tv_sqlcipher_archive}")
    message(FATAL_ERROR "${TV_SQLCIPHER_TARBALL} is not the pinned package (its SHA-512 differs); it was removed. Run again to fetch it anew.")
endif()

set(tv_sqlcipher_source "${CMAKE_BINARY_DIR}/sqlcipher/package/deps/sqlcipher-amalgamation")
if(NOT EXISTS "${tv_sqlcipher_source}/sqlite3.c")
    file(ARCHIVE_EXTRACT INPUT "${tv_sqlcipher_archive}" DESTINATION "${CMAKE_BINARY_DIR}/sqlcipher"
        PATTERNS "package/deps/sqlcipher-amalgamation/sqlite3.[ch]")
endif()

add_library(sqlcipher STATIC "${tv_sqlcipher_source}/sqlite3.c")
target_include_directories(sqlcipher SYSTEM BEFORE PUBLIC "${tv_sqlcipher_source}")
target_compile_definitions(sqlcipher PUBLIC SQLITE_HAS_CODEC
    PRIVATE SQLCIPHER_CRYPTO_OPENSSL SQLITE_EXTRA_INIT=sqlcipher_extra_init SQLITE_EXTRA_SHUTDOWN=sqlcipher_extra_shutdown
    SQLITE_TEMP_STORE=2 SQLITE_THREADSAFE=2 SQLITE_SECURE_DELETE SQLITE_DQS=0 SQLITE_OMIT_LOAD_EXTENSION SQLITE_OMIT_DEPRECATED SQLITE_ENABLE_DBPAGE_VTAB
    SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_DEFAULT_FILE_PERMISSIONS=0600 HAVE_STDINT_H)
target_compile_options(sqlcipher PRIVATE -w $<$<CONFIG:Debug>:-O1>)
# SQLite calls its callbacks through casted pointers. A property of the source stands behind -fsanitize=undefined on the command line
# (an option of the target before it, where it would count for nothing). g++ has no such check.
set_source_files_properties("${tv_sqlcipher_source}/sqlite3.c" PROPERTIES COMPILE_OPTIONS "$<$<C_COMPILER_ID:Clang>:-fno-sanitize=function>")
target_link_libraries(sqlcipher PUBLIC OpenSSL::Crypto Threads::Threads PRIVATE tv_build)
