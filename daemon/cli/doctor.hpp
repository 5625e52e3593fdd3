#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "daemon/doctor/finding.hpp"
#include "daemon/doctor/visit.hpp"

namespace weir {

struct doctor_options {
    std::string config;
    bool json = false;
};

// `weir doctor`: looks at this machine and says what keeps weir from working, and what to do about it. Exit
// code 0, with warnings too, or 1 when there is a problem.
int examine_machine(const doctor_options& options, std::ostream& out);

// Its parts.
struct diagnosis {
    std::string check;  // its name
    doctor::finding found;
};
std::vector<diagnosis> examine(const doctor::visit& at);
void print_diagnoses(const std::vector<diagnosis>& all, std::ostream& out);
void print_diagnoses_json(const std::vector<diagnosis>& all, std::ostream& out);

}  // namespace weir
