#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/support/mqtt_client.hpp"

namespace weir::test {

// One message of weir's about a request.
struct said {
    received message;
    boost::json::object json;

    std::string text(std::string_view key) const;  // empty: null or absent
    std::string state() const { return text("state"); }
    bool final() const;
    bool duplicate() const;
};

// What weir has said of each request, by id. Not thread-safe.
class command_ledger {
public:
    struct entry {
        std::vector<said> status;   // cmd/<command>/status, states of the request alone
        std::vector<said> doubles;  // the same, of its doubles
        std::vector<said> cancels;  // answers to cancels, on status and below answers/
        std::vector<said> answers;  // below answers/, those to doubles too
        std::vector<said> audit;

        std::vector<std::string> states() const;  // on status
        std::vector<said> finals() const;         // on status
    };

    // Messages of weir/bench/ and of answers/ that come behind those read before.
    void read(const std::vector<received>& all);
    // The next read() is of another subscriber, who has seen nothing yet.
    void turn_the_page() { next_ = 0; }

    const entry& of(const std::string& id) const;
    const std::map<std::string, entry>& all() const { return entries_; }
    // The ids in the order of their audit records.
    const std::vector<std::string>& audited() const { return audited_; }

private:
    std::size_t next_ = 0;
    std::map<std::string, entry> entries_;
    std::vector<std::string> audited_;
};

}  // namespace weir::test
