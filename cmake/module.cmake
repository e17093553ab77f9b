# A module is one call, and its DEPS are its place in the world:
#
#   jutong_module(name HEADERS … SOURCES … TESTS … FUZZ … BENCH … DEPS modules… LIBS libraries… DATA files…)
#
# DEPS name modules that stand earlier in src/CMakeLists.txt; LIBS are third-party targets and stay private.
# Headers are checked to compile alone (all_verify_interface_header_sets).
function(jutong_module name)
  cmake_parse_arguments(M "" "" "HEADERS;SOURCES;TESTS;FUZZ;BENCH;DEPS;LIBS" ${ARGN})
  list(TRANSFORM M_DEPS PREPEND jutong::)

  add_library(jutong_${name} STATIC ${M_SOURCES})
  add_library(jutong::${name} ALIAS jutong_${name})
  target_sources(jutong_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/src FILES ${M_HEADERS})
  target_link_libraries(jutong_${name} PUBLIC jutong_flags fmt::fmt ${M_DEPS} PRIVATE ${M_LIBS})
  set_target_properties(jutong_${name} PROPERTIES LINKER_LANGUAGE CXX)

  if(M_TESTS AND BUILD_TESTING AND NOT JUTONG_FUZZ)
    add_executable(${name}_test ${M_TESTS})
    target_link_libraries(${name}_test PRIVATE jutong::${name} ${M_LIBS} GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE JUTONG_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    jutong_runs_beside_duckdb(${name}_test)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
  foreach(file IN LISTS M_BENCH)
    if(NOT JUTONG_FUZZ AND NOT JUTONG_SANITIZE)
      get_filename_component(target ${file} NAME_WE)
      add_executable(${target} EXCLUDE_FROM_ALL ${file})
      target_link_libraries(${target} PRIVATE jutong::${name} ${M_LIBS} benchmark::benchmark)
      target_compile_definitions(${target} PRIVATE JUTONG_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
      jutong_runs_beside_duckdb(${target})
    endif()
  endforeach()
  foreach(file IN LISTS M_FUZZ)
    if(JUTONG_FUZZ)
      get_filename_component(target ${file} NAME_WE)
      add_executable(${target} ${file})
      target_link_libraries(${target} PRIVATE jutong::${name} ${M_LIBS})
      target_compile_definitions(${target} PRIVATE JUTONG_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
      jutong_runs_beside_duckdb(${target})
    endif()
  endforeach()
endfunction()

# The build tree finds libduckdb where bootstrap put it.
function(jutong_runs_beside_duckdb target)
  set_target_properties(${target} PROPERTIES BUILD_RPATH ${JUTONG_DEPS}/duckdb/lib INSTALL_RPATH "$ORIGIN/../lib")
endfunction()
