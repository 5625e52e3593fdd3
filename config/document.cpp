#include "config/document.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_set>
#include <utility>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "config/raw_text.hpp"
#include "config/secrets.hpp"
#include "config/wording.hpp"
#include "config/yaml_error.hpp"

namespace weir {

namespace {

struct unusable {
    problem why;
};

place place_of(const YAML::Mark& mark) {
    if (mark.line < 0 || mark.column < 0) return {1, 1};
    return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1};
}

void measure(const node& what, document_extent& sum) {
    ++sum.nodes;
    sum.text += what.text.size();
    for (const node& item : what.items)
        measure(item, sum);
    for (const node::entry& entry : what.entries)
        measure(entry.value, sum);
}

// Levels of sequences and maps.
std::size_t depth_of(const node& what) {
    std::size_t deepest = 0;
    for (const node& item : what.items)
        deepest = std::max(deepest, depth_of(item));
    for (const node::entry& entry : what.entries)
        deepest = std::max(deepest, depth_of(entry.value));
    return deepest + (what.is == node::form::sequence || what.is == node::form::map ? 1 : 0);
}

node::tag tag_of(const std::string& tag) {
    if (tag == "!secret") return node::tag::secret;
    return tag == "!include" ? node::tag::include : node::tag::none;
}

// Makes the tree from yaml-cpp's events, so that the bounds hold while it parses.
class builder final : public YAML::EventHandler {
public:
    // All must outlive the builder.
    builder(std::string_view text, const document_context& in, document_extent& spent, problems& found)
        : text_(text), in_(in), spent_(spent), found_(found) {}

    std::optional<node> take() { return std::move(root_); }
    place last_quoted() const { return last_quoted_; }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (documents_++ > 0) stop(mark, "a second YAML document", "one file holds one configuration");
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        node made;
        made.where = null_place(mark);
        finish(std::move(made), anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto known = anchors_.find(anchor);
        if (known == anchors_.end()) stop(mark, "an alias inside of what it repeats");
        spend(known->second, known->second.where);
        check_depth(mark, levels_.size() + depth_of(known->second));
        put(known->second);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        node made;
        made.where = here(mark);
        made.is = node::form::scalar;
        made.text = text;
        made.tagged = tag_of(tag);
        if (made.tagged == node::tag::none) reject_tag(mark, tag);
        made.quoted = tag == "!";
        if (made.quoted) last_quoted_ = made.where;
        made.text_at = text_place(mark, made);
        finish(std::move(made), anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, node::form::sequence);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, node::form::map);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

private:
    struct level {
        node made;
        YAML::anchor_t anchor = YAML::NullAnchor;
        std::optional<node> key;  // of a map: read, and its value is not
        std::unordered_set<std::string> keys;
    };

    [[noreturn]] static void stop(place where, std::string message, std::string hint = {}) {
        throw unusable{{where, std::move(message), std::move(hint)}};
    }
    [[noreturn]] void stop(const YAML::Mark& mark, std::string message, std::string hint = {}) const {
        stop(here(mark), std::move(message), std::move(hint));
    }

    place here(const YAML::Mark& mark) const {
        place where = place_of(mark);
        where.file = in_.file;
        return where;
    }

    // yaml-cpp puts a null where the next token is.
    place null_place(const YAML::Mark& mark) const {
        if (levels_.empty()) return here(mark);
        return levels_.back().key ? levels_.back().key->where : levels_.back().made.where;
    }

    // Nothing where escapes, folded lines and the like make the text differ from what is written.
    std::optional<place> text_place(const YAML::Mark& mark, const node& of) const {
        const std::size_t quote = of.quoted ? 1 : 0;
        const std::size_t begin = static_cast<std::size_t>(std::max(mark.pos, 0)) + quote;
        if (begin > text_.size() || text_.substr(begin, of.text.size()) != of.text) return std::nullopt;
        return place{of.where.line, of.where.column + static_cast<std::uint32_t>(quote), of.where.file};
    }

