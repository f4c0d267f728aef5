# A second build of the same file costs nothing where ccache is installed.
find_program(TV_CCACHE ccache)
if(TV_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER "${TV_CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${TV_CCACHE}")
endif()
