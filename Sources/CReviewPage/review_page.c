#include "review_page.h"

#include <string.h>

static const unsigned char html[] = {
#embed "page/review.html"
};

static const unsigned char style[] = {
#embed "page/review.css"
};

static const unsigned char icon[] = {
#embed "page/icon.svg"
};

static const unsigned char script[] = {
#embed "page/review.js"
};

static const unsigned char server[] = {
#embed "page/server.js"
};

static const unsigned char elements[] = {
#embed "page/elements.js"
};

static const unsigned char session[] = {
#embed "page/session.js"
};

static const unsigned char single[] = {
#embed "page/single.js"
};

static const unsigned char grid[] = {
#embed "page/grid.js"
};

static const unsigned char history[] = {
#embed "page/history.js"
};

static const unsigned char product[] = {
#embed "page/product.js"
};

static const unsigned char progress[] = {
#embed "page/progress.js"
};

static const unsigned char words[] = {
#embed "page/words.js"
};

static const struct {
    const char *name;
    const unsigned char *bytes;
    size_t size;
} files[] = {
    {"review.html", html, sizeof html},          {"review.css", style, sizeof style},
    {"icon.svg", icon, sizeof icon},             {"review.js", script, sizeof script},
    {"server.js", server, sizeof server},        {"elements.js", elements, sizeof elements},
    {"session.js", session, sizeof session},     {"single.js", single, sizeof single},        {"grid.js", grid, sizeof grid},
    {"history.js", history, sizeof history},     {"product.js", product, sizeof product},
    {"progress.js", progress, sizeof progress},  {"words.js", words, sizeof words},
};

const unsigned char *review_page_file(const char *name, size_t *size) {
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (strcmp(files[i].name, name) == 0) {
            *size = files[i].size;
            return files[i].bytes;
        }
    }
    return NULL;
}
