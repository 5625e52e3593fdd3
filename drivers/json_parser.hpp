#pragma once

#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "drivers/decoder.hpp"
#include "drivers/reject.hpp"
#include "drivers/text.hpp"

// JSON (RFC 8259) as a run of events, without a tree: what decoders of JSON share.
namespace weir {

// A handler of the parser derives from this and adds what objects, arrays, keys and values mean to it.
class json_handler {
public:
    // As the parser wants them; the bounds are the handler's.
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using error_code = boost::json::error_code;
    using string_view = boost::json::string_view;

    bool on_document_begin(error_code&) {
        reason_ = reject::none;
        return true;
    }
    bool on_document_end(error_code&) { return true; }
    bool on_number_part(string_view, error_code&) { return true; }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }

    reject reason() const { return reason_; }  // of fail(), or none

protected:
    // What on_...() returns to end the parsing.
    bool fail(reject reason, error_code& error) {
        reason_ = reason;
        error = make_error_code(boost::json::error::syntax);
        return false;
    }

    // Boost 1.81 may be off by a unit in the last place, so the text is read anew.
    static std::optional<double> exact_number(string_view text) {
        double number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        return read.ec == std::errc() ? std::optional(number) : std::nullopt;
    }

private:
    reject reason_ = reject::none;
};

template <class Handler>
class json_parser {
public:
    static constexpr std::size_t max_depth = 16;

    template <class... Arguments>
    explicit json_parser(Arguments&&... of_handler)
        : parser_(options(), std::forward<Arguments>(of_handler)...) {}

    Handler& handler() { return parser_.handler(); }

    // Tells the handler of all that is in `bytes`, which must be one document. None, or why they are refused.
    reject parse(std::string_view bytes) {
        parser_.reset();
        boost::json::error_code error;
        const std::size_t used = parser_.write_some(false, bytes.data(), bytes.size(), error);
        return error || used < bytes.size() ? reason_of(bytes, error) : reject::none;
    }

private:
    static boost::json::parse_options options() {
        boost::json::parse_options made;
        made.max_depth = max_depth;
        return made;
    }

    // The parser takes nothing that is not UTF-8, but does not say that this was it.
    reject reason_of(std::string_view refused, boost::json::error_code error) const {
        if (!is_utf8(refused)) return reject::not_utf8;
        if (parser_.handler().reason() != reject::none) return parser_.handler().reason();
        if (error == boost::json::error::too_deep) return reject::too_complex;
        if (error == boost::json::error::exponent_overflow) return reject::bad_number;
        return reject::bad_syntax;
    }

    boost::json::basic_parser<Handler> parser_;
};

// A frame is one document; its sample is what the handler, from start(out) on, writes of it.
template <class Handler>
class json_decoder_of final : public decoder {
public:
    template <class... Arguments>
    explicit json_decoder_of(Arguments&&... of_handler) : parser_(std::forward<Arguments>(of_handler)...) {}

    result decode(const frame& in, sample& out) override {
        parser_.handler().start(out);
        const reject reason = parser_.parse(in.bytes);
        if (reason != reject::none) return {bad, reason};
        out.arrived = in.arrived;
        return {out.fields.empty() ? nothing : sampled};
    }

private:
    json_parser<Handler> parser_;
};

}  // namespace weir
