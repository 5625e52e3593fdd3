#include "daemon/cli/test.hpp"

#include <fstream>
#include <ostream>
#include <utility>

#include "config/test_file.hpp"
#include "daemon/catalogues.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/test_report.hpp"
#include "daemon/log.hpp"
#include "daemon/rehearsal/rehearsal.hpp"

namespace weir {

namespace {

tested play(const test_file& from, const test_case& test) {
    const auto started = std::chrono::steady_clock::now();
    test_verdict verdict = rehearse(from.settings, test);
    return {from.file, test.name, test.where, std::move(verdict), std::chrono::steady_clock::now() - started};
}

// Whether all could be loaded.
bool load(const std::vector<std::string>& paths, std::vector<test_file>& files, std::ostream& errors) {
    bool good = true;
    for (const std::string& path : paths) {
        test_file_result loaded = load_test_file(path, all_catalogues());
        errors << loaded.errors;
        good = good && loaded.tests;
        if (loaded.tests) files.push_back(std::move(*loaded.tests));
    }
    return good;
}

// Until all are done or one is interrupted.
std::vector<tested> play_all(const std::vector<test_file>& files, const test_options& options,
                             std::ostream& out) {
    std::vector<tested> done;
    for (const test_file& file : files) {
        if (options.log) log::init(log::level_of(file.settings.log_level).value_or(log::level::info));
        for (const test_case& test : file.tests) {
            if (test.name.find(options.filter) == std::string::npos) continue;
            done.push_back(play(file, test));
            if (done.back().verdict.interrupted) return done;
            out << test_text(done.back()) << std::flush;
        }
    }
    return done;
}

bool all_passed(const std::vector<tested>& all) {
    for (const tested& one : all) {
        if (one.verdict.failure) return false;
    }
    return true;
}

}  // namespace

int run_tests(const test_options& options, std::ostream& out, std::ostream& errors) {
    std::vector<test_file> files;
    if (!load(options.files, files, errors)) return exit_config;
    log::init(log::level::error);
    const std::vector<tested> done = play_all(files, options, out);
    if (done.empty()) {
        errors << "weir: no test has '" << options.filter << "' in its name\n";
        return exit_usage;
    }
    if (done.back().verdict.interrupted) {
        errors << "weir: interrupted\n";
        return exit_failure;
    }
    out << test_summary(done) << '\n';
    if (!options.junit.empty() && !(std::ofstream(options.junit) << junit_report(done) << std::flush)) {
        errors << "weir: cannot write " << options.junit << '\n';
        return exit_failure;
    }
    return all_passed(done) ? 0 : exit_failure;
}

}  // namespace weir
