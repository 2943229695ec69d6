#include "review_page.h"

#define HTML "text/html; charset=utf-8"
#define CSS "text/css; charset=utf-8"
#define SVG "image/svg+xml"
#define JAVASCRIPT "text/javascript; charset=utf-8"

// The only list of the page's files. A file is a text, so that the NUL after it ends it.
static const struct review_page_file files[] = {
    {"/", HTML, (const unsigned char[]){
#embed "page/review.html" suffix(, 0)
    }},
    {"/review.css", CSS, (const unsigned char[]){
#embed "page/review.css" suffix(, 0)
    }},
    {"/icon.svg", SVG, (const unsigned char[]){
#embed "page/icon.svg" suffix(, 0)
    }},
    {"/api.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/api.js" suffix(, 0)
    }},
    {"/categories.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/categories.js" suffix(, 0)
    }},
    {"/decisions.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/decisions.js" suffix(, 0)
    }},
    {"/elements.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/elements.js" suffix(, 0)
    }},
    {"/filter-form.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/filter-form.js" suffix(, 0)
    }},
    {"/grid-view.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/grid-view.js" suffix(, 0)
    }},
    {"/history-table.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/history-table.js" suffix(, 0)
    }},
    {"/history-view.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/history-view.js" suffix(, 0)
    }},
    {"/main.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/main.js" suffix(, 0)
    }},
    {"/notifications.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/notifications.js" suffix(, 0)
    }},
    {"/product-parts.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/product-parts.js" suffix(, 0)
    }},
    {"/product-view.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/product-view.js" suffix(, 0)
    }},
    {"/progress.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/progress.js" suffix(, 0)
    }},
    {"/single-view.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/single-view.js" suffix(, 0)
    }},
    {"/texts-en.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/texts-en.js" suffix(, 0)
    }},
    {"/texts-pt-br.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/texts-pt-br.js" suffix(, 0)
    }},
    {"/texts.js", JAVASCRIPT, (const unsigned char[]){
#embed "page/texts.js" suffix(, 0)
    }},
};

const struct review_page_file *review_page_files(size_t *count) {
    *count = sizeof files / sizeof files[0];
    return files;
}
