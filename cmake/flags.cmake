# One INTERFACE target carries every flag.
add_library(jutong_flags INTERFACE)
target_compile_options(jutong_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these falsely in optimised standard library code.
  target_compile_options(jutong_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
else()
  # The library of g++ 12 uses what it declares deprecated (stable_sort).
  target_compile_options(jutong_flags INTERFACE -Wno-gnu-statement-expression-from-macro-expansion -Wno-deprecated-declarations)
endif()

set(JUTONG_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
option(JUTONG_FUZZ "Build the fuzz targets (clang only)" OFF)
if(JUTONG_SANITIZE)
  target_compile_options(jutong_flags INTERFACE -fsanitize=${JUTONG_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(jutong_flags INTERFACE -fsanitize=${JUTONG_SANITIZE})
endif()
if(JUTONG_FUZZ)
  target_compile_options(jutong_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
