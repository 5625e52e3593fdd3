// Where the lines of the load generator go.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/load/mini_mqtt.hpp"
#include "tests/bench/load/serial_device.hpp"

namespace weir::bench {

class sink {
public:
    virtual ~sink() = default;

    // A line of `port`, stamped with `seq` and the time; false when there was no room for it.
    virtual bool send(int port, std::int64_t seq) = 0;
    // What epoll should watch, and what to do when there is something to read.
    virtual std::vector<int> descriptors() const = 0;
    virtual void readable(std::size_t descriptor_index) = 0;
    // Does what is due; returns when it wants to be called again, in ns, or -1.
    virtual std::int64_t work(std::int64_t now) = 0;
    // Lets go of what is still held back.
    virtual void finish() = 0;
};

// N serial lines `DIR/tty0`…, whose devices also play their side of commands: `SET x` is answered with `OK
// x`.
class serial_sink : public sink {
public:
    // `text`: bytes of text beside the numbers; `answer_after`: ns from a command to its answer.
    serial_sink(int ports, const std::string& folder, int text, std::int64_t answer_after);

    bool send(int port, std::int64_t seq) override;
    std::vector<int> descriptors() const override;
    void readable(std::size_t port) override;
    std::int64_t work(std::int64_t now) override;
    void finish() override;

private:
    struct answer {
        std::int64_t due = 0;
        std::size_t port = 0;
        std::string line;
    };

    const int text_;
    const std::int64_t answer_after_;
    std::vector<std::unique_ptr<serial_device>> devices_;
    std::deque<answer> answers_;
    std::string line_;
};

// Messages on `topic`, in which `{}` stands for the port's number.
class topic_sink : public sink {
public:
    // `response`: a template too; when it is given, messages are requests to weir: the numbers are `params`
    // and, so that the meter finds them in any answer, the Correlation Data.
    topic_sink(int ports, int broker, const std::string& topic, const std::string& response, int text);

    bool send(int port, std::int64_t seq) override;
    std::vector<int> descriptors() const override { return {}; }
    void readable(std::size_t) override {}
    std::int64_t work(std::int64_t now) override;
    void finish() override { mqtt_.flush(); }

private:
    const int text_;
    const bool requests_;
    mini_mqtt mqtt_;
    std::vector<std::string> topics_;
    std::vector<std::string> responses_;
    std::string line_;
};

}  // namespace weir::bench
