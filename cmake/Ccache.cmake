# A second build of the same file costs nothing where ccache is installed. The sloppiness is what ccache asks for where headers are precompiled: no
# source of ours uses __TIME__ or a macro of the precompiled headers before they are included.
find_program(TV_CCACHE ccache)
if(TV_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(tv_ccache "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${TV_CCACHE}")
    set(CMAKE_C_COMPILER_LAUNCHER ${tv_ccache})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${tv_ccache})
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
    endif()
endif()
