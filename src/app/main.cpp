// The program.
#include "app/serve.h"
#include "cli/command.h"
#include "job/directory.h"

int main(int argc, char** argv) {
    jutong::job::keep_files_private();
    return jutong::cli::run_program(argc, argv, {jutong::app::serve_command()});
}
