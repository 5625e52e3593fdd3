#pragma once

#include <cstddef>
#include <vector>

#include "daemon/process/datapoints.hpp"

namespace weir {

// The polynomial of a degree that comes nearest to points, by least squares. It is held as a sum of
// polynomials that are orthogonal on the points (Forsythe, 1957), for which no system of equations must be
// solved.
class polynomial {
public:
    // More than `degree` points must have a `from` of their own.
    polynomial(const std::vector<datapoint>& points, std::size_t degree);

    double operator()(double x) const;

private:
    // p(x) of the next term is (x - shift) p(x) - weight q(x), with q the one before.
    struct term {
        double factor = 0;
        double shift = 0;
        double weight = 0;
    };
    std::vector<term> terms_;
};

}  // namespace weir
