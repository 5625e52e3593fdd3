#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace weir {

template <class T>
using awaitable = boost::asio::awaitable<T>;

// How a wait ended.
enum class ending : std::uint8_t { done, timed_out, canceled, failed };

// Whether an error says that an operation was cancelled, and not that it failed: operation_aborted,
// ECANCELED, and what a cancelled Asio channel says.
bool is_cancellation(const boost::system::error_code& error);
// The same for an exception; false for null.
bool is_cancellation(const std::exception_ptr& failure);

// What an exception says: what(), or "unknown error". Empty for null.
std::string reason(const std::exception_ptr& failure);

// The end of a wait: a value, or that its time was up, or that somebody cancelled it, or why it failed.
template <class T>
class [[nodiscard]] outcome {
public:
    using stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

    outcome() requires std::is_void_v<T> : how_(ending::done) {}
    outcome(stored value) requires(!std::is_void_v<T>) : how_(ending::done), value_(std::move(value)) {}
    explicit outcome(std::exception_ptr failure) : how_(ending::failed), failure_(std::move(failure)) {}

    static outcome timed_out() { return outcome(ending::timed_out); }
    static outcome canceled() { return outcome(ending::canceled); }

    ending how() const { return how_; }
    bool done() const { return how_ == ending::done; }

    // done() must hold.
    const stored& value() const requires(!std::is_void_v<T>) { return *value_; }
    stored& value() requires(!std::is_void_v<T>) { return *value_; }

    // Null unless it failed.
    std::exception_ptr failure() const { return failure_; }
    // Why there is no value, for a log: "timed out", "canceled" or the failure's text; empty when done.
    std::string why() const {
        switch (how_) {
            case ending::done:
                return {};
            case ending::timed_out:
                return "timed out";
            case ending::canceled:
                return "canceled";
            case ending::failed:
                break;
        }
        return reason(failure_);
    }
    // The value; else throws the failure, asio::error::timed_out or asio::error::operation_aborted.
    T take() {
        namespace error = boost::asio::error;
        if (how_ == ending::failed) std::rethrow_exception(failure_);
        if (how_ == ending::timed_out) throw boost::system::system_error(error::timed_out);
        if (how_ == ending::canceled) throw boost::system::system_error(error::operation_aborted);
        if constexpr (!std::is_void_v<T>) return std::move(value());
    }

private:
    explicit outcome(ending how) : how_(how) {}

    ending how_;
    std::optional<stored> value_;
    std::exception_ptr failure_;
};

// Whether a result carries the error of a cancelled operation: an error_code, a tuple that begins with one, a
// struct with a member `error`, or a boost::system::result.
template <class T>
bool says_canceled(const T& result) {
    if constexpr (std::is_same_v<T, boost::system::error_code>)
        return is_cancellation(result);
    else if constexpr (requires { boost::system::error_code(result.error); })
        return is_cancellation(result.error);
    else if constexpr (requires { boost::system::error_code(result.error()); })
        return is_cancellation(result.error());
    else
        return false;
}

template <class... Rest>
bool says_canceled(const std::tuple<boost::system::error_code, Rest...>& result) {
    return is_cancellation(std::get<0>(result));
}

}  // namespace weir
