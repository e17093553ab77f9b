// The program.
#include "cli/command.h"

int main(int argc, char** argv) { return jutong::cli::run_program(argc, argv); }