    void reject_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag.empty() || tag == "?" || tag == "!") return;
        if (is_hidden()) {  // a password that begins with '!' looks like one
            found_.add(here(mark), "no value can begin with '!'", "put the value in quotes");
            return;
        }
        const std::string shown = tag.starts_with("tag:yaml.org,2002:") ? "!!" + tag.substr(18) : tag;
        const bool known = tag_of(tag) != node::tag::none;
        found_.add(here(mark), "the tag " + shown + (known ? " takes a name" : " is not supported"),
                   known ? std::string() : "write the value itself");
    }

    bool is_hidden() const {
        return in_.hidden || std::any_of(levels_.begin(), levels_.end(), [](const level& each) {
                   return each.key && is_secret_key(each.key->text);
               });
    }

    void spend(const node& what, place where) {
        measure(what, spent_);
        if (spent_.nodes > most_document_nodes) {
            stop(where, "more than " + std::to_string(most_document_nodes) + " values, aliases included");
        }
        if (spent_.text > most_document_text) stop(where, "more than 4 MiB of text, aliases included");
    }

    void check_depth(const YAML::Mark& mark, std::size_t depth) const {
        if (in_.depth + depth <= most_document_depth) return;
        stop(mark, "nested deeper than " + std::to_string(most_document_depth) + " levels");
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, node::form form) {
        reject_tag(mark, tag);
        check_depth(mark, levels_.size() + 1);
        level opened;
        opened.made.where = here(mark);
        opened.made.is = form;
        opened.anchor = anchor;
        levels_.push_back(std::move(opened));
    }

    void close() {
        level closed = std::move(levels_.back());
        levels_.pop_back();
        remember(closed.made, closed.anchor);
        ++spent_.nodes;
        put(std::move(closed.made));
    }

    void finish(node made, YAML::anchor_t anchor) {
        spend(made, made.where);
        remember(made, anchor);
        put(std::move(made));
    }

    void remember(const node& made, YAML::anchor_t anchor) {
        if (anchor == YAML::NullAnchor) return;
        spend(made, made.where);
        anchors_.emplace(anchor, made);
    }

    void put(node made) {
        if (levels_.empty()) {
            root_ = std::move(made);
        } else if (levels_.back().made.is == node::form::sequence) {
            levels_.back().made.items.push_back(std::move(made));
        } else if (!levels_.back().key) {
            put_key(levels_.back(), std::move(made));
        } else {
            put_entry(levels_.back(), std::move(made));
        }
    }

    void put_key(level& in, node key) {
        if (key.is == node::form::null) stop(key.where, "a key is missing in front of ':'");
        if (key.is != node::form::scalar || key.tagged != node::tag::none)
            stop(key.where, "a key must be a plain name");
        if (key.text == "<<" && !key.quoted) found_.add(key.where, "merge keys ('<<') are not supported");
        in.key = std::move(key);
    }

    void put_entry(level& in, node value) {
        node key = std::move(*in.key);
        in.key.reset();
        if (key.text == "<<" && !key.quoted) return;
        if (!in.keys.insert(key.text).second) {
            found_.add(key.where, is_hidden() ? "duplicate key" : "duplicate key " + quote(key.text));
            return;
        }
        if (value.is == node::form::null) value.where = key.where;
        in.made.entries.push_back({std::move(key.text), key.where, std::move(value)});
    }

    std::string_view text_;
    const document_context& in_;
    document_extent& spent_;
    problems& found_;
    std::optional<node> root_;
    std::vector<level> levels_;
    std::map<YAML::anchor_t, node> anchors_;
    place last_quoted_{1, 1};
    int documents_ = 0;
};

}  // namespace

std::optional<node> parse_document(std::string_view text, const document_context& in, document_extent& spent,
                                   problems& found) {
    const auto refuse = [&](problem why) {
        why.where.file = in.file;
        found.add(why.where, std::move(why.message), std::move(why.hint));
        return std::nullopt;
    };
    if (auto why = why_unreadable(text)) return refuse(std::move(*why));
    try {
        std::istringstream from{std::string(text)};
        YAML::Parser parser(from);
        builder tree(text, in, spent, found);
        for (int documents = 0; documents < 2 && parser.HandleNextDocument(tree);)
            ++documents;
        // yaml-cpp takes the rest of the file for it.
        if (is_unclosed_quote(text, tree.last_quoted()))
            return refuse({tree.last_quoted(), "the quote that opens here is not closed", {}});
        return tree.take();
    } catch (const unusable& reason) {
        return refuse(reason.why);
    } catch (const YAML::Exception& error) {
        return refuse(explain_yaml_error(error.msg, place_of(error.mark), text));
    }
}

std::optional<node> parse_document(std::string_view text, problems& found) {
    document_extent spent;
    return parse_document(text, {}, spent, found);
}

}  // namespace weir
